/** One measured thing. */
export interface Row {
  what: string;
  /** With its unit, for example `512 MB/s`. */
  value: string;
  /** How it compares: 2 is twice as good as what it is compared with. */
  ratio?: number;
  against?: string;
}

/** Where a bench tells what it measured. */
export interface Report {
  row(row: Row): void;
  /** A line for whoever waits. */
  progress(text: string): void;
}

/** One bench: a file `NAME.bench.ts` exports it as `bench`. */
export interface Bench {
  /** Its heading. */
  name: string;
  /** What is measured against what, and what the least possible is. Markdown. */
  about: string;
  run(report: Report): Promise<void>;
}

/** Rows go to `out`, one a line: what · value · ratio · against what. What goes on is told on `err`. */
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
