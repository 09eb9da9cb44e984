import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAll, type FunctionName } from '../../scripts/bundles.ts';

/** Invokes a function with each of the events, one after the other, and prints the results as the last line. */
const driver = `
const { bundle, events } = JSON.parse(process.argv[1]);
const { handler } = await import(bundle);
const results = [];
for (const event of events) results.push((await handler(event, { getRemainingTimeInMillis: () => 60_000 })) ?? null);
console.log('\\n' + JSON.stringify(results));
process.exit(0);
`;

/** The functions as they are shipped, each run in a process of its own with nothing but its variables. */
export async function buildFunctions() {
  const folder = mkdtempSync(join(tmpdir(), 'incident-functions-'));
  const metafiles = await bundleAll(folder);
  return {
    metafiles,
    /**
     * A cold start with `events`, warm from the second on.
     * @throws Error with what was printed, when the function throws
     */
    async invoke(name: FunctionName, events: readonly unknown[], environment: NodeJS.ProcessEnv): Promise<unknown[]> {
      const input = JSON.stringify({ bundle: join(folder, name, 'index.mjs'), events });
      const child = spawn(process.execPath, ['--input-type=module', '-e', driver, input], {
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      child.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      const [code] = await once(child, 'close');
      if (code !== 0) throw new Error(`the ${name} function failed:\n${output}`);
      return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as unknown[];
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export type BuiltFunctions = Awaited<ReturnType<typeof buildFunctions>>;
