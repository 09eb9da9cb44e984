/** What a function's process gets when it starts. */
export interface Started {
  /** Path of its bundle. */
  bundle: string;
  /** Factor by which its clock and timers are accelerated. */
  speed: number;
  timeoutMs: number;
}

// Runs as a separate process: loads a function, invokes it for each event, and returns its answers.
const { bundle, speed, timeoutMs } = JSON.parse(process.argv[2] ?? '') as Started;

if (speed !== 1) {
  const real = { Date, setTimeout, setInterval, timeout: AbortSignal.timeout };
  const begunMs = real.Date.now();
  const now = () => begunMs + (real.Date.now() - begunMs) * speed;
  const faster =
    <T extends typeof setTimeout | typeof setInterval>(start: T) =>
    (work: () => void, ms = 0, ...rest: []) =>
      start(work, ms / speed, ...rest);
  class FastDate extends real.Date {
    constructor(...given: [] | [string | number | Date]) {
      super(...((given.length === 0 ? [now()] : given) as [number]));
    }
    static override now = now;
  }
  const timers = { setTimeout: faster(real.setTimeout), setInterval: faster(real.setInterval) };
  Object.assign(globalThis, { Date: FastDate, ...timers });
  AbortSignal.timeout = (ms) => real.timeout.call(AbortSignal, Math.ceil(ms / speed));
}

// Ends in an orderly way, which keeps what was compiled for the next process.
process.once('SIGTERM', () => process.exit());

function end(why: unknown): never {
  console.error(why);
  process.exit(1);
}

const { handler } = (await import(bundle).catch(end)) as { handler(event: unknown, context: object): Promise<unknown> };

process.on('message', ({ event }: { event?: unknown }) => {
  const endMs = Date.now() + timeoutMs;
  // As in Lambda.
  const timer = setTimeout(end, timeoutMs, `Task timed out after ${timeoutMs} ms`);
  handler(event, { getRemainingTimeInMillis: () => endMs - Date.now() }).then((answer) => {
    clearTimeout(timer);
    process.send?.({ answer });
  }, end);
});
