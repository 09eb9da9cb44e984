// Format characters turn text around (bidi overrides), hide it (zero-width) or hide in it (tags). Two joiners and the
// number signs of Arabic stay: scripts and emoji need them.
const hidden =
  /[[\p{Cf}\p{Noncharacter_Code_Point}]--[\u200C\u200D\u0600-\u0605\u06DD\u08E2]]|[\u115F\u1160\u3164\uFFA0]/gv;
const lineBreaks = /\r\n?|[\p{Zl}\p{Zp}\v\f\u0085]/gv;
const controls = /[\p{Cc}--[\n\t]]/gv;
const piledMarks = /(\p{M}{4})\p{M}+/gu;
const blanks = /[\s\u2800]+/gu;
const blanksInLine = /[^\S\n]+/gu;
/** What the steps below look for, in one scan: most texts hold none of it. */
const suspicious = /[\p{C}\p{Zl}\p{Zp}\p{M}\u115F\u1160\u3164\uFFA0]/u;
const visible = /[^\s\p{M}\p{Cc}\p{Cf}]/u;
const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]|[\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * Untrusted text without what the eye cannot see: lone surrogates replaced; control, bidi and zero-width characters
 * gone; piled-up accents thinned. Line breaks stay, as `\n`.
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

/** The same on one line: every run of blanks is one blank, none at either end. */
export function oneLine(text: string): string {
  return cleanText(text).replace(blanks, ' ').trim();
}

/** The same on several lines, without blanks at the ends of lines and with at most one empty line at a time. */
export function tidyLines(text: string): string {
  return cleanText(text)
    .replace(blanksInLine, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Whether a text holds letters of a script that runs from right to left: these turn the words around them. */
export function isRightToLeft(text: string): boolean {
  return rightToLeft.test(text);
}

/** Keeps text that runs from right to left from turning the words around it. */
export function isolated(text: string): string {
  return isRightToLeft(text) ? `\u2068${text}\u2069` : text;
}

/** Whether there is anything to see in a text. */
export function hasInk(text: string): boolean {
  return visible.test(text);
}
