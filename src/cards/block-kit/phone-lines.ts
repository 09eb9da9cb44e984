import type { RichTextBlockElement } from '@slack/types';
import type { CardBlock, CardText } from './blocks.ts';

/**
 * The room of one line on a phone 390 px wide, in widths of the letter `n`; that of code in characters. A little less than
 * the sandbox's page has: clients differ, and bold is wider.
 */
const perLine = { header: 28, text: 36.5, list: 33.5, code: 40, context: 42 } as const;
/** What a client makes of a date, at most, in characters. */
const dates: readonly (readonly [format: string, longest: string])[] = [
  ['{ago}', '12 months ago'],
  ['{time}', '10:00 AM'],
];
const longestDate = 'yesterday 10:00 AM';

/** How many lines blocks take up on a phone; buttons and what only divides count as none. */
export function phoneLines(blocks: readonly CardBlock[]): number {
  return blocks.reduce((sum, block) => sum + linesOf(block), 0);
}

function linesOf(block: CardBlock): number {
  switch (block.type) {
    case 'header':
      return wrapped(block.text.text, perLine.header);
    case 'section':
      return wrapped(visibleText(block.text), perLine.text);
    case 'context':
      return wrapped(block.elements.map(visibleText).join('  '), perLine.context);
    case 'rich_text':
      return block.elements.reduce((sum, element) => sum + richLines(element), 0);
    default:
      return 0;
  }
}

function richLines(element: RichTextBlockElement): number {
  if (element.type === 'rich_text_list') {
    const room = perLine.list - 3 * (element.indent ?? 0);
    return element.elements.reduce((sum, item) => sum + wrapped(spansText(item), room), 0);
  }
  const text = spansText(element);
  if (element.type !== 'rich_text_preformatted') return wrapped(text, perLine.text);
  return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine.code)), 0);
}

const spansText = (element: RichTextBlockElement): string =>
  element.type === 'rich_text_list'
    ? element.elements.map(spansText).join('\n')
    : element.elements.map((span) => ('text' in span ? (span.text ?? '') : '')).join('');

function visibleText(text: CardText): string {
  if (text.type === 'plain_text') return text.text;
  return text.text
    .replace(
      /<!date\^\d+\^([^|>]*)\|[^>]*>/g,
      (_, format: string) => dates.find(([one]) => one === format)?.[1] ?? longestDate,
    )
    .replace(/<[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<[^>]*>/g, 'x'.repeat(20))
    .replace(/&(?:amp|lt|gt);/g, 'x');
}

const wrapped = (text: string, room: number): number =>
  text.split('\n').reduce((sum, line) => sum + wrappedLine(line, room), 0);

/** Words go to the next line whole; one that is longer than a line is broken. */
function wrappedLine(line: string, room: number): number {
  let lines = 1;
  let column = 0;
  for (const word of line.split(' ')) {
    const width = widthOf(word);
    if (column > 0 && column + space + width > room) {
      lines += 1;
      column = 0;
    }
    column += (column > 0 ? space : 0) + width;
    lines += Math.max(0, Math.ceil(column / room) - 1);
    column = column > room ? column % room : column;
  }
  return lines;
}

const space = 0.5;
/** Widths of ASCII letters, by code: most are about as wide as `n` in common sans-serif fonts. */
const widths = new Float64Array(128).fill(1);
for (const [width, letters] of [
  [0.45, "ijl.,:;|'!"],
  [0.6, 'Ift ()[]/-r*'],
  [1.25, 'ABCDEGHKNOPQRSTUVXYZw%&'],
  [1.55, 'mMW@'],
] as const) {
  for (const letter of letters) widths[letter.charCodeAt(0)] = width;
}
/** Chinese, Japanese, Korean and emoji. */
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF01-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const widest = 2.2;

/** The width of a text in widths of the letter `n`, estimated without drawing it. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += widthOfLetter(letter);
  return width;
}

/** How many UTF-16 units of a text fit into a room, in widths of the letter `n`. */
export function unitsWithin(text: string, room: number): number {
  let width = 0;
  let units = 0;
  for (const letter of text) {
    width += widthOfLetter(letter);
    if (width > room) break;
    units += letter.length;
  }
  return units;
}

function widthOfLetter(letter: string): number {
  const code = letter.charCodeAt(0);
  return widths[code] ?? (code > 0x10ff && wide.test(letter) ? widest : 1);
}
