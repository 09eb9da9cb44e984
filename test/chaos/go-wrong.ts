import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppProcess } from './app-process.ts';
import type { ChaosBackends } from './chaos-backends.ts';
import { realMs } from './clock.ts';
import type { FaultParts, PlannedFault } from './fault-kinds.ts';

export interface Misfortune {
  backends: Pick<ChaosBackends, 'slack' | 'aws' | 'sns' | 'gate' | 'database' | 'cloud'>;
  app: AppProcess;
  /** Sets the error of the app's clock. */
  setClockWrong: (ms: number) => void;
  /** Receives each fault as it begins. */
  onChange: (now: readonly PlannedFault[]) => void;
}

/** Injects the faults of the plan at their times. Resolves when the last one has ended. */
export async function goWrong(
  faults: readonly PlannedFault[],
  misfortune: Misfortune,
  sinceMs: () => number,
): Promise<void> {
  const active = new Set<PlannedFault>();
  let lock: DatabaseSync | undefined;

  function apply(): void {
    const { backends, app, setClockWrong } = misfortune;
    const parts = [...active].map((fault) => fault.parts);
    backends.slack.faults.clear();
    for (const { slack } of parts) if (slack) backends.slack.faults.add(slack);
    backends.aws.faults.clear();
    for (const { aws } of parts) if (aws) backends.aws.faults.add(aws);
    backends.sns.setFaults(parts.find(({ sns }) => sns)?.sns);
    backends.gate.setFaults(Object.assign({}, ...parts.map(({ gate }) => gate)));
    backends.cloud?.setFaults({
      sqs: Object.assign({}, ...parts.map(({ sqs }) => sqs)),
      dynamo: Object.assign({}, ...parts.map(({ dynamo }) => dynamo)),
    });
    app.fillDisk(parts.some(({ disk }) => disk === 'full'));
    setClockWrong(parts.find(({ clockMs }) => clockMs)?.clockMs ?? 0);
    misfortune.onChange([...active]);
  }

  async function happen(fault: PlannedFault): Promise<void> {
    const { parts, atMs, untilMs } = fault;
    const { app, backends } = misfortune;
    await sleep(Math.max(0, realMs(atMs - sinceMs())));
    active.add(fault);
    apply();
    if (parts.locked) lock ??= lockDatabase(backends.database);
    if (parts.disk === 'failing') app.limitFiles(largestFile(backends.database));
    if (parts.kill) await app.end(parts.kill, realMs(untilMs - atMs));
    await sleep(Math.max(0, realMs(untilMs - sinceMs())));
    if (parts.killAtEnd) await app.end('SIGKILL', 0);
    active.delete(fault);
    const others = [...active].map((one): FaultParts => one.parts);
    if (!others.some(({ locked }) => locked)) lock = unlock(lock);
    if (!others.some(({ disk }) => disk === 'failing')) app.limitFiles(undefined);
    apply();
  }

  await Promise.all(faults.map(happen));
}

function lockDatabase(file: string): DatabaseSync | undefined {
  const database = new DatabaseSync(file, { timeout: 200 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch {
    // The app has not created it yet.
    database.close();
    return undefined;
  }
}

function unlock(database: DatabaseSync | undefined): undefined {
  if (database?.isOpen) database.close();
  return undefined;
}

/** The current size of the database or of its log, whichever is larger. */
const largestFile = (file: string): number =>
  Math.max(...[file, `${file}-wal`].map((each) => statSync(each, { throwIfNoEntry: false })?.size ?? 0));
