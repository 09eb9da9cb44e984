/** One figure. */
export interface Row {
  what: string;
  /** Includes the unit, for example `512 MB/s`. */
  value: string;
  /** Compared with the baseline: 2 is twice as good. */
  ratio?: number;
  against?: string;
}

/** Receives the results of a benchmark. */
export interface Report {
  row(row: Row): void;
  /** Prints a progress line. */
  progress(text: string): void;
}

/** One benchmark: `NAME.bench.ts` exports it as `bench`. */
export interface Bench {
  /** Heading of its section. */
  name: string;
  /** Markdown: what is measured, and against which baseline. */
  about: string;
  run(report: Report): Promise<void>;
}

/** Writes each row as one line to `out` (what · value · ratio · baseline) and progress to `err`. */
export function createReport(out: (text: string) => void, err: (text: string) => void): Report & { rows: Row[] } {
  const rows: Row[] = [];
  return {
    rows,
    row(row) {
      rows.push(row);
      const { what, value, ratio, against } = row;
      const compared = ratio === undefined ? [] : [`${ratio.toFixed(2)} ×`, against ?? ''];
      out([what, value, ...compared].join(' · '));
    },
    progress: err,
  };
}
