import type { RichTextBlockElement } from '@slack/types';
import type { CardBlock, CardText } from './blocks.ts';

/** Characters on one line of a phone 390 px wide, as far as they can be told without drawing them: rather too few. */
const perLine = { header: 30, text: 42, list: 38, code: 35, context: 46 } as const;
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
  const isCode = element.type === 'rich_text_preformatted';
  return wrapped(spansText(element), isCode ? perLine.code : perLine.text);
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
  text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / room)), 0);

/** Chinese, Japanese, Korean and emoji: as wide as two others. */
const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF01-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/gu;
/** How many letters' room a text takes up. */
export const widthOf = (text: string): number => text.length + (text.match(wide)?.length ?? 0);
