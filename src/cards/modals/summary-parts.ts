/**
 * A summary may be longer than a text input of Slack's (3000 characters), so it is edited in up to three. The ids of the
 * fields record where it was split, and whether at a line break or a space, so that an unchanged summary is joined to
 * exactly the same text.
 */
export interface SummaryPart {
  /** `summary`, then `summary-2-line`, `summary-2-blank` or `summary-2-none`, … */
  id: string;
  text: string;
}

const longest = 3000;
const shortest = 2700;
const gaps = { line: '\n', blank: ' ', none: '' } as const;
type Gap = keyof typeof gaps;
const partId = /^summary(?:-([2-9])-(line|blank|none))?$/;

/** Splits a summary for editing. */
export function splitSummary(summary: string): SummaryPart[] {
  const parts: SummaryPart[] = [];
  let rest = summary;
  let id = 'summary';
  while (rest.length > longest) {
    const { end, gap } = splitPoint(rest);
    parts.push({ id, text: rest.slice(0, end) });
    rest = rest.slice(end + gaps[gap].length);
    id = `summary-${parts.length + 1}-${gap}`;
  }
  return [...parts, { id, text: rest }];
}

function splitPoint(text: string): { end: number; gap: Gap } {
  for (const gap of ['line', 'blank'] as const) {
    const end = text.lastIndexOf(gaps[gap], longest);
    if (end >= shortest) return { end, gap };
  }
  const insidePair = /[\uD800-\uDBFF]/.test(text.charAt(longest - 1));
  return { end: insidePair ? longest - 1 : longest, gap: 'none' };
}

/** Joins the summary fields of a submitted form; other fields are ignored. */
export function joinSummary(fields: Readonly<Record<string, string>>): string {
  const parts = Object.entries(fields).flatMap(([id, text]) => {
    const match = partId.exec(id);
    if (match === null) return [];
    const gap: Gap = match[2] === 'line' || match[2] === 'blank' ? match[2] : 'none';
    return [{ place: Number(match[1] ?? 1), gap, text }];
  });
  return parts
    .sort((a, b) => a.place - b.place)
    .map(({ gap, text }) => gaps[gap] + text)
    .join('');
}
