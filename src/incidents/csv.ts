/** Starts of a cell that spreadsheets take for a formula. @see https://owasp.org/www-community/attacks/CSV_Injection */
const formula = /^[\p{Z}\p{C}]*[=+\-@|%＝＋－＠]|^[\t\r]/u;

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
  const inert = formula.test(text) ? `'${text}` : text;
  return `"${inert.replaceAll('"', '""')}"`;
}
