import type { ReadEngagements } from '../aws/read/engagements.ts';
import type { ReadNotes } from '../aws/read/notes.ts';
import type { ReadSnapshot } from '../aws/read/read-snapshot.ts';
import { AppError } from '../errors.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { cardGroup } from '../jobs/card-group.ts';
import type { StatusReadJob } from '../jobs/job.ts';
import type { JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';

export interface StatusReadOptions {
  readSnapshot: ReadSnapshot;
  readEngagements: ReadEngagements;
  readNotes: ReadNotes;
  queue: Pick<JobQueue, 'send'>;
  now: () => number;
  log: Log;
}

/** How long to wait for the engagements, in milliseconds. Without them the update omits who was paged. */
const engagementTimeoutMs = 5000;
/** Attempts that must find no record before a known incident counts as gone. */
const goneAttempts = 2;

type ReadResult = { view: IncidentSnapshot } | { fault: { code: string; message: string } } | { gone: true };

/**
 * Reads an incident once for all of its status updates that are due, and sends one `status-post` job for each channel.
 * @param attempt starts at 1
 * @throws AppError for a failure that can pass: the job is then retried
 */
export async function readForStatus(options: StatusReadOptions, job: StatusReadJob, attempt: number): Promise<void> {
  const { queue, now, log } = options;
  const { posts } = job;
  const { arn } = job.arn;
  const result = await read(options, job, attempt);
  if ('fault' in result) log.warn('status updates skipped: incident cannot be read', { arn, code: result.fault.code });
  const jobs = posts.map(({ channel, dueMs, foundMs, atMs, ...post }): JobToSend => {
    const id = `status:${arn}:${channel}:${foundMs}`;
    const found = 'gone' in result ? {} : result;
    return {
      group: cardGroup(arn, channel),
      dedupeId: id,
      delayMs: Math.max(0, atMs - now()),
      job: { kind: 'status-post', arn, channel, dueMs, ...post, ...found },
    };
  });
  await queue.send(jobs);
}

async function read(
  { readSnapshot, readEngagements, readNotes }: StatusReadOptions,
  { arn, engaged }: StatusReadJob,
  attempt: number,
): Promise<ReadResult> {
  try {
    const snapshot = await readSnapshot(arn);
    const [paged, notes] = await Promise.all([
      engaged ? readEngagements(arn, engagementTimeoutMs).catch(() => undefined) : undefined,
      // No notification reports a note that was written in the console, unless CloudTrail's events reach a topic.
      readNotes(arn).catch(() => undefined),
    ]);
    return { view: { ...snapshot, ...(paged && { engagements: paged.engagements }), ...(notes && { notes }) } };
  } catch (error) {
    if (!(error instanceof AppError) || error.transient) throw error;
    if (error.code !== 'no_such_incident') return { fault: { code: error.code, message: error.message } };
    // The Region that answered may lag behind the rest of the replication set.
    if (attempt < goneAttempts) throw new AppError('aws_unavailable', 'The record is not there.', { cause: error });
    return { gone: true };
  }
}
