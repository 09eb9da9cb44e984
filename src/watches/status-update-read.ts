import type { ReadEngagements } from '../aws/read/engagements.ts';
import type { ReadSnapshot } from '../aws/read/read-snapshot.ts';
import { AppError } from '../errors.ts';
import { parseIncidentArn } from '../incidents/arn.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { cardGroup } from '../jobs/card-group.ts';
import type { StatusReadJob } from '../jobs/job.ts';
import type { JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';

export interface StatusReadOptions {
  readSnapshot: ReadSnapshot;
  readEngagements: ReadEngagements;
  queue: Pick<JobQueue, 'send'>;
  now: () => number;
  log: Log;
}

/** How long who was paged is waited for, in milliseconds: without it the post says less. */
const engagementPatienceMs = 5000;
/** A record that was there is asked for so often before it is believed to be gone. */
const goneAttempts = 2;

type WasRead = { view: IncidentSnapshot } | { fault: { code: string; message: string } } | { gone: true };

/**
 * Reads an incident once for all status posts that are due, and sends one job for each of them.
 * @param attempt 1 the first time
 * @throws AppError for a passing fault
 */
export async function readForStatus(options: StatusReadOptions, job: StatusReadJob, attempt: number): Promise<void> {
  const { queue, now, log } = options;
  const { arn, posts } = job;
  const was = await read(options, job, attempt);
  if ('fault' in was) log.warn('no status posts: incident cannot be read', { arn, code: was.fault.code });
  const jobs = posts.map(({ channel, dueMs, foundMs, atMs, ...post }): JobToSend => {
    const id = `status:${arn}:${channel}:${foundMs}`;
    const found = 'gone' in was ? {} : was;
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
  { readSnapshot, readEngagements }: StatusReadOptions,
  { arn: text, engaged }: StatusReadJob,
  attempt: number,
): Promise<WasRead> {
  const arn = parseIncidentArn(text);
  if (arn === undefined) return { gone: true };
  try {
    const snapshot = await readSnapshot(arn);
    const who = engaged ? await readEngagements(arn, engagementPatienceMs).catch(() => undefined) : undefined;
    return { view: who ? { ...snapshot, engagements: who.engagements } : snapshot };
  } catch (error) {
    if (!(error instanceof AppError) || error.transient) throw error;
    if (error.code !== 'no_such_incident') return { fault: { code: error.code, message: error.message } };
    // Another Region of the replication set may lag behind, or have lost its way for a moment.
    if (attempt < goneAttempts) throw new AppError('aws_unavailable', 'The record is not there.', { cause: error });
    return { gone: true };
  }
}
