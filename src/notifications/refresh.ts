import { randomUUID } from 'node:crypto';
import type { ReadEngagements } from '../aws/read/engagements.ts';
import type { ReadSnapshot } from '../aws/read/read-snapshot.ts';
import { AppError } from '../errors.ts';
import { parseIncidentArn } from '../incidents/arn.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import type { RefreshJob } from '../jobs/job.ts';
import type { JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { channelsShowing, type Showing } from '../posting/channels-showing.ts';
import { syncJob } from '../posting/sync-job.ts';

export interface RefreshOptions extends Showing {
  readSnapshot: ReadSnapshot;
  readEngagements: ReadEngagements;
  queue: Pick<JobQueue, 'send'>;
  log: Log;
}

/** The longest wait for the engagements, in milliseconds. Long, because nobody waits and the quota is low. */
const engagementMaxWaitMs = 10_000;
/** How many more refreshes try to read engagements that could not be read. */
const engagementRetries = 4;
/** The delay of the first of them, in milliseconds; it doubles each time. */
const engagementDelayMs = 5000;
/** Attempts that must find no record before a new incident counts as gone: the Region that is read may lag behind. */
const newAttempts = 5;
/** The same for a known incident. */
const goneAttempts = 2;

/**
 * Reads an incident once and sends a `sync` job to each channel that shows it.
 * @param attempt starts at 1
 * @throws AppError when the incident cannot be read. Only AWS's own "no such record" makes it gone
 */
export async function refreshIncident(options: RefreshOptions, job: RefreshJob, attempt: number): Promise<void> {
  const { queue, log } = options;
  const known = await channelsShowing(job.arn, options);
  if (known.size === 0 && job.channels.length === 0) return;
  const mayAppear = attempt < (known.size === 0 ? newAttempts : goneAttempts);
  const found = await read(options, job, mayAppear);
  if (found === 'not ours') return;
  const view = found === 'gone' ? found : found.view;
  const bring = view === 'gone' ? [] : job.channels;
  const channels = new Set([...known, ...bring]);
  if (view === 'gone') log.warn('incident is gone from Incident Manager', { arn: job.arn, channels: channels.size });
  const jobs = [...channels].map((channel) =>
    syncJob(job.arn, channel, view === 'gone' ? undefined : view, bring.includes(channel)),
  );
  if (found !== 'gone' && found.incomplete) jobs.push(...engagementRetry(job));
  if (jobs.length > 0) await queue.send(jobs);
}

/** An acknowledgement is notified only once, so a refresh that could not read the engagements is repeated. */
function engagementRetry({ arn, channels, missed = 0 }: RefreshJob): JobToSend[] {
  if (missed >= engagementRetries) return [];
  const job = { kind: 'look' as const, arn, channels, engaged: true, missed: missed + 1 };
  const delayMs = engagementDelayMs * 2 ** missed;
  return [{ group: `last look ${arn}`, dedupeId: `look:${randomUUID()}`, job, delayMs }];
}

async function read(
  { readSnapshot, readEngagements, log }: RefreshOptions,
  { arn: text, engaged }: RefreshJob,
  mayAppear: boolean,
): Promise<{ view: IncidentSnapshot; incomplete?: boolean } | 'gone' | 'not ours'> {
  const arn = parseIncidentArn(text);
  if (arn === undefined) return 'not ours';
  try {
    const snapshot = await readSnapshot(arn);
    if (!engaged) return { view: snapshot };
    const read = await readEngagements(arn, engagementMaxWaitMs, 'now').catch((error: unknown) => ({
      incomplete: error instanceof AppError && error.transient,
      engagements: snapshot.engagements,
    }));
    const { engagements, incomplete } = read;
    return { view: { ...snapshot, ...(engagements && { engagements }) }, incomplete };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'account_not_allowed') {
      log.warn('incident cannot be read', { arn: text, code: error.code, reason: error.message });
      return 'not ours';
    }
    // Any other error says nothing about the incident: the job is retried.
    if (error.code !== 'no_such_incident') throw error;
    if (mayAppear) throw new AppError('aws_unavailable', 'The record is not there yet.', { cause: error });
    return 'gone';
  }
}
