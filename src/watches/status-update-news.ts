import type { CardMessage } from '../cards/block-kit/blocks.ts';
import type { StatusOptions } from '../cards/surfaces/status-update.ts';
import { type ComparedSnapshot, changesBetween } from '../incidents/changes.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import type { Watch } from '../incidents/watch.ts';
import { cadenceOf, stretchAfter } from './cadence.ts';
import { nextUpdateMs } from './next-update.ts';
import type { WatchStore } from './watch.ts';

/** What a status update says besides the incident itself. */
export type StatusNews = Omit<StatusOptions, 'now' | 'actions'>;

/** The part of a snapshot that is stored with the watch, to compare the next snapshot with. */
export function comparedPart({ record, runbooks, engagements, responders }: ComparedSnapshot): ComparedSnapshot {
  return {
    record,
    ...(runbooks && { runbooks }),
    ...(engagements && { engagements }),
    ...(responders && { responders }),
  };
}

/**
 * What a status update says, and the watch after it was posted.
 * @param lateMs how late the update is because the quota was used up, in milliseconds; 0: on time
 * @param statusPostsMs impact to milliseconds between updates (`STATUS_POSTS`)
 * @returns `news` to draw, and `after`: the watch to store once the update is posted
 */
export function statusNews(
  watch: Watch,
  snapshot: IncidentSnapshot,
  lateMs: number,
  statusPostsMs: ReadonlyMap<number, number>,
  nowMs: number,
): { news: StatusNews; after: Watch } {
  const { impact } = snapshot.record;
  const changes = watch.reading === undefined ? [] : changesBetween(watch.reading, snapshot);
  const unchanged = changes.length === 0 ? (watch.unchanged ?? 0) + 1 : 0;
  const stretch = stretchAfter(unchanged);
  const next = nextUpdateMs(watch, impact, statusPostsMs, nowMs, stretch);
  const everyMs = (cadenceOf(watch, impact, statusPostsMs) ?? 0) * stretch;
  const { nextPostMs: _due, lateMs: _late, trouble: _trouble, claim: _claim, ...rest } = watch;
  return {
    news: {
      changes,
      stretched: stretch > 1,
      ...(next !== undefined && { nextPostAtMs: next + lateMs }),
      ...(lateMs > 0 && { slowed: { everyMs: everyMs + lateMs, insteadOfMs: everyMs } }),
    },
    after: {
      ...rest,
      impact,
      unchanged,
      reading: comparedPart(snapshot),
      lastPostMs: nowMs,
      ...(next !== undefined && { nextPostMs: next }),
      ...(lateMs > 0 && { lateMs }),
    },
  };
}

export interface FinalUpdateOptions {
  watches: Pick<WatchStore, 'get'>;
  draw: (snapshot: IncidentSnapshot, news: StatusNews) => CardMessage;
}

/**
 * The last status update of a watch whose incident is resolved. It replaces the thread entry about the resolution.
 * @returns `undefined` when the channel does not watch the incident, or its watch has no status updates
 */
export async function finalStatusUpdate(
  { watches, draw }: FinalUpdateOptions,
  channel: string,
  snapshot: IncidentSnapshot,
): Promise<CardMessage | undefined> {
  const watch = (await watches.get(snapshot.record.arn.arn, channel))?.watch;
  if (watch === undefined || (watch.nextPostMs === undefined && watch.lastPostMs === undefined)) return undefined;
  return draw(snapshot, { changes: statusNews(watch, snapshot, 0, new Map(), 0).news.changes });
}
