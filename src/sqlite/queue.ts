import type { DatabaseSync } from 'node:sqlite';
import type { Delivery, JobQueue } from '../jobs/queue.ts';
import { checkpointAside } from './checkpoint-aside.ts';
import { toSqliteError } from './fault.ts';
import { createSqliteJobs, toJobText, type Whose } from './jobs.ts';
import { isGone, isProcessAlive, newOwner } from './owner.ts';
import { createWriteBatch } from './write-batch.ts';

export interface SqliteQueueOptions {
  /** Milliseconds since 1970. */
  now: () => number;
  /** For how long a claim holds against other processes; renewed while the job is in hand. */
  leaseMs?: number;
  /** Number of the process that owns the claims. */
  processId?: number;
  /** Whether a process of this machine runs. */
  alive?: (processId: number) => boolean;
}

/** The embedded queue. */
export interface SqliteQueue extends JobQueue {
  /** The same queue, but `receive` takes from those groups alone that hold a job that a person waits for. */
  forPeople: JobQueue;
}

interface Waiter {
  limit: number;
  whose: Whose;
  resolve: (taken: Delivery[]) => void;
  reject: (error: unknown) => void;
  timeout: NodeJS.Timeout;
}

/** A clock that goes back by less is of no matter, in milliseconds. */
const toleratedMs = 100;
/** The longest a waiting `receive` does not look: what other processes send, or leave behind, is seen within this time. */
const longestNapMs = 1000;

/**
 * The queue in a SQLite database, which the store may share. Jobs survive `kill -9` from the moment `send` resolves;
 * claims of a process that has ended on the same machine are taken over at once, all others when their lease ends.
 *
 * A claim taken over is no longer settled by the delivery that lost it. `close()` leaves the database open.
 */
export function createSqliteQueue(database: DatabaseSync, options: SqliteQueueOptions): SqliteQueue {
  const { now, leaseMs = 30_000, processId = process.pid, alive = isProcessAlive } = options;
  const holder = newOwner(processId);
  const jobs = createSqliteJobs(database);
  const checkpoints = checkpointAside(database.location());
  const write = createWriteBatch(database, () => {
    checkpoints.committed();
    serve();
  });
  const waiters = new Set<Waiter>();
  const inHand = new Set<string>();
  const unsettled = new Set<Delivery>();
  const renewal = setInterval(renew, leaseMs / 3).unref();
  let look: NodeJS.Timeout | undefined;
  let closed = false;
  // Another process may have worked by a clock that was wrong.
  let seenMs = Number.POSITIVE_INFINITY;

  function renew(): void {
    try {
      if (inHand.size > 0) jobs.renew(holder, now() + leaseMs);
    } catch {
      // Another process writes for long: the next renewal comes well before the lease ends.
    }
  }

  /** A clock that was set back would leave what waits to wait as much longer. */
  function followClock(): void {
    const nowMs = now();
    if (nowMs < seenMs - toleratedMs) jobs.followClock(nowMs, nowMs + leaseMs);
    seenMs = nowMs;
  }

  function take(limit: number, whose: Whose): Delivery[] {
    followClock();
    for (const delivery of unsettled) {
      jobs.postpone(delivery, now());
      unsettled.delete(delivery);
    }
    jobs.freeAbandoned(holder, (other) => isGone(other, holder, alive), now());
    const taken = jobs.take(limit, whose, holder, now() + leaseMs, now());
    for (const { id } of taken) inHand.add(id);
    return taken;
  }

  /** Gives what is ready to those who wait, and looks again when more becomes ready. */
  function serve(): void {
    clearTimeout(look);
    try {
      for (const waiter of waiters) {
        const taken = take(waiter.limit, waiter.whose);
        if (taken.length > 0) leave(waiter).resolve(taken);
        // What nobody may have, those who wait for the same may not have either.
        else if (waiter.whose === 'all') break;
      }
      if (waiters.size === 0) return;
      const whose = [...waiters].some((waiter) => waiter.whose === 'all') ? 'all' : 'people';
      const untilReadyMs = (jobs.nextReadyAtMs(whose) ?? Number.POSITIVE_INFINITY) - now();
      look = setTimeout(serve, Math.min(longestNapMs, Math.max(1, Math.ceil(untilReadyMs))));
    } catch (error) {
      for (const waiter of waiters) leave(waiter).reject(error);
    }
  }

  function leave(waiter: Waiter): Waiter {
    clearTimeout(waiter.timeout);
    waiters.delete(waiter);
    return waiter;
  }

  /** When the write fails (a full disk), the job is given out again: whoever had it does not come back for it. */
  async function settle(delivery: Delivery, work: () => void): Promise<void> {
    try {
      await write(work);
    } catch (error) {
      unsettled.add(delivery);
      throw error;
    } finally {
      inHand.delete(delivery.id);
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
    done: (delivery) => settle(delivery, () => jobs.finish(delivery, now())),
    retry: (delivery, delayMs) => settle(delivery, () => jobs.postpone(delivery, now() + delayMs)),
    handBack: (delivery, delayMs = 0) =>
      settle(delivery, () => jobs.putBack(delivery, delayMs > 0 ? now() + delayMs : undefined)),
    park: (delivery, reason) => settle(delivery, () => jobs.park(delivery, reason, now())),
    probe: () => write(() => jobs.probe()),
    async stats() {
      return jobs.stats(now());
    },
    async close() {
      closed = true;
      clearInterval(renewal);
      clearTimeout(look);
      for (const waiter of waiters) leave(waiter).resolve([]);
      // What was handed in before is on disk when this resolves.
      await write(() => undefined);
      await checkpoints.stop();
    },
  };
  return { ...queue, forPeople: { ...queue, receive: (limit, waitMs) => receive(limit, waitMs, 'people') } };
}
