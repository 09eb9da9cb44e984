let segmenter: Intl.Segmenter | undefined;
/** Made when a text is long enough to be cut: making it costs more than drawing a card. */
function graphemes(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter;
}

const lookAround = 64;
const shortestWordCut = 0.6;

/**
 * Shortens a text to at most `limit` UTF-16 units, `ending` included: at a blank if one is near, else between two
 * characters as people see them (never inside a surrogate pair, an accent or a composed emoji).
 */
export function truncate(text: string, limit: number, ending = '…'): string {
  if (text.length <= limit) return text;
  const room = limit - ending.length;
  if (room <= 0) return ending.slice(0, Math.max(0, limit));
  const end = boundaryBefore(text, room);
  const blank = lastBlank(text, end);
  return text.slice(0, blank > end * shortestWordCut ? blank : end).trimEnd() + ending;
}

/** Last place at or before `index` where no character as people see it is broken. */
function boundaryBefore(text: string, index: number): number {
  if (/^[ -~]{2}$/.test(text.slice(index - 1, index + 1))) return index;
  const from = Math.max(0, index - lookAround);
  // Only the surroundings are looked at: the cost does not grow with the text.
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
