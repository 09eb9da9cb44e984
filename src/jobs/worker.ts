import { withDeadline, within } from '../deadline.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { deadLetterReason, type GivenUp, giveUp, keptMs } from './give-up.ts';
import type { Delivery, JobQueue } from './queue.ts';

export interface WorkerOptions {
  queue: JobQueue;
  /** Does the job; throws when it must be tried again. */
  run: (delivery: Delivery) => Promise<void>;
  /** Trying again does not help: decides what becomes of the job, and tells those who wait for it. */
  onGivenUp: (delivery: Delivery, error: unknown) => Promise<GivenUp>;
  /** How many jobs (of different groups) run at once. */
  width: number;
  /** How long one job may take, in milliseconds. */
  limitMs?: number;
  now: () => number;
  random: () => number;
  /** Milliseconds of a clock that is never set: tells how long a job is in hand. */
  elapsed?: () => number;
  log: Log;
}

export interface Worker {
  /** Whether the worker takes jobs and gets done with those it has. */
  readonly alive: boolean;
  /**
   * Takes no more jobs, waits up to `graceMs` for those in hand, and gives up the claims on the rest: whoever takes one
   * of them next sees that it was begun before.
   */
  stop(graceMs: number): Promise<void>;
}

/** What fails for a reason that may pass is tried again for so long; after that people are told, in milliseconds. */
const patienceMs = 300_000;
/** A job is tried so often though it waited its turn for longer than that; a fault of our own is not tried more often. */
const fewestAttempts = 3;
/** A job that was begun so often ends the process: nothing that fails in an orderly way comes back that often. */
const mostAttempts = 50;
/**
 * No job takes longer, in milliseconds: then it is handed back, as one that failed for a passing reason. Well below the
 * minute that the function has, and longer than any job takes unless AWS or Slack is slow; long work saves its progress
 * in parts (`not-finished.ts`).
 */
export const jobLimitMs = 30_000;
/** How long one `receive` waits, in milliseconds. */
const waitMs = 20_000;
/** A job in hand for longer is stuck, in milliseconds: its own limit and the queue's time-outs ended long before. */
const stuckMs = 600_000;
/** With room for more jobs the queue is asked more often than this, in milliseconds, however slowly it answers. */
const idleMs = 180_000;
/** A job that was begun is taken over so much later, in milliseconds: a request under way has arrived by then. */
const takeOverMs = 1000;

/** What to do with a job that failed. Pure, so that the rule can be tested by itself. */
export function afterFailure(
  error: unknown,
  delivery: Pick<Delivery, 'attempt' | 'sentAtMs'>,
  nowMs: number,
  random: () => number,
): { retryInMs: number } | 'give up' {
  const retryable = error instanceof AppError && error.retryable;
  const patient = delivery.attempt < fewestAttempts || (retryable && nowMs - delivery.sentAtMs < patienceMs);
  if (!patient || (error instanceof AppError && !retryable)) return 'give up';
  const backOffMs = Math.min(60_000, 1000 * 2 ** Math.min(delivery.attempt - 1, 10));
  const askedMs = error instanceof AppError ? error.retryAfterMs : undefined;
  // Jitter, so that many failures do not come back together. Where the other side said how long to wait, that is kept to;
  // else half of the back-off is fixed.
  const fixedMs = askedMs ?? backOffMs / 2;
  return { retryInMs: Math.round(fixedMs + (random() * backOffMs) / 2) };
}

/** Takes jobs off the queue and does them, several groups side by side, until it is stopped. */
export function startWorker(options: WorkerOptions): Worker {
  const { queue, run, onGivenUp, width, now, random, log } = options;
  const { limitMs = jobLimitMs, elapsed = () => performance.now() } = options;
  const inHand = new Map<string, { delivery: Delivery; begunMs: number; finished: Promise<void> }>();
  let askedMs = elapsed();
  let stopping = false;
  let failing = false;
  let wake: () => void = () => undefined;

  async function settle(delivery: Delivery): Promise<void> {
    try {
      if (delivery.attempt > mostAttempts) throw new Error('begun too often');
      await withDeadline(limitMs, () => run(delivery));
      await queue.done(delivery);
    } catch (error) {
      const next = afterFailure(error, delivery, now(), random);
      const facts = { kind: delivery.job.kind, attempt: delivery.attempt, error };
      if (next !== 'give up') {
        log.warn('job failed, trying again', { ...facts, retryInMs: next.retryInMs });
        await queue.retry(delivery, next.retryInMs);
        return;
      }
      const tell = () => withDeadline(limitMs, () => onGivenUp(delivery, error));
      const end = await giveUp(delivery, error, tell, log);
      if (end === 'kept') return queue.handBack(delivery, keptMs);
      if (end === 'job deferred') return queue.done(delivery);
      await queue.park(delivery, deadLetterReason(error));
    }
  }

  function start(delivery: Delivery): void {
    const finished = settle(delivery)
      .catch((error: unknown) => log.error('queue failed', { error }))
      .finally(() => {
        inHand.delete(delivery.id);
        wake();
      });
    inHand.set(delivery.id, { delivery, begunMs: elapsed(), finished });
  }

  function makesProgress(): boolean {
    const atMs = elapsed();
    const isStuck = [...inHand.values()].some(({ begunMs }) => atMs - begunMs > stuckMs);
    return !isStuck && (inHand.size >= width || atMs - askedMs <= idleMs);
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      if (inHand.size >= width) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      askedMs = elapsed();
      try {
        for (const delivery of await queue.receive(width - inHand.size, waitMs)) {
          if (stopping) await queue.handBack(delivery);
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
      await within(graceMs, Promise.allSettled([...inHand.values()].map((each) => each.finished)));
      // Not `handBack`: what such a job has posted already must be looked for, not posted again.
      await Promise.allSettled([...inHand.values()].map(({ delivery }) => queue.retry(delivery, takeOverMs)));
      await queue.close();
      await looping;
    },
  };
}
