// Format characters reverse text (bidi overrides), hide it (zero-width) or hide in it (tags). Two joiners and the
// number signs of Arabic are kept, because scripts and emoji need them.
const hidden =
  /[[\p{Cf}\p{Noncharacter_Code_Point}]--[\u200C\u200D\u0600-\u0605\u06DD\u08E2]]|[\u115F\u1160\u3164\uFFA0]/gv;
const lineBreaks = /\r\n?|[\p{Zl}\p{Zp}\v\f\u0085]/gv;
const controls = /[\p{Cc}--[\n\t]]/gv;
const piledMarks = /(\p{M}{4})\p{M}+/gu;
const blanks = /[\s\u2800]+/gu;
const blanksInLine = /[^\S\n]+/gu;
/** A single test for all characters that the steps below handle: most texts contain none of them. */
const suspicious = /[\p{C}\p{Zl}\p{Zp}\p{M}\u115F\u1160\u3164\uFFA0]/u;
const visible = /[^\s\p{M}\p{Cc}\p{Cf}]/u;
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]|[\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * Removes invisible characters from untrusted text: lone surrogates are replaced; control, bidi and zero-width characters
 * are removed; stacked accents are limited. Line breaks are kept as `\n`.
 */
export function cleanText(text: string): string {
  if (!suspicious.test(text)) return text;
  return text
    .toWellFormed()
    .replace(lineBreaks, '\n')
    .replace(hidden, '')
    .replace(controls, '')
    .replace(piledMarks, '$1');
}

/** As `cleanText`, on one line: runs of white space become one space, and the ends are trimmed. */
export function oneLine(text: string): string {
  return cleanText(text).replace(blanks, ' ').trim();
}

/** As `cleanText`, on several lines: trailing spaces are removed, and consecutive empty lines collapse to one. */
export function tidyLines(text: string): string {
  return cleanText(text)
    .replace(blanksInLine, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Whether a text contains letters of a right-to-left script, which reorder the words around them. */
export function isRightToLeft(text: string): boolean {
  return rightToLeft.test(text);
}

/** Isolates right-to-left text, so that it does not reorder the words around it. */
export function isolated(text: string): string {
  return isRightToLeft(text) ? `\u2068${text}\u2069` : text;
}

/** Whether a text has any visible characters. */
export function hasInk(text: string): boolean {
  return visible.test(text);
}
