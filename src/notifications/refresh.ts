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

/** Who was paged is read with patience, in milliseconds: nobody waits for it, and AWS allows few such requests. */
const engagementPatienceMs = 10_000;
/** Where it could not be read it is tried again so often, after so many milliseconds and twice as many each time. */
const engagementTries = 4;
const engagementWaitMs = 5000;
/** A record that nobody has seen yet is asked for so often: another Region may lag behind. */
const newbornAttempts = 5;
/** One that was there is asked for so often before it is believed to be gone. */
const goneAttempts = 2;

/**
 * Reads an incident once, however many channels follow it, and has each of them brought up to date.
 * @param attempt 1 the first time
 * @throws AppError when it cannot be read, whatever the reason: only AWS's own word makes an incident gone
 */
export async function refreshIncident(options: RefreshOptions, job: RefreshJob, attempt: number): Promise<void> {
  const { queue, log } = options;
  const known = await channelsShowing(job.arn, options);
  if (known.size === 0 && job.channels.length === 0) return;
  const mayAppear = attempt < (known.size === 0 ? newbornAttempts : goneAttempts);
  const found = await read(options, job, mayAppear);
  if (found === 'not ours') return;
  const view = found === 'gone' ? found : found.view;
  const bring = view === 'gone' ? [] : job.channels;
  const channels = new Set([...known, ...bring]);
  if (view === 'gone') log.warn('incident is gone from Incident Manager', { arn: job.arn, channels: channels.size });
  const jobs = [...channels].map((channel) =>
    syncJob(job.arn, channel, view === 'gone' ? undefined : view, bring.includes(channel)),
  );
  if (found !== 'gone' && found.incomplete) jobs.push(...askAgain(job));
  if (jobs.length > 0) await queue.send(jobs);
}

/** The notification of an acknowledgement comes once: the look that could not read it comes again. */
function askAgain({ arn, channels, missed = 0 }: RefreshJob): JobToSend[] {
  if (missed >= engagementTries) return [];
  const job = { kind: 'look' as const, arn, channels, engaged: true, missed: missed + 1 };
  const delayMs = engagementWaitMs * 2 ** missed;
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
    const read = await readEngagements(arn, engagementPatienceMs, 'now').catch((error: unknown) => ({
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
    // Whatever else is refused says nothing about the incident: it is looked at again.
    if (error.code !== 'no_such_incident') throw error;
    if (mayAppear) throw new AppError('aws_unavailable', 'The record is not there yet.', { cause: error });
    return 'gone';
  }
}
