import { within } from '../deadline.ts';
import type { JobQueue, QueueStats } from '../jobs/queue.ts';
import type { Store } from '../store/store.ts';
import { version } from '../version.ts';
import type { HttpAnswer } from './http/answer.ts';

/** A part that reports whether it works. */
interface Part {
  readonly alive: boolean;
}

export interface HealthOptions {
  store: Pick<Store, 'write' | 'remove'>;
  queue: Pick<JobQueue, 'probe' | 'stats'>;
  workers: readonly Part[];
  clock: Part;
  /** The polled notifications queue, if there is one. */
  notifications?: Part;
  /** Socket Mode; returns `undefined` until the first connection. */
  socket?: () => Part | undefined;
  /** Milliseconds. */
  now: () => number;
}

/** The timeout of each probe, in milliseconds. */
const patienceMs = 2000;
/** How long a result is cached, in milliseconds: the route is public, and must not be a way to load the store. */
const cacheMs = 1000;
/** Larger than the free space of a database page, in characters. */
const probeLength = 5000;
const probeKey = { partition: 'health', sort: 'probe' };
const probeKeepMs = 60_000;

/**
 * Creates the handler of `GET /healthz`: the version, the state of each part, and the queue's figures. 200 only when all
 * parts work. It writes to the store and the queue, because with a full disk reads still succeed.
 */
export function createHealth(options: HealthOptions): () => Promise<HttpAnswer> {
  const { store, queue, workers, clock, notifications, socket, now } = options;
  let probed: { atMs: number; answer: Promise<{ queue: boolean; store: boolean }> } | undefined;

  async function writeToStore(): Promise<void> {
    const item = { ...probeKey, value: 'p'.repeat(probeLength), expiresAtMs: now() + probeKeepMs };
    await store.write(item, 'anything');
    await store.remove(probeKey);
  }

  async function probe() {
    const [isQueueUp, isStoreUp] = await Promise.all([succeedsInTime(queue.probe()), succeedsInTime(writeToStore())]);
    return { queue: isQueueUp, store: isStoreUp };
  }

  function cachedProbe() {
    const atMs = performance.now();
    if (probed === undefined || atMs - probed.atMs >= cacheMs) probed = { atMs, answer: probe() };
    return probed.answer;
  }

  return async () => {
    let jobs: QueueStats | undefined;
    const counting = queue.stats().then((stats) => {
      jobs = stats;
    });
    const [stored, counted] = await Promise.all([cachedProbe(), succeedsInTime(counting)]);
    const parts = {
      queue: stored.queue && counted,
      store: stored.store,
      worker: workers.every(({ alive }) => alive),
      clock: clock.alive,
      ...(notifications && { notifications: notifications.alive }),
      ...(socket && { socket: socket()?.alive ?? false }),
    };
    return { status: Object.values(parts).every(Boolean) ? 200 : 503, body: { version, ...parts, jobs } };
  };
}

/** Whether work succeeds before the timeout. */
async function succeedsInTime(work: Promise<unknown>): Promise<boolean> {
  const done = work.then(
    () => true,
    () => false,
  );
  return (await within(patienceMs, done)) ?? false;
}
