import { withDeadline } from '../../deadline.ts';
import { deadLetterReason, type GivenUp, giveUp, keptMs } from '../../jobs/give-up.ts';
import type { Delivery } from '../../jobs/queue.ts';
import { afterFailure, jobLimitMs } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';

/** A job of the batch; `messageId` is what Lambda knows it by. */
export interface BatchJob {
  messageId: string;
  delivery: Delivery;
  /** Not to be done before so many milliseconds from now. */
  hiddenMs: number;
  /** How often it began and the function did not live to say how it ended. */
  crashes: number;
}

/** How a job comes back: it did not begin, or it failed. */
export type CameBack = 'waits' | 'fails';

export interface WorkBatchOptions<T extends BatchJob> {
  run: (delivery: Delivery) => Promise<void>;
  /** Trying again does not help: decides what becomes of the job, and tells those who wait for it. */
  onGivenUp: (delivery: Delivery, error: unknown) => Promise<GivenUp>;
  /** The job is about to be run. */
  onBegin: (job: T) => Promise<void>;
  /** The message comes back after `delayMs`. */
  handBack: (job: T, delayMs: number, as: CameBack) => Promise<void>;
  park: (delivery: Delivery, reason: string) => Promise<void>;
  /** Milliseconds until Lambda ends the function. */
  remainingMs: () => number;
  /** How long one job may take, in milliseconds. */
  limitMs?: number;
  now: () => number;
  random: () => number;
  log: Log;
}

/** With less time left no further job is begun: ended in the middle it would be hidden for minutes. */
const enoughMs = jobLimitMs + 10_000;
/** What follows a job that failed has to end so long before the function does, in milliseconds: telling people of it … */
const tellingEndsMs = 4000;
/** … and then what SQS is told of it. */
const settlingEndsMs = 1000;
/** So often a job may have begun in a function that did not live to answer for it: it may be what ends it. */
const mostCrashes = 5;
/** When the dead-letter queue did not take a job, it comes back after so many milliseconds. */
const parkAgainMs = 60_000;

/**
 * Does a batch of jobs: those of one group one after the other, the groups side by side. A job that fails is tried again
 * later, and what follows it in its group waits for it; a job that is given up on is parked, and its group goes on.
 * @returns ids of the messages that are not done and stay in the queue
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function workBatch<T extends BatchJob>(
  jobs: readonly T[],
  options: WorkBatchOptions<T>,
): Promise<string[]> {
  const groups = Map.groupBy(jobs, ({ delivery }) => delivery.group);
  const left = await Promise.all([...groups.values()].map((group) => workGroup(group, options)));
  return left.flat();
}

async function workGroup<T extends BatchJob>(group: readonly T[], options: WorkBatchOptions<T>): Promise<string[]> {
  for (const [index, job] of group.entries()) {
    const later = await work(job, options);
    if (later === undefined) continue;
    const { delayMs, as } = later;
    const left = group.slice(index);
    // Those behind it come back when it does: SQS gives out nothing of a group while one of its messages is hidden.
    const handBack = (each: T) => options.handBack(each, delayMs, each === job ? as : 'waits');
    // What is not handed back in time comes back when SQS shows it again.
    await Promise.allSettled(left.map((each) => inTimeLeft(settlingEndsMs, options, () => handBack(each))));
    return left.map(({ messageId }) => messageId);
  }
  return [];
}

/** @param spareMs so long before the function ends the work is cut off, in milliseconds */
function inTimeLeft<T>(
  spareMs: number,
  { remainingMs }: Pick<WorkBatchOptions<BatchJob>, 'remainingMs'>,
  work: () => Promise<T>,
): Promise<T> {
  return withDeadline(Math.max(0, Math.min(jobLimitMs, remainingMs() - spareMs)), work);
}

/** When a job comes back, and as what that counts. */
interface Later {
  delayMs: number;
  as: CameBack;
}

/** @returns `undefined` when the job is settled */
async function work<T extends BatchJob>(job: T, options: WorkBatchOptions<T>): Promise<Later | undefined> {
  const { delivery, hiddenMs, crashes } = job;
  const { run, onBegin, remainingMs, limitMs = jobLimitMs, now, random, log } = options;
  if (hiddenMs > 0) return { delayMs: hiddenMs, as: 'waits' };
  if (remainingMs() < enoughMs) return { delayMs: 0, as: 'waits' };
  const facts = { kind: delivery.job.kind, attempt: delivery.attempt, messageId: job.messageId };
  if (crashes >= mostCrashes) return endJob(job, new Error('begun too often'), options);
  try {
    await withDeadline(limitMs, async () => {
      await onBegin(job);
      await run(delivery);
    });
    return undefined;
  } catch (error) {
    const next = afterFailure(error, delivery, now(), random);
    if (next === 'give up') return endJob(job, error, options);
    log.warn('job failed, trying again', { ...facts, error, retryInMs: next.retryInMs });
    return { delayMs: next.retryInMs, as: 'fails' };
  }
}

async function endJob<T extends BatchJob>(
  { delivery, messageId }: T,
  error: unknown,
  options: WorkBatchOptions<T>,
): Promise<Later | undefined> {
  const { onGivenUp, park, log } = options;
  const tell = () => inTimeLeft(tellingEndsMs, options, () => onGivenUp(delivery, error));
  const end = await giveUp(delivery, error, tell, log, { messageId });
  if (end === 'kept') return { delayMs: keptMs, as: 'fails' };
  if (end === 'job deferred') return undefined;
  try {
    await inTimeLeft(settlingEndsMs, options, () => park(delivery, deadLetterReason(error)));
    return undefined;
  } catch (fault) {
    log.error('could not park', { messageId, error: fault });
    return { delayMs: parkAgainMs, as: 'fails' };
  }
}
