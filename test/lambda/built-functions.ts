import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAll, type FunctionName } from '../../scripts/bundles.ts';
import type { Started } from './function-process.ts';

/** Time limit of each function in milliseconds, as in serverless.yml for the worker. */
const timeoutMs = 60_000;

/** The shipped functions, each run in its own process with only its variables and the tests' compile cache. */
export async function buildFunctions() {
  const folder = mkdtempSync(join(tmpdir(), 'incident-functions-'));
  const metafiles = await bundleAll(folder);

  /**
   * Starts a function: a cold start for its first event, warm for later ones.
   * @param speed factor by which its clock and timers are accelerated
   */
  function start(name: FunctionName, environment: NodeJS.ProcessEnv, speed = 1) {
    const started: Started = { bundle: join(folder, name, 'index.mjs'), speed, timeoutMs };
    const child = fork(join(import.meta.dirname, 'function-process.ts'), [JSON.stringify(started)], {
      env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    const closed = once(child, 'close');
    return {
      /** @throws Error with the output, when the function throws or does not answer in time */
      async invoke(event: unknown): Promise<unknown> {
        child.send({ event });
        const message = await Promise.race([once(child, 'message'), closed.then(() => undefined)]);
        if (message === undefined) throw new Error(`the ${name} function failed:\n${output}`);
        return (message[0] as { answer?: unknown }).answer ?? null;
      },
      /** What it has logged, as objects. */
      output: () => output.match(/^\{.*\}$/gm)?.map((line) => JSON.parse(line) as Record<string, unknown>) ?? [],
      async stop(): Promise<void> {
        child.kill();
        await closed;
      },
    };
  }

  return {
    metafiles,
    start,
    /** A cold start with `events`; the second and later ones are warm. */
    async invoke(name: FunctionName, events: readonly unknown[], environment: NodeJS.ProcessEnv): Promise<unknown[]> {
      const started = start(name, environment);
      try {
        const answers: unknown[] = [];
        for (const event of events) answers.push(await started.invoke(event));
        return answers;
      } finally {
        await started.stop();
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export type BuiltFunctions = Awaited<ReturnType<typeof buildFunctions>>;
