import { type TickOptions, type TickReport, tick } from '../../src/clock/tick.ts';
import type { JobQueue } from '../../src/jobs/queue.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import type { Store } from '../../src/store/store.ts';
import { silentLog } from './silent-log.ts';

export interface ClockedStore {
  /** The time of the store and the queue; a test sets `nowMs`. */
  clock: { nowMs: number };
  store: Store;
  queue: JobQueue;
  /** Runs one tick of the app's clock at the present time, without status updates unless `options` sets a cadence. */
  runTick(options?: Partial<TickOptions>): Promise<TickReport>;
  close(): Promise<void>;
}

/** Opens a store and a queue in memory, on a clock that stands still until the test moves it. */
export function openClockedStore(startMs: number): ClockedStore {
  const clock = { nowMs: startMs };
  const now = () => clock.nowMs;
  const database = openSqliteDatabase(':memory:');
  const store = createSqliteStore(database, { now });
  const queue = createSqliteQueue(database, { now });
  return {
    clock,
    store,
    queue,
    runTick: (options = {}) =>
      tick({ store, queue, statusPostsMs: new Map(), horizonMs: 60_000, now, log: silentLog, ...options }),
    async close() {
      await queue.close();
      database.close();
    },
  };
}
