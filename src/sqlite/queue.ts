import type { DatabaseSync } from 'node:sqlite';
import type { Delivery, JobQueue } from '../jobs/queue.ts';
import { createCheckpointer } from './checkpointer.ts';
import { toSqliteError } from './fault.ts';
import { createSqliteJobs, toJobText, type Whose } from './jobs.ts';
import { isGone, isProcessAlive, newOwner } from './owner.ts';
import { createWriteBatch } from './write-batch.ts';

export interface SqliteQueueOptions {
  /** Epoch milliseconds. */
  now: () => number;
  /** The length of a lease, in milliseconds. Renewed by a heartbeat while the job runs. */
  leaseMs?: number;
  /** The id of the process that owns the claims. */
  processId?: number;
  /** Whether a process of this machine is running. */
  alive?: (processId: number) => boolean;
}

/** The embedded queue. */
export interface SqliteQueue extends JobQueue {
  /** The same queue, but `receive` takes only from groups with a job that a person waits for. */
  forPeople: JobQueue;
}

interface Waiter {
  limit: number;
  whose: Whose;
  resolve: (taken: Delivery[]) => void;
  reject: (error: unknown) => void;
  timeout: NodeJS.Timeout;
}

/** A step back of the clock by less than this is ignored, in milliseconds. */
const toleratedMs = 100;
/** The polling interval of a waiting `receive`, in milliseconds, for jobs that other processes send or abandon. */
const pollMs = 1000;

/**
 * The queue in a SQLite database, which the store may share. Jobs survive `kill -9` once `send` has resolved. Claims of a
 * process that ended on the same machine are taken over at once, others when their lease expires; the delivery that lost
 * its claim can then no longer complete the job. `close()` leaves the database open.
 * @example
 * const queue = createSqliteQueue(openSqliteDatabase('data/incidents.db'), { now: Date.now });
 */
export function createSqliteQueue(database: DatabaseSync, options: SqliteQueueOptions): SqliteQueue {
  const { now, leaseMs = 30_000, processId = process.pid, alive = isProcessAlive } = options;
  const owner = newOwner(processId);
  const jobs = createSqliteJobs(database);
  const checkpoints = createCheckpointer(database.location());
  const write = createWriteBatch(database, () => {
    checkpoints.committed();
    serve();
  });
  const waiters = new Set<Waiter>();
  const running = new Set<string>();
  const unfinished = new Set<Delivery>();
  const heartbeat = setInterval(renew, leaseMs / 3).unref();
  let poll: NodeJS.Timeout | undefined;
  let closed = false;
  // Infinity: the clock may have been wrong when another process last used the database.
  let seenMs = Number.POSITIVE_INFINITY;

  function renew(): void {
    try {
      if (running.size > 0) jobs.renew(owner, now() + leaseMs);
    } catch {
      // Another process is writing. The next heartbeat comes well before the lease expires.
    }
  }

  function adjustToClock(): void {
    const nowMs = now();
    if (nowMs < seenMs - toleratedMs) jobs.adjustToClock(nowMs, nowMs + leaseMs);
    seenMs = nowMs;
  }

  function take(limit: number, whose: Whose): Delivery[] {
    adjustToClock();
    for (const delivery of unfinished) {
      jobs.retry(delivery, now());
      unfinished.delete(delivery);
    }
    jobs.freeAbandoned(owner, (other) => isGone(other, owner, alive), now());
    const taken = jobs.take(limit, whose, owner, now() + leaseMs, now());
    for (const { id } of taken) running.add(id);
    return taken;
  }

  /** Hands ready jobs to waiting `receive` calls, and schedules the next poll. */
  function serve(): void {
    clearTimeout(poll);
    try {
      for (const waiter of waiters) {
        const taken = take(waiter.limit, waiter.whose);
        if (taken.length > 0) leave(waiter).resolve(taken);
        // No group is ready at all: stop.
        else if (waiter.whose === 'all') break;
      }
      if (waiters.size === 0) return;
      const whose = [...waiters].some((waiter) => waiter.whose === 'all') ? 'all' : 'people';
      const untilReadyMs = (jobs.nextReadyAtMs(whose) ?? Number.POSITIVE_INFINITY) - now();
      poll = setTimeout(serve, Math.min(pollMs, Math.max(1, Math.ceil(untilReadyMs))));
    } catch (error) {
      for (const waiter of waiters) leave(waiter).reject(error);
    }
  }

  function leave(waiter: Waiter): Waiter {
    clearTimeout(waiter.timeout);
    waiters.delete(waiter);
    return waiter;
  }

  /** Ends a delivery. If the write fails (a full disk) the job is delivered again, because its worker is done with it. */
  async function end(delivery: Delivery, work: () => void): Promise<void> {
    try {
      await write(work);
    } catch (error) {
      unfinished.add(delivery);
      throw error;
    } finally {
      running.delete(delivery.id);
    }
  }

  async function receive(limit: number, waitMs: number, whose: Whose): Promise<Delivery[]> {
    if (closed) return [];
    const taken = take(limit, whose);
    if (taken.length > 0 || waitMs <= 0) return taken;
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => leave(waiter).resolve([]), waitMs);
      const waiter: Waiter = { limit, whose, resolve, reject, timeout };
      waiters.add(waiter);
      serve();
    });
  }

  const queue: JobQueue = {
    async send(toSend) {
      const texts = toSend.map(toJobText);
      await write(() => jobs.add(texts, now())).catch((error: unknown) => {
        throw toSqliteError(error);
      });
    },
    receive: (limit, waitMs) => receive(limit, waitMs, 'all'),
    done: (delivery) => end(delivery, () => jobs.finish(delivery, now())),
    retry: (delivery, delayMs) => end(delivery, () => jobs.retry(delivery, now() + delayMs)),
    release: (delivery, delayMs = 0) =>
      end(delivery, () => jobs.release(delivery, delayMs > 0 ? now() + delayMs : undefined)),
    deadLetter: (delivery, reason) => end(delivery, () => jobs.deadLetter(delivery, reason, now())),
    probe: () => write(() => jobs.probe()),
    async stats() {
      return jobs.stats(now());
    },
    async backlog() {
      return jobs.backlog(now());
    },
    async close() {
      closed = true;
      clearInterval(heartbeat);
      clearTimeout(poll);
      for (const waiter of waiters) leave(waiter).resolve([]);
      // Wait for pending writes.
      await write(() => undefined);
      await checkpoints.stop();
    },
  };
  return { ...queue, forPeople: { ...queue, receive: (limit, waitMs) => receive(limit, waitMs, 'people') } };
}
