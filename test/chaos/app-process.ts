import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ClockFacts, scale } from './clock.ts';
import { type FromApp, type ToApp, tellEveryMs } from './process-messages.ts';

export interface AppProcessOptions {
  environment: NodeJS.ProcessEnv;
  /** `app-main.ts` where SNS speaks to the app by HTTPS, else the app's own `main.ts`. */
  entry: URL;
  clock: ClockFacts;
  /** Told where it listens, `undefined` while it does not. */
  onUrl: (url: string | undefined) => void;
}

/** The app in a process of its own, which is restarted when it ends, as a supervisor does. */
export interface AppProcess {
  readonly url: string | undefined;
  /** Ends it, with or without warning (`SIGKILL`), and leaves it down for a time, in milliseconds of the machine. */
  end(signal: 'SIGKILL' | 'SIGTERM', downMs: number): Promise<void>;
  setClock(facts: ClockFacts): void;
  /** A full disk: the database file cannot grow. */
  fillDisk(full: boolean): void;
  /** Makes every write beyond a file's current size fail. Does nothing without `prlimit`. */
  limitFiles(bytes: number | undefined): void;
  /** How long it did not run because the machine was busy, in milliseconds of the machine. */
  readonly starvedMs: number;
  /** The most memory it had, in bytes. */
  readonly peakBytes: number;
  /** The last output of each run that ended unasked. */
  readonly ends: readonly string[];
  /** Faults of the requested stops. */
  readonly badStops: readonly string[];
  readonly starts: number;
  /** The whole output since the last start. */
  output(): string;
  stop(): Promise<void>;
}

const startAgainMs = 200;
/**
 * The longest that a stop may take, in milliseconds of the machine: ten seconds of the run are one of them, the rest is for
 * a busy machine. Time in which the process did not run does not count.
 */
const longestStopMs = 6000;
/** After this it is killed, in milliseconds of the machine. */
const hopelessStopMs = 20_000;

export function startAppProcess(options: AppProcessOptions): AppProcess {
  let { clock } = options;
  let child: ChildProcess | undefined;
  let url: string | undefined;
  let full = false;
  let fileLimit: number | undefined;
  let peakBytes = 0;
  let starvedMs = 0;
  let starts = 0;
  let output = '';
  let downUntil = 0;
  let stopped = false;
  const ends: string[] = [];
  const badStops: string[] = [];
  /** Processes that were killed, and those that were ended in any way. */
  const killed = new WeakSet<ChildProcess>();
  const asked = new WeakSet<ChildProcess>();

  function start(): ChildProcess {
    const { environment, entry } = options;
    const preload = new URL('fast-clock.ts', import.meta.url).href;
    const started = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--import', preload, fileURLToPath(entry)],
      {
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
        env: {
          PATH: process.env.PATH,
          ...environment,
          CHAOS_CLOCK: JSON.stringify(clock),
          CHAOS_SCALE: String(scale),
          ...(full && { CHAOS_DISK: 'full' }),
        },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    starts += 1;
    output = '';
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-200_000);
      const found = /(http:\/\/localhost:\d+)/.exec(output)?.[1];
      if (found === undefined || url !== undefined || child !== started) return;
      url = found.replace('localhost', '127.0.0.1');
      options.onUrl(url);
    };
    started.stdout?.on('data', collect);
    started.stderr?.on('data', collect);
    let reportedMs = Date.now();
    started.on('message', (message: FromApp) => {
      peakBytes = Math.max(peakBytes, message.bytes);
      starvedMs += Math.max(0, Date.now() - reportedMs - 1.2 * tellEveryMs);
      reportedMs = Date.now();
    });
    started.on('error', () => undefined);
    if (fileLimit !== undefined) limit(started, fileLimit);
    return started;
  }

  async function keepUp(): Promise<void> {
    while (!stopped) {
      child = start();
      const ended = child;
      await once(ended, 'exit');
      url = undefined;
      options.onUrl(undefined);
      if (!asked.has(ended)) ends.push(`exit ${ended.exitCode ?? ended.signalCode}: ${output.slice(-2000)}`);
      if (!asked.has(ended)) await sleep(startAgainMs);
      while (!stopped && Date.now() < downUntil) await sleep(20);
    }
  }

  const keeping = keepUp();
  const send = (message: ToApp): void => {
    if (child?.connected) child.send(message, () => undefined);
  };
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const ending = child;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    if (signal === 'SIGKILL') killed.add(ending);
    // A second SIGTERM asks for an immediate stop.
    if (signal === 'SIGTERM' && asked.has(ending)) return void (await once(ending, 'exit'));
    asked.add(ending);
    const [begunMs, starvedBefore, wasUp] = [Date.now(), starvedMs, url !== undefined];
    const exited = once(ending, 'exit');
    ending.kill(signal);
    const hopeless = setTimeout(() => ending.kill('SIGKILL'), hopelessStopMs);
    await exited;
    clearTimeout(hopeless);
    const tookMs = Date.now() - begunMs - (starvedMs - starvedBefore);
    if (signal !== 'SIGTERM' || !wasUp || killed.has(ending)) return;
    if (ending.exitCode !== 0 || tookMs > longestStopMs)
      badStops.push(`${ending.exitCode ?? ending.signalCode} after ${tookMs} ms: ${output.slice(-600)}`);
  };
  return {
    get url() {
      return url;
    },
    get peakBytes() {
      return peakBytes;
    },
    get starts() {
      return starts;
    },
    get starvedMs() {
      return starvedMs;
    },
    ends,
    badStops,
    output: () => output,
    async end(signal, downMs) {
      downUntil = Date.now() + downMs;
      await end(signal);
    },
    setClock(facts) {
      clock = facts;
      send({ kind: 'clock', facts });
    },
    fillDisk(now) {
      full = now;
      send({ kind: 'disk', full });
    },
    limitFiles(bytes) {
      fileLimit = bytes;
      if (child !== undefined) limit(child, bytes);
    },
    async stop() {
      stopped = true;
      await end('SIGKILL');
      await keeping;
    },
  };
}

/** @see https://man7.org/linux/man-pages/man1/prlimit.1.html */
function limit({ pid }: ChildProcess, bytes: number | undefined): void {
  if (pid === undefined) return;
  try {
    execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes ?? 'unlimited'}:unlimited`], { stdio: 'ignore' });
  } catch {
    // Another operating system, or the process has ended.
  }
}
