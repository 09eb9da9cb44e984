import { enableCompileCache, flushCompileCache, syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite, { type DatabaseSyncOptions } from 'node:sqlite';
import timersPromises from 'node:timers/promises';
import { type ClockFacts, realMs, timeAt } from './clock.ts';
import { type FromApp, type ToApp, tellEveryMs } from './process-messages.ts';

// Loaded before the app (`node --import`): speeds up its clock and timers, sets its clock wrong, and fills its disk.
// The app itself is unchanged.

let facts = JSON.parse(process.env.CHAOS_CLOCK ?? '{}') as ClockFacts;
const real = { Date, setTimeout, setInterval, sleep: timersPromises.setTimeout, timeout: AbortSignal.timeout };
const now = (): number => timeAt(facts, real.Date.now());

class FastDate extends real.Date {
  constructor(...given: [] | [string | number | Date]) {
    super(...((given.length === 0 ? [now()] : given) as [number]));
  }
  static override now = now;
}

const faster =
  <T extends typeof setTimeout | typeof setInterval>(start: T) =>
  (work: () => void, ms = 0, ...rest: []) =>
    start(work, realMs(ms), ...rest);

Object.assign(globalThis, {
  Date: FastDate,
  setTimeout: faster(real.setTimeout),
  setInterval: faster(real.setInterval),
});
AbortSignal.timeout = (ms) => real.timeout.call(AbortSignal, Math.ceil(realMs(ms)));
Object.assign(timersPromises, {
  setTimeout: (ms: number, ...rest: [unknown, object]) => real.sleep(realMs(ms), ...rest),
});

const databases = new Set<sqlite.DatabaseSync>();
let diskIsFull = process.env.CHAOS_DISK === 'full';

/** A file that cannot grow by a page: SQLite then answers as on a full disk. */
function limit(database: sqlite.DatabaseSync): void {
  if (!database.isOpen) return void databases.delete(database);
  const pages = diskIsFull ? Number(database.prepare('PRAGMA page_count').get()?.page_count) : 4_294_967_294;
  database.exec(`PRAGMA max_page_count = ${pages}`);
}

class FastDatabase extends sqlite.DatabaseSync {
  constructor(path: string, options: DatabaseSyncOptions = {}) {
    super(path, { ...options, timeout: realMs(options.timeout ?? 0) });
    databases.add(this);
    if (diskIsFull) limit(this);
  }
}
Object.assign(sqlite, { DatabaseSync: FastDatabase });
syncBuiltinESMExports();

process.on('message', (message: ToApp) => {
  if (message.kind === 'clock') facts = message.facts;
  else {
    diskIsFull = message.full;
    for (const database of databases) limit(database);
  }
});
// The app ends with the harness.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.channel?.unref();

// A start takes a third less time with compiled code; a killed process would not save its compile cache.
enableCompileCache(join(tmpdir(), 'chaos-compile-cache'));
real.setTimeout(flushCompileCache, 5000).unref();

real
  .setInterval(() => {
    const told: FromApp = { kind: 'memory', bytes: process.memoryUsage.rss() };
    process.send?.(told);
  }, tellEveryMs)
  .unref();
