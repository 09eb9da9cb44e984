/**
 * Spaces out work whose requests have a low quota. Work whose turn has not come does not wait for it in the worker: it is
 * done later, at the time that it is given.
 */
export interface Turns {
  /**
   * Takes a turn, or books one.
   * @param key of the work. Before its booked turn it is given the same time again
   * @returns `end`, to be called when the work is done; or the milliseconds until the booked turn
   */
  take(key: string): { end: () => void } | { inMs: number };
}

export interface TurnsOptions {
  /** The time between two turns in the long run, in milliseconds. */
  everyMs: number;
  /** The most turns at once: those that were taken and have not ended. After a pause, as many follow each other directly. */
  atOnce: number;
  /** Milliseconds. */
  now: () => number;
}

/** A booked turn that is not taken is forgotten after this, in milliseconds. */
const keptMs = 60_000;

/**
 * Creates turns, which this process alone shares.
 * @example
 * const turn = turns.take(arn);
 * if ('inMs' in turn) return sendLater(turn.inMs);
 * await read(arn).finally(turn.end);
 */
export function createTurns({ everyMs, atOnce, now }: TurnsOptions): Turns {
  /** When booked turns come, in epoch milliseconds. */
  const booked = new Map<string, number>();
  const burstMs = (atOnce - 1) * everyMs;
  /** A job may come somewhat early for its turn: the clocks of a queue and of its worker differ. */
  const earlyMs = everyMs / 2;
  /** When the next turn comes, if none are to follow each other directly. */
  let nextMs = 0;
  let running = 0;

  function start(): { end: () => void } {
    let isOver = false;
    running += 1;
    return {
      end() {
        if (!isOver) running -= 1;
        isOver = true;
      },
    };
  }

  /** @returns the time of the next free turn */
  function next(nowMs: number): number {
    const atMs = Math.max(nextMs, nowMs) - burstMs;
    nextMs = atMs + burstMs + everyMs;
    return atMs;
  }

  /** After the clock was set back, all booked turns keep their distances. */
  function adjustToClock(nowMs: number): void {
    const latestMs = nowMs + burstMs + earlyMs + (booked.size + 1) * everyMs;
    const aheadMs = nextMs - latestMs;
    if (aheadMs <= 0) return;
    nextMs = latestMs;
    for (const [key, atMs] of booked) booked.set(key, atMs - aheadMs);
  }

  return {
    take(key) {
      const nowMs = now();
      for (const [each, atMs] of booked) if (atMs + keptMs < nowMs) booked.delete(each);
      adjustToClock(nowMs);
      const known = booked.get(key);
      if (known !== undefined && known - earlyMs > nowMs) return { inMs: known - nowMs };
      const atMs = known ?? next(nowMs);
      const isDue = known !== undefined || atMs <= nowMs;
      if (isDue && running < atOnce) {
        booked.delete(key);
        return start();
      }
      const turnMs = isDue ? Math.max(next(nowMs), nowMs + everyMs) : atMs;
      booked.set(key, turnMs);
      return { inMs: turnMs - nowMs };
    },
  };
}
