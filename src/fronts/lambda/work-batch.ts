import { withCorrelation } from '../../correlation.ts';
import { withDeadline } from '../../deadline.ts';
import { correlationOf } from '../../jobs/correlate.ts';
import { deadLetterReason, type GivenUp, giveUp, keptMs } from '../../jobs/give-up.ts';
import type { Delivery } from '../../jobs/queue.ts';
import { type ReportEnd, reportJob } from '../../jobs/report-job.ts';
import { afterFailure, jobLimitMs } from '../../jobs/worker.ts';
import type { Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';

/** A job of the batch. */
export interface BatchJob {
  /** Its id in the response to Lambda. */
  messageId: string;
  delivery: Delivery;
  /** The rest of its delay, in milliseconds. */
  hiddenMs: number;
  /** Attempts during which the function ended. */
  crashes: number;
}

/** Why a job is returned to the queue: it was not started, or it failed. */
export type ReturnReason = 'waits' | 'fails';

export interface WorkBatchOptions<T extends BatchJob> {
  run: (delivery: Delivery) => Promise<void>;
  /** Called when retries are exhausted or useless: decides the outcome, and tells those who wait for the job. */
  onGivenUp: (delivery: Delivery, error: unknown) => Promise<GivenUp>;
  /** Called just before a job runs. */
  onBegin: (job: T) => Promise<void>;
  /** Returns the message to the queue, to be received again after `delayMs`. */
  release: (job: T, delayMs: number, as: ReturnReason) => Promise<void>;
  deadLetter: (delivery: Delivery, reason: string) => Promise<void>;
  /** The time until Lambda ends the function, in milliseconds. */
  remainingMs: () => number;
  /** The deadline of one job, in milliseconds. */
  limitMs?: number;
  now: () => number;
  random: () => number;
  log: Log;
  metrics?: Metrics;
}

/** The least remaining time to start a job, in milliseconds: an interrupted job would stay hidden for minutes. */
const enoughMs = jobLimitMs + 10_000;
/** How long before the end of the function telling people of a failure is cut off, in milliseconds. */
const tellingEndsMs = 4000;
/** How long before the end of the function calls to SQS are cut off, in milliseconds. */
const releasingEndsMs = 1000;
/** A job that was running this often when the function ended is given up: it may be the cause. */
const maxCrashes = 5;
/** The retry delay of a job that the dead-letter queue did not accept, in milliseconds. */
const deadLetterRetryMs = 60_000;

/**
 * Runs a batch of jobs: those of one group in order, the groups in parallel. A failed job is retried later, and the rest of
 * its group waits for it. A job that fails for good becomes a dead letter, and its group continues.
 * @returns the ids of messages that stay in the queue
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
    const later = await withCorrelation(correlationOf(job.delivery), () => work(job, options));
    if (later === undefined) continue;
    const { delayMs, as } = later;
    const left = group.slice(index);
    // The rest of the group is returned too: SQS delivers nothing of a group while one of its messages is hidden.
    const release = (each: T) => options.release(each, delayMs, each === job ? as : 'waits');
    // A message that is not returned in time becomes visible after its visibility timeout.
    await Promise.allSettled(left.map((each) => inTimeLeft(releasingEndsMs, options, () => release(each))));
    return left.map(({ messageId }) => messageId);
  }
  return [];
}

/** Runs work with a deadline. @param spareMs how long before the end of the function the deadline is, in milliseconds */
function inTimeLeft<T>(
  spareMs: number,
  { remainingMs }: Pick<WorkBatchOptions<BatchJob>, 'remainingMs'>,
  work: () => Promise<T>,
): Promise<T> {
  return withDeadline(Math.max(0, Math.min(jobLimitMs, remainingMs() - spareMs)), work);
}

/** The return of a job to the queue. */
interface Later {
  delayMs: number;
  as: ReturnReason;
}

/** @returns `undefined` when the job is done, deferred or a dead letter */
async function work<T extends BatchJob>(job: T, options: WorkBatchOptions<T>): Promise<Later | undefined> {
  const { delivery, hiddenMs, crashes } = job;
  const { run, onBegin, remainingMs, limitMs = jobLimitMs, now, random, log, metrics } = options;
  if (hiddenMs > 0) return { delayMs: hiddenMs, as: 'waits' };
  if (remainingMs() < enoughMs) return { delayMs: 0, as: 'waits' };
  const { messageId } = job;
  const facts = { kind: delivery.job.kind, attempt: delivery.attempt, messageId };
  const end = reportJob(delivery, { elapsed: () => performance.now(), log, metrics }, { messageId });
  if (crashes >= maxCrashes) return endJob(job, new Error('too many attempts'), options, end);
  try {
    await withDeadline(limitMs, async () => {
      await onBegin(job);
      await run(delivery);
    });
    end('done');
    return undefined;
  } catch (error) {
    const next = afterFailure(error, delivery, now(), random);
    if (next === 'give up') return endJob(job, error, options, end);
    log.warn('job failed: retrying', { ...facts, error, retryInMs: next.retryInMs });
    end('retried');
    return { delayMs: next.retryInMs, as: 'fails' };
  }
}

async function endJob<T extends BatchJob>(
  { delivery, messageId }: T,
  error: unknown,
  options: WorkBatchOptions<T>,
  end: ReportEnd,
): Promise<Later | undefined> {
  const { onGivenUp, deadLetter, log } = options;
  const tell = () => inTimeLeft(tellingEndsMs, options, () => onGivenUp(delivery, error));
  const outcome = await giveUp(delivery, error, tell, log, { messageId });
  end(outcome);
  if (outcome === 'kept') return { delayMs: keptMs, as: 'fails' };
  if (outcome === 'job deferred') return undefined;
  try {
    await inTimeLeft(releasingEndsMs, options, () => deadLetter(delivery, deadLetterReason(error)));
    return undefined;
  } catch (fault) {
    log.error('dead letter not stored', { messageId, error: fault });
    return { delayMs: deadLetterRetryMs, as: 'fails' };
  }
}
