import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs the same module source in several processes at once. @returns their exit codes */
export async function runChildren(count: number, source: string): Promise<unknown[]> {
  const children = Array.from({ length: count }, () =>
    spawn(process.execPath, ['--input-type=module-typescript', '--eval', source], {
      stdio: ['ignore', 'ignore', 'inherit'],
    }),
  );
  return Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
}
