/** Lateness of one impact's status updates. */
export interface Lateness {
  impact: number;
  posts: number;
  /** Milliseconds after the update was due. */
  p50: number;
  p99: number;
  /** Includes updates still waiting at the end. */
  max: number;
  /** Worst case as a fraction of the watch's cadence. */
  worstPart: number;
  /** Mean milliseconds between two updates of one watch. */
  meanGapMs: number;
  /** Longest wait of a watch, including those still waiting at the end. */
  longestGapMs: number;
}

export interface LatenessLog {
  /** @param gapMs milliseconds since the watch's previous update, or since it began */
  add(impact: number, lateMs: number, cadenceMs: number, gapMs: number): void;
  /** Records a watch that still waits at the end. */
  addWaiting(impact: number, lateMs: number, gapMs: number): void;
  summary(): Lateness[];
}

export function createLatenessLog(): LatenessLog {
  const kept = new Map<number, { late: number[]; waiting: number; worstPart: number; gaps: number; longest: number }>();
  const of = (impact: number) => {
    const found = kept.get(impact) ?? { late: [], waiting: 0, worstPart: 0, gaps: 0, longest: 0 };
    kept.set(impact, found);
    return found;
  };
  return {
    add(impact, lateMs, cadenceMs, gapMs) {
      const log = of(impact);
      log.late.push(lateMs);
      log.worstPart = Math.max(log.worstPart, lateMs / cadenceMs);
      log.gaps += gapMs;
      log.longest = Math.max(log.longest, gapMs);
    },
    addWaiting(impact, lateMs, gapMs) {
      const log = of(impact);
      log.waiting = Math.max(log.waiting, lateMs);
      log.longest = Math.max(log.longest, gapMs);
    },
    summary: () =>
      [...kept]
        .sort(([a], [b]) => a - b)
        .map(([impact, { late, waiting, worstPart, gaps, longest }]) => {
          const sorted = Float64Array.from(late).sort();
          const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
          const meanGapMs = late.length === 0 ? 0 : gaps / late.length;
          return {
            impact,
            posts: late.length,
            p50: at(0.5),
            p99: at(0.99),
            max: Math.max(at(1), waiting),
            worstPart,
            meanGapMs,
            longestGapMs: longest,
          };
        }),
  };
}
