/** How many times as fast as the machine's the clock of a run goes, so that a minute's back-off costs seconds. */
export const scale = 10;

/** What a process must know to tell the same time as all others of its run. */
export interface ClockFacts {
  /** The machine's time when the run began: there both clocks agreed. */
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

/** Milliseconds of the machine for so many of a run. */
export const realMs = (ms: number): number => ms / scale;
