import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A child that takes longer hangs, in milliseconds. */
const longestMs = 30_000;

/** Runs the same module source in several processes at once. @returns their exit codes, `null` for one that hung */
export async function runChildren(count: number, source: string): Promise<unknown[]> {
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['--input-type=module-typescript', '--eval', source], {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: longestMs,
      killSignal: 'SIGKILL',
    }),
  );
  return Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
}
