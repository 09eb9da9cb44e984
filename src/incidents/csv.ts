/**
 * Places where a spreadsheet would begin a formula: at the start of a cell, and behind what parts cells where it is not the
 * comma (`;` in much of Europe, a tab) or behind a line's end, for such a reader does not see our quotation marks; each also
 * with blanks and quotation marks in between.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const formula =
  /(^|[;\t\r\n\v\f\u0085\u2028\u2029；])([[\p{Z}\p{C}"'`]--[\t\r\n\v\f\u0085\u2028\u2029]]*)(?=[=+\-@\|%＝＋－＠])/gv;
/** What a cell may not begin with. */
const control = /^[\t\r]/;

/** A cell of a row; numbers are written as they are. */
export type Cell = string | number | undefined;

/**
 * A table as CSV (RFC 4180) that spreadsheets open as text: no cell becomes a formula.
 * @param rows the heading first
 */
export function csv(rows: readonly (readonly Cell[])[]): string {
  // The mark tells spreadsheets that this is UTF-8.
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

function cell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = value.toWellFormed();
  const marked = text.replace(formula, (_, before: string, blanks: string) => `${before}'${blanks}`);
  const inert = control.test(marked) ? `'${marked}` : marked;
  return `"${inert.replaceAll('"', '""')}"`;
}
