import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ChildApp {
  process: ChildProcess;
  url: string;
  /** Its whole output. */
  output(): string;
  /** Kills it, like a crash. */
  kill(): Promise<void>;
  /** Sends SIGTERM. @returns the exit code */
  terminate(): Promise<number | null>;
}

/** Starts the app in a process of its own, and waits until it listens. */
export async function startChildApp(environment: NodeJS.ProcessEnv, cwd = process.cwd()): Promise<ChildApp> {
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listening = new Promise<string>((resolve, reject) => {
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /(http:\/\/localhost:\d+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('exit', () => reject(new Error(`the app ended: ${output}`)));
  });
  const exited = once(child, 'exit');
  return {
    process: child,
    url: (await listening).replace('localhost', '127.0.0.1'),
    output: () => output,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async terminate() {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code as number | null;
    },
  };
}
