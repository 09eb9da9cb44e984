import type { RunResult } from './chaos-run.ts';

/** Sums up many runs. */
export interface Tally {
  add(result: RunResult): void;
  /** Several lines: the number of injected faults by kind, and the figures. */
  summary(): string;
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(0)} s`;

export function createTally(): Tally {
  const injected = new Map<string, number>();
  const recoveries: number[] = [];
  const sum = {
    runs: 0,
    withRooms: 0,
    withUninstall: 0,
    incidents: 0,
    asked: 0,
    starts: 0,
    peakBytes: 0,
    cadenceMs: 0,
  };
  const quantile = (share: number) =>
    recoveries[Math.min(recoveries.length - 1, Math.floor(recoveries.length * share))];
  return {
    add({ plan, recoveredMs, peakBytes, starts, incidents, asked }) {
      for (const { kind } of plan.faults) injected.set(kind, (injected.get(kind) ?? 0) + 1);
      if (recoveredMs !== undefined) recoveries.push(recoveredMs);
      sum.runs += 1;
      if (plan.rooms) sum.withRooms += 1;
      if (plan.uninstallMs !== undefined) sum.withUninstall += 1;
      sum.incidents += incidents;
      sum.asked += asked;
      sum.starts += starts;
      sum.cadenceMs = plan.cadenceMs;
      sum.peakBytes = Math.max(sum.peakBytes, peakBytes);
    },
    summary() {
      recoveries.sort((a, b) => a - b);
      const [half, most, last] = [quantile(0.5), quantile(0.99), recoveries.at(-1)].map((ms) => seconds(ms ?? 0));
      const kinds = [...injected]
        .sort(([, a], [, b]) => b - a)
        .map(([kind, count]) => `  ${String(count).padStart(5)}  ${kind}`);
      return [
        `${sum.runs} runs, ${sum.withRooms} of them with rooms, ${sum.withUninstall} with a second workspace that uninstalls the app: ${sum.incidents} incidents, ${sum.asked} things asked by people, ${sum.starts} starts of the process.`,
        'Injected:',
        ...kinds,
        `All true again after the last fault: p50 ${half}, p99 ${most}, longest ${last}; two cadences are ${seconds(2 * sum.cadenceMs)}.`,
        `Most memory of the process: ${mebibytes(sum.peakBytes)}.`,
      ].join('\n');
    },
  };
}
