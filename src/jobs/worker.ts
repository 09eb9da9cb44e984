import { withCorrelation } from '../correlation.ts';
import { withDeadline, within } from '../deadline.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { correlationOf } from './correlate.ts';
import { deadLetterReason, type GivenUp, giveUp, keptMs } from './give-up.ts';
import { NotYet } from './not-yet.ts';
import type { Delivery, JobQueue } from './queue.ts';
import { reportJob } from './report-job.ts';

export interface WorkerOptions {
  queue: JobQueue;
  /** Runs the job. Throws when it failed. */
  run: (delivery: Delivery) => Promise<void>;
  /** Called when retries are exhausted or useless: decides the outcome, and tells those who wait for the job. */
  onGivenUp: (delivery: Delivery, error: unknown) => Promise<GivenUp>;
  /** The most jobs that run at once, each of a different group. */
  width: number;
  /** The deadline of one job, in milliseconds. */
  limitMs?: number;
  now: () => number;
  /** A random number in [0, 1). */
  random: () => number;
  /** Milliseconds of a monotonic clock, for the age of running jobs. */
  elapsed?: () => number;
  log: Log;
  metrics?: Metrics;
}

export interface Worker {
  /** Whether the worker receives jobs and finishes them. */
  readonly alive: boolean;
  /**
   * Stops receiving, waits up to `graceMs` milliseconds for running jobs, and releases the others for a retry that counts
   * as another attempt.
   */
  stop(graceMs: number): Promise<void>;
}

/** How long a job with a retryable error is retried before it is given up, in milliseconds. */
const retryForMs = 300_000;
/** A job is attempted at least this many times, however long it waited for its turn. A bug is not attempted more often. */
const minAttempts = 3;
/** A job with more attempts than this crashes the process: no orderly failure leads to that many. */
const maxAttempts = 50;
/**
 * The deadline of one job, in milliseconds: at the deadline it fails with a retryable error. Well below the function's
 * timeout of a minute, and more than any job needs unless AWS or Slack is slow. Long work saves its progress in parts
 * (`not-finished.ts`).
 */
export const jobLimitMs = 30_000;
/** The long polling of `receive`, in milliseconds. */
const waitMs = 20_000;
/** A job that runs longer than this is stuck, in milliseconds: its deadline and all timeouts have passed. */
const stuckMs = 600_000;
/** A worker with free capacity that has not called the queue for this time is stuck, in milliseconds. */
const idleMs = 180_000;
/** The retry delay of a job that a stop interrupted, in milliseconds: time for its pending requests to arrive. */
const interruptedMs = 1000;

/**
 * Decides whether and when a failed job is retried: exponential backoff from 1 s to 60 s with jitter, or the error's
 * `Retry-After`.
 * @example
 * afterFailure(new AppError('throttled', '…'), { attempt: 1, sentAtMs: now() }, now(), Math.random); // { retryInMs: 500…1000 }
 */
export function afterFailure(
  error: unknown,
  delivery: Pick<Delivery, 'attempt' | 'sentAtMs'>,
  nowMs: number,
  random: () => number,
): { retryInMs: number } | 'give up' {
  const retryable = error instanceof AppError && error.retryable;
  const mayRetry = delivery.attempt < minAttempts || (retryable && nowMs - delivery.sentAtMs < retryForMs);
  if (!mayRetry || (error instanceof AppError && !retryable)) return 'give up';
  const backoffMs = Math.min(60_000, 1000 * 2 ** Math.min(delivery.attempt - 1, 10));
  const retryAfterMs = error instanceof AppError ? error.retryAfterMs : undefined;
  // Jitter spreads retries. It is added to a Retry-After, and otherwise covers half of the backoff.
  const fixedMs = retryAfterMs ?? backoffMs / 2;
  return { retryInMs: Math.round(fixedMs + (random() * backoffMs) / 2) };
}

/**
 * Starts the worker: it receives jobs and runs them, several groups in parallel, until it is stopped.
 * @example
 * const worker = startWorker({ queue, run: app.run, onGivenUp: app.givenUp, width: 16, now, random, log });
 * await worker.stop(10_000);
 */
export function startWorker(options: WorkerOptions): Worker {
  const { queue, run, onGivenUp, width, now, random, log, metrics } = options;
  const { limitMs = jobLimitMs, elapsed = () => performance.now() } = options;
  const running = new Map<string, { delivery: Delivery; startedMs: number; finished: Promise<void> }>();
  let receivedMs = elapsed();
  let stopping = false;
  let failing = false;
  let wake: () => void = () => undefined;

  async function process(delivery: Delivery): Promise<void> {
    const { attempt } = delivery;
    const end = reportJob(delivery, { elapsed, log, metrics });
    try {
      if (attempt > maxAttempts) throw new Error('too many attempts');
      await withDeadline(limitMs, () => run(delivery));
      end('done');
      await queue.done(delivery);
    } catch (error) {
      if (error instanceof NotYet) {
        end('waits');
        await queue.release(delivery, error.delayMs);
        return;
      }
      const next = afterFailure(error, delivery, now(), random);
      if (next !== 'give up') {
        log.warn('job failed: retrying', { kind: delivery.job.kind, attempt, error, retryInMs: next.retryInMs });
        end('retried');
        await queue.retry(delivery, next.retryInMs);
        return;
      }
      const tell = () => withDeadline(limitMs, () => onGivenUp(delivery, error));
      const outcome = await giveUp(delivery, error, tell, log);
      end(outcome);
      if (outcome === 'kept') return queue.release(delivery, keptMs);
      if (outcome === 'job deferred') return queue.done(delivery);
      await queue.deadLetter(delivery, deadLetterReason(error));
    }
  }

  function start(delivery: Delivery): void {
    const settled = () => process(delivery).catch((error: unknown) => log.error('job outcome not stored', { error }));
    const finished = withCorrelation(correlationOf(delivery), settled).finally(() => {
      running.delete(delivery.id);
      wake();
    });
    running.set(delivery.id, { delivery, startedMs: elapsed(), finished });
  }

  function makesProgress(): boolean {
    const atMs = elapsed();
    const isStuck = [...running.values()].some(({ startedMs }) => atMs - startedMs > stuckMs);
    return !isStuck && (running.size >= width || atMs - receivedMs <= idleMs);
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      if (running.size >= width) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      receivedMs = elapsed();
      try {
        for (const delivery of await queue.receive(width - running.size, waitMs)) {
          if (stopping) await queue.release(delivery);
          else start(delivery);
        }
        failing = false;
      } catch (error) {
        failing = true;
        log.error('queue did not answer', { error });
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
  }

  const looping = loop();
  return {
    get alive() {
      return !stopping && !failing && makesProgress();
    },
    async stop(graceMs) {
      stopping = true;
      wake();
      await within(graceMs, Promise.allSettled([...running.values()].map((each) => each.finished)));
      // Not `release`: the next attempt must know that this one may have posted something.
      await Promise.allSettled([...running.values()].map(({ delivery }) => queue.retry(delivery, interruptedMs)));
      await queue.close();
      await looping;
    },
  };
}
