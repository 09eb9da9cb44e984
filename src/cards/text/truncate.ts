let segmenter: Intl.Segmenter | undefined;
/** Created on first use: creating it costs more than drawing a card. */
function graphemes(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter;
}

const lookAround = 64;
const shortestWordCut = 0.6;

/**
 * Truncates a text to at most `limit` UTF-16 units, including `ending`: at a space if one is near, else between two
 * grapheme clusters (never inside a surrogate pair, an accented letter or a composed emoji).
 */
export function truncate(text: string, limit: number, ending = '…'): string {
  if (text.length <= limit) return text;
  const room = limit - ending.length;
  if (room <= 0) return ending.slice(0, Math.max(0, limit));
  const end = boundaryBefore(text, room);
  const blank = lastBlank(text, end);
  return text.slice(0, blank > end * shortestWordCut ? blank : end).trimEnd() + ending;
}

/** The last grapheme boundary at or before `index`. */
function boundaryBefore(text: string, index: number): number {
  if (/^[ -~]{2}$/.test(text.slice(index - 1, index + 1))) return index;
  const from = Math.max(0, index - lookAround);
  // Examines only the surroundings, so that the cost does not grow with the text.
  const found = graphemes()
    .segment(text.slice(from, index + lookAround))
    .containing(index - from);
  if (found === undefined || found.index === 0) return insidePair(text, index) ? index - 1 : index;
  return from + found.index;
}

function insidePair(text: string, index: number): boolean {
  return /[\uDC00-\uDFFF]/.test(text.charAt(index)) && /[\uD800-\uDBFF]/.test(text.charAt(index - 1));
}

function lastBlank(text: string, end: number): number {
  if (/\s/.test(text.charAt(end))) return end;
  return Math.max(text.lastIndexOf(' ', end - 1), text.lastIndexOf('\n', end - 1));
}
