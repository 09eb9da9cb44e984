import { appendFileSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { isProcessAlive } from '../../src/sqlite/owner.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';

/**
 * Sends and runs jobs until it is killed. Records in the folder what was acknowledged (`sent`), what ran (`ran`) and
 * any violation (`broken`). A running group has a lock file with the process number. The third argument is the process
 * number that the queue uses.
 */
const [folder = '', name = '', processId = String(process.pid)] = process.argv.slice(2);
const groups = 5;
const queue = createSqliteQueue(openSqliteDatabase(join(folder, 'jobs.db')), {
  now: Date.now,
  processId: Number(processId),
});
const note = (file: string, line: string) => appendFileSync(join(folder, file), `${line}\n`);

/** The lock file is created atomically, so that a kill never leaves one without a number. */
function lock(group: string): void {
  const file = join(folder, `lock-${group}`);
  const whole = join(folder, `lock-of-${process.pid}-${group}`);
  writeFileSync(whole, `${process.pid}`);
  try {
    linkSync(whole, file);
    rmSync(whole);
  } catch {
    const owner = Number(readFileSync(file, 'utf8'));
    if (isProcessAlive(owner)) note('broken', `group ${group} is run by ${owner} and ${process.pid} at once`);
    renameSync(whole, file);
  }
}

async function send(sender: string, delayMs: number): Promise<void> {
  for (let index = 0; ; index++) {
    const job = { kind: 'slack' as const, body: { sender, index }, receivedAtMs: 1 };
    await queue.send([{ group: `g${index % groups}`, dedupeId: `${sender}-${index}`, job, delayMs }]);
    note('sent', `${sender} ${index}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function work(): Promise<void> {
  for (;;) {
    for (const delivery of await queue.receive(2, 10_000)) {
      lock(delivery.group);
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (delivery.job.kind === 'slack') note('ran', `${delivery.job.body.sender} ${delivery.job.body.index}`);
      rmSync(join(folder, `lock-${delivery.group}`));
      await queue.done(delivery);
    }
  }
}

await Promise.all([send(name, 0), send(`delayed-${name}`, 15), work(), work()]);
