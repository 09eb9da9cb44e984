/**
 * How much faster than the machine's the clock of a run is, so that a backoff of a minute takes seconds. `CHAOS_SCALE`
 * makes it slower where more processes share the machine.
 */
export const scale = Number(process.env.CHAOS_SCALE ?? 10);

/** What a process needs to have the same time as all others of its run. */
export interface ClockFacts {
  /** The machine's time at the start of the run, when both clocks agreed. */
  startedMs: number;
  /** Time that was leapt over for the whole world. */
  skippedMs: number;
  /** By how much this process's clock is wrong. */
  wrongMs: number;
}

/** The time of a run. @param realMs the machine's time */
export function timeAt({ startedMs, skippedMs, wrongMs }: ClockFacts, realMs: number): number {
  return Math.floor(startedMs + (realMs - startedMs) * scale + skippedMs + wrongMs);
}

/** Converts milliseconds of a run to milliseconds of the machine. */
export const realMs = (ms: number): number => ms / scale;
