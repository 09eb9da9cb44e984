import { z } from 'zod';
import { incidentReport } from '../../cards/surfaces/report.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { storedSnapshot } from '../../incidents/stored-snapshot.ts';
import { NotFinished, partMs } from '../../jobs/not-finished.ts';
import type { Json } from '../../store/store.ts';
import type { Services } from '../services.ts';
import { wholeTimeline } from './whole-timeline.ts';

/** What reading everything about an incident takes. */
export type ReportReading = Pick<
  Services,
  'readSnapshot' | 'readRelated' | 'readEngagements' | 'readTimeline' | 'openProgress' | 'now' | 'sleep' | 'log'
>;

/** Who was paged is read with patience, in milliseconds: AWS allows few such requests. */
const engagementPatienceMs = 15_000;
/** Facts of more characters are read again rather than saved: the store takes 400 KB at once. */
const mostSaved = 100_000;

const saved = z.object({ facts: storedSnapshot });

/**
 * Reads all there is of an incident, and writes its report. What cannot be read besides the record is said to be missing.
 * @param key of the interaction that asks for it
 * @returns Markdown
 * @throws AppError when the record cannot be read; NotFinished when the rest is for another job
 */
export async function readReport(
  services: ReportReading,
  arn: IncidentArn,
  key: string,
): Promise<{ text: string; view: IncidentSnapshot }> {
  const beganMs = services.now();
  const events = await wholeTimeline(services, arn, key).catch((error: unknown) => {
    if (error instanceof NotFinished) throw error;
    return missing(services, arn, 'timeline')(error);
  });
  const facts = await savedFacts(services, arn, key, beganMs + partMs / 2);
  return { text: incidentReport({ view: facts, ...(events && { events }), now: services.now() }), view: facts };
}

/**
 * Reads all but the timeline, and saves it.
 * @param untilMs from then on what follows is left to the next job
 */
async function savedFacts(
  services: ReportReading,
  arn: IncidentArn,
  key: string,
  untilMs: number,
): Promise<IncidentSnapshot> {
  const progress = await services.openProgress(key, 'facts');
  const [before] = progress.saved.flatMap((value) => saved.safeParse(value).data ?? []);
  if (before !== undefined) return before.facts;
  const facts = await readFacts(services, arn);
  if (services.now() < untilMs || JSON.stringify(facts).length > mostSaved) return facts;
  await progress.save({ facts: facts as unknown as Json });
  throw new NotFinished('the report is written by the next job');
}

async function readFacts(services: ReportReading, arn: IncidentArn): Promise<IncidentSnapshot> {
  const lacks = (part: string) => missing(services, arn, part);
  const [snapshot, related, findings, engaged] = await Promise.all([
    services.readSnapshot(arn),
    services.readRelated.items(arn).catch(lacks('related items')),
    services.readRelated.findings(arn).catch(lacks('findings')),
    services.readEngagements(arn, engagementPatienceMs, 'now').catch(lacks('engagements')),
  ]);
  return {
    ...snapshot,
    ...(related && { related }),
    ...(findings && { findings }),
    ...(engaged && { engagements: engaged.engagements }),
  };
}

const missing =
  ({ log }: ReportReading, { arn }: IncidentArn, part: string) =>
  (error: unknown) => {
    log.warn('a report lacks a part', { arn, part, error });
    return undefined;
  };
