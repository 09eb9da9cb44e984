import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Timeout of a child in milliseconds. */
const longestMs = 30_000;

/** Runs the same module source in several processes. @returns their exit codes; `null` after a timeout */
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
