import type { ListedIncident } from '../cards/words/incident-line.ts';
import type { Watch } from '../incidents/watch.ts';
import type { StoredWatch } from './watch.ts';

/** When the next status post is to be expected: later than it is due where more is watched than can be served. */
export function expectedPostMs({ nextPostMs, lateMs = 0 }: Watch): number | undefined {
  return nextPostMs === undefined ? undefined : nextPostMs + lateMs;
}

/** Incidents with what a channel's watches say of them: that it watches, and when the next status post comes. */
export function withWatches(incidents: readonly ListedIncident[], watches: readonly StoredWatch[]): ListedIncident[] {
  const byArn = new Map(watches.map(({ watch }) => [watch.arn, watch]));
  return incidents.map((incident) => {
    const watch = byArn.get(incident.arn);
    if (watch === undefined) return incident;
    const nextPostAtMs = expectedPostMs(watch);
    return { ...incident, watched: true, ...(nextPostAtMs !== undefined && { nextPostAtMs }) };
  });
}
