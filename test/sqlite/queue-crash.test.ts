import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/jobs/queue.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';

const script = fileURLToPath(new URL('./crashing-child.ts', import.meta.url));
/** Number of acknowledged jobs before each kill; two processes are killed in turn. */
const killAfter = [1, 40, 7, 90, 3, 60, 25, 120];

describe('the embedded queue and kill -9', () => {
  let folder: string;
  let children: ChildProcess[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crash-'));
    children = [];
  });

  afterEach(async () => {
    await Promise.all(children.map(kill));
    rmSync(folder, { recursive: true });
  });

  function start(name: string, ...more: string[]): ChildProcess {
    const child = spawn(process.execPath, [script, folder, name, ...more], { stdio: ['ignore', 'ignore', 'inherit'] });
    children.push(child);
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  function lines(file: string): string[] {
    const path = join(folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  }

  async function until(holds: () => boolean): Promise<void> {
    const deadline = performance.now() + 30_000;
    while (!holds()) {
      if (performance.now() > deadline) throw new Error('timed out');
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
  }

  test('after kill -9 no acknowledged job is lost, order is kept, and no group runs twice at once', {
    timeout: 120_000,
  }, async () => {
    const running = [start('first-0'), start('second-0')];
    for (const [round, count] of killAfter.entries()) {
      const turn = round % 2;
      const name = `${turn === 0 ? 'first' : 'second'}-`;
      const acknowledged = () => lines('sent').filter((line) => line.startsWith(name)).length;
      const before = acknowledged();
      await until(() => acknowledged() >= before + count);
      const dying = running[turn];
      if (dying) await kill(dying);
      running[turn] = start(`${name}${round + 1}`);
    }
    await Promise.all(running.map(kill));

    const database = openSqliteDatabase(join(folder, 'jobs.db'));
    const queue = createSqliteQueue(database, { now: Date.now });
    const left: string[] = [];
    const stillHeld = (await queue.stats()).running;
    // Long enough for delayed jobs.
    for (let taken: Delivery[] = await queue.receive(10, 50); taken.length > 0; taken = await queue.receive(10, 50)) {
      for (const { job } of taken) if (job.kind === 'slack') left.push(`${job.body.sender} ${job.body.index}`);
      await Promise.all(taken.map((delivery) => queue.done(delivery)));
    }
    const stats = await queue.stats();
    await queue.close();
    database.close();

    expect(lines('broken')).toEqual([]);
    // The leases of killed processes were taken over at once: all remaining jobs ran.
    expect(stats).toEqual({ waiting: 0, running: 0, parked: 0, oldestAgeMs: 0 });
    expect(stillHeld).toBeLessThanOrEqual(8);
    const seen = new Set([...lines('ran'), ...left]);
    expect(lines('sent').filter((line) => !seen.has(line))).toEqual([]);
    expect(lines('sent').length).toBeGreaterThan(killAfter.reduce((sum, count) => sum + count, 0) - 1);
    expect(disorder([...lines('ran'), ...left])).toEqual([]);
    // A job runs twice only if its process was killed while it ran.
    const again = lines('ran').length - new Set(lines('ran')).size;
    expect(again).toBeLessThanOrEqual(killAfter.length * 4);
  });

  test('two processes with the same host name and process number do not take each other’s jobs', {
    timeout: 60_000,
  }, async () => {
    // As in two containers, where both are process 1.
    start('first', '1');
    start('second', '1');
    const ran = (name: string) => lines('ran').filter((line) => line.startsWith(name)).length;
    await until(() => ran('first') >= 150 && ran('second') >= 150);
    const done = lines('ran');
    await Promise.all(children.map(kill));
    expect(lines('broken')).toEqual([]);
    expect(done.length - new Set(done).size).toBe(0);
  });

  /** Jobs that first ran after a later job of the same sender and group. */
  function disorder(ran: string[]): string[] {
    const latest = new Map<string, number>();
    return [...new Set(ran)].filter((line) => {
      const [sender, index] = line.split(' ');
      const key = `${sender} ${Number(index) % 5}`;
      const late = Number(index) < (latest.get(key) ?? -1);
      latest.set(key, Math.max(Number(index), latest.get(key) ?? -1));
      return late;
    });
  }
});
