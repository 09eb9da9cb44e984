import { readFileSync } from 'node:fs';
import { within } from '../deadline.ts';
import type { JobQueue, QueueStats } from '../jobs/queue.ts';
import type { Store } from '../store/store.ts';
import type { HttpAnswer } from './http/answer.ts';

/** A part that says by itself whether it does its work. */
interface Part {
  readonly alive: boolean;
}

export interface HealthOptions {
  store: Pick<Store, 'write' | 'remove'>;
  queue: Pick<JobQueue, 'probe' | 'stats'>;
  workers: readonly Part[];
  clock: Part;
  /** Where there is a queue that SNS topics speak to. */
  notifications?: Part;
  /** In Socket Mode; `undefined` while it is not connected for the first time. */
  socket?: () => Part | undefined;
  /** Milliseconds. */
  now: () => number;
}

/** How long the queue and the store may take, in milliseconds. */
const patienceMs = 2000;
/** An answer of the queue and the store is good for so long, in milliseconds: anybody may ask as often as they like. */
const believedMs = 1000;
/** More than what room is left in a page of the database may hold, in characters. */
const probeLength = 5000;
const probeKey = { partition: 'health', sort: 'probe' };
const probeKeepMs = 60_000;

/** The version that runs, as `package.json` has it. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(text) as { version: unknown }).version);
}

/**
 * What `GET /healthz` answers: the version, whether each part does its work, and the queue's figures. 200 only when all
 * of them do. Reading is not enough: with a full disk everything can still be read.
 */
export function createHealth(options: HealthOptions): () => Promise<HttpAnswer> {
  const { store, queue, workers, clock, notifications, socket, now } = options;
  const version = readVersion();
  let probed: { atMs: number; answer: Promise<{ queue: boolean; store: boolean }> } | undefined;

  async function writeToStore(): Promise<void> {
    const item = { ...probeKey, value: 'p'.repeat(probeLength), expiresAtMs: now() + probeKeepMs };
    await store.write(item, 'anything');
    await store.remove(probeKey);
  }

  async function probe() {
    const [queueTakes, storeTakes] = await Promise.all([inTime(queue.probe()), inTime(writeToStore())]);
    return { queue: queueTakes, store: storeTakes };
  }

  function probedLately() {
    const atMs = performance.now();
    if (probed === undefined || atMs - probed.atMs >= believedMs) probed = { atMs, answer: probe() };
    return probed.answer;
  }

  return async () => {
    let jobs: QueueStats | undefined;
    const counting = queue.stats().then((stats) => {
      jobs = stats;
    });
    const [stored, counted] = await Promise.all([probedLately(), inTime(counting)]);
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

/** Whether work succeeds before the patience with it is over. */
async function inTime(work: Promise<unknown>): Promise<boolean> {
  const done = work.then(
    () => true,
    () => false,
  );
  return (await within(patienceMs, done)) ?? false;
}
