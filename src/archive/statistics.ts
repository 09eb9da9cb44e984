import type { ArchiveSummary } from './archive-summary.ts';

/** Figures of the incidents of one impact that started in one month. */
export interface Cell {
  count: number;
  /** Medians in milliseconds, over those of which it is known; absent where it is of none. */
  acknowledgedAfterMs?: number;
  resolvedAfterMs?: number;
}

export interface MonthFigures {
  /** `2026-11`, in UTC. */
  month: string;
  /** By impact. */
  cells: ReadonlyMap<number, Cell>;
}

export const monthOf = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

/** Every month from the first incident's to the last one's. */
export function figuresByMonth(incidents: readonly ArchiveSummary[]): MonthFigures[] {
  const grouped = Map.groupBy(incidents, ({ createdAtMs }) => monthOf(createdAtMs));
  return monthsBetween([...grouped.keys()].sort()).map((month) => {
    const byImpact = Map.groupBy(grouped.get(month) ?? [], ({ impact }) => impact);
    return { month, cells: new Map([...byImpact].map(([impact, all]) => [impact, cellOf(all)])) };
  });
}

/** The same over all months. */
export function figuresByImpact(incidents: readonly ArchiveSummary[]): ReadonlyMap<number, Cell> {
  const byImpact = Map.groupBy(incidents, ({ impact }) => impact);
  return new Map([...byImpact].sort(([one], [other]) => one - other).map(([impact, all]) => [impact, cellOf(all)]));
}

function cellOf(incidents: readonly ArchiveSummary[]): Cell {
  const acknowledgedAfterMs = median(incidents.flatMap((each) => each.acknowledgedAfterMs ?? []));
  const resolvedAfterMs = median(incidents.flatMap((each) => each.resolvedAfterMs ?? []));
  return {
    count: incidents.length,
    ...(acknowledgedAfterMs !== undefined && { acknowledgedAfterMs }),
    ...(resolvedAfterMs !== undefined && { resolvedAfterMs }),
  };
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}

function monthsBetween(known: readonly string[]): string[] {
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return [];
  const months: string[] = [];
  const next = new Date(`${first}-01T00:00:00Z`);
  while (monthOf(next.getTime()) <= last) {
    months.push(monthOf(next.getTime()));
    next.setUTCMonth(next.getUTCMonth() + 1);
  }
  return months;
}
