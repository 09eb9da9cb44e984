import type { Delivery } from '../../jobs/queue.ts';
import { afterFailure } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';

/** A job of the batch; `messageId` is what Lambda knows it by. */
export interface BatchJob {
  messageId: string;
  delivery: Delivery;
  /** Not to be done before so many milliseconds from now. */
  hiddenMs: number;
}

export interface WorkBatchOptions {
  run: (delivery: Delivery) => Promise<void>;
  /** The job is parked: somebody must be told. */
  onGivenUp: (delivery: Delivery, error: unknown) => Promise<void>;
  /** The message comes back after `delayMs`. */
  retry: (delivery: Delivery, delayMs: number) => Promise<void>;
  park: (delivery: Delivery, reason: string) => Promise<void>;
  /** Milliseconds until Lambda ends the function. */
  remainingMs: () => number;
  now: () => number;
  random: () => number;
  log: Log;
}

/** With less time left no further job is begun: ended in the middle it would be hidden for minutes. */
const enoughMs = 20_000;
/** A job received so often has ended the function itself: nothing that fails in an orderly way comes back that often. */
const mostAttempts = 20;
/** When the dead-letter queue did not take a job, it comes back after so many milliseconds. */
const parkAgainMs = 60_000;

/**
 * Does a batch of jobs: those of one group one after the other, the groups side by side. A job that fails is tried again
 * later, and what follows it in its group waits for it; a job that is given up on is parked, and its group goes on.
 * @returns ids of the messages that are not done and stay in the queue
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function workBatch(jobs: readonly BatchJob[], options: WorkBatchOptions): Promise<string[]> {
  const groups = Map.groupBy(jobs, ({ delivery }) => delivery.group);
  const left = await Promise.all([...groups.values()].map((group) => workGroup(group, options)));
  return left.flat();
}

async function workGroup(group: readonly BatchJob[], options: WorkBatchOptions): Promise<string[]> {
  for (const [index, job] of group.entries()) {
    const delayMs = await work(job, options);
    if (delayMs === undefined) continue;
    const left = group.slice(index);
    // Those behind it come back when it does: SQS gives out nothing of a group while one of its messages is hidden.
    await Promise.allSettled(left.map(({ delivery }) => options.retry(delivery, delayMs)));
    return left.map(({ messageId }) => messageId);
  }
  return [];
}

/** @returns `undefined` when the job is settled, else in how many milliseconds it is to come back */
async function work(job: BatchJob, options: WorkBatchOptions): Promise<number | undefined> {
  const { delivery, hiddenMs } = job;
  const { run, remainingMs, now, random, log } = options;
  if (hiddenMs > 0) return hiddenMs;
  if (remainingMs() < enoughMs) return 0;
  const facts = { kind: delivery.job.kind, attempt: delivery.attempt, messageId: job.messageId };
  if (delivery.attempt > mostAttempts) return giveUp(job, new Error('received too often'), options);
  try {
    await run(delivery);
    return undefined;
  } catch (error) {
    const next = afterFailure(error, delivery, now(), random);
    if (next === 'give up') return giveUp(job, error, options);
    log.warn('job failed, trying again', { ...facts, error, retryInMs: next.retryInMs });
    return next.retryInMs;
  }
}

async function giveUp({ delivery, messageId }: BatchJob, error: unknown, options: WorkBatchOptions) {
  const { onGivenUp, park, log } = options;
  log.error('job given up', { kind: delivery.job.kind, attempt: delivery.attempt, messageId, error });
  await onGivenUp(delivery, error).catch((cause: unknown) => log.error('could not tell', { cause }));
  try {
    await park(delivery, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    return undefined;
  } catch (cause) {
    log.error('could not park', { messageId, cause });
    return parkAgainMs;
  }
}
