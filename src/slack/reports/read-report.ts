import { incidentReport } from '../../cards/surfaces/report.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { NotFinished } from '../../jobs/not-finished.ts';
import type { Services } from '../services.ts';
import { wholeTimeline } from './whole-timeline.ts';

type Needed = Pick<
  Services,
  'readSnapshot' | 'readRelated' | 'readEngagements' | 'readTimeline' | 'openProgress' | 'now' | 'sleep' | 'log'
>;

/** Who was paged is read with patience, in milliseconds: AWS allows few such requests. */
const engagementPatienceMs = 15_000;

/**
 * Reads all there is of an incident, and writes its report. What cannot be read besides the record is said to be missing.
 * @param key of the interaction that asks for it
 * @returns Markdown
 * @throws AppError when the record cannot be read; NotFinished when the rest is for another job
 */
export async function readReport(
  services: Needed,
  arn: IncidentArn,
  key: string,
): Promise<{ text: string; view: IncidentSnapshot }> {
  const missing = (part: string) => (error: unknown) => {
    services.log.warn('a report lacks a part', { arn: arn.arn, part, error });
    return undefined;
  };
  const events = await wholeTimeline(services, arn, key).catch((error: unknown) => {
    if (error instanceof NotFinished) throw error;
    return missing('timeline')(error);
  });
  const [snapshot, related, findings, engaged] = await Promise.all([
    services.readSnapshot(arn),
    services.readRelated.items(arn).catch(missing('related items')),
    services.readRelated.findings(arn).catch(missing('findings')),
    services.readEngagements(arn, engagementPatienceMs, 'now').catch(missing('engagements')),
  ]);
  const whole: IncidentSnapshot = {
    ...snapshot,
    ...(related && { related }),
    ...(findings && { findings }),
    ...(engaged && { engagements: engaged.engagements }),
  };
  return { text: incidentReport({ view: whole, ...(events && { events }), now: services.now() }), view: snapshot };
}
