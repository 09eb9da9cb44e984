import type { RichTextBlock, RichTextBlockElement } from '@slack/types';
import { richText } from '../block-kit/blocks.ts';
import { phoneLines } from '../block-kit/phone-lines.ts';
import type { Span } from './markdown-inline.ts';
import { readMarkdown } from './markdown-to-rich-text.ts';

/** The beginning of a summary, and whether more of it follows. */
export interface Excerpt {
  block: RichTextBlock;
  isCut: boolean;
}

/** Visible characters of the excerpts that are tried, the longest first. */
const lengths = [350, 300, 250, 220, 190, 160, 130, 100, 80, 60, 45, 30, 15] as const;
/** A heading that other lines follow. */
const leadingHeading = /^\s*#{1,6} [^\n]*\n\s*(?=\S)/;
/** An excerpt is cut at the end of a sentence where that keeps so much of it. */
const worthKeeping = 0.5;
const sentenceEnd = /[.!?…:](?=["')\]”’]{0,2}(?:\s|$))|\S(?=\n)/gu;

/**
 * As much of an incident's Markdown as fits on a number of a phone's lines, cut at the end of a sentence where one is near.
 * Never throws.
 * @returns `undefined` when there is nothing to see
 */
export function summaryExcerpt(source: string, lines: number): Excerpt | undefined {
  // A heading alone tells nothing.
  const draw = readMarkdown(lines > 1 ? source : source.replace(leadingHeading, ''), lengths[0]);
  if (draw === undefined) return undefined;
  let shortest: RichTextBlockElement[] = [];
  for (const limit of lengths) {
    const { elements, isCut } = draw(limit);
    shortest = isCut ? cutAtSentence(elements) : elements;
    if (phoneLines([richText(shortest)]) <= lines) return { block: richText(shortest), isCut };
  }
  return { block: richText(firstLines(shortest, lines)), isCut: true };
}

/** What is short and yet too tall, a list of many items as a rule: its first lines. */
function firstLines(elements: RichTextBlockElement[], lines: number): RichTextBlockElement[] {
  let kept = elements;
  while (phoneLines([richText(kept)]) > lines) {
    const line = linesOf(kept).at(-1) ?? [];
    const last = line.findLastIndex(({ text }) => text.trimEnd().includes('\n'));
    const span = line[last];
    if (span?.type === 'text') {
      span.text = span.text.trimEnd().slice(0, span.text.trimEnd().lastIndexOf('\n'));
      line.length = span.text === '' ? last : last + 1;
    } else if (linesOf(kept).length > 1) line.length = 0;
    else break;
    kept = withoutEmpty(kept);
  }
  end(linesOf(kept).at(-1) ?? [], ' …');
  return kept;
}

/** The spans of each line of blocks, in order. */
function linesOf(elements: readonly RichTextBlockElement[]): Span[][] {
  return elements.flatMap((element) =>
    element.type === 'rich_text_list'
      ? element.elements.flatMap((item) => linesOf([item]))
      : [element.elements as Span[]],
  );
}

const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { text }) => sum + text.length, 0);

/** Takes away what follows the last whole sentence, line or item, unless too little is left then; ends it with `…`. */
function cutAtSentence(elements: RichTextBlockElement[]): RichTextBlockElement[] {
  const lines = linesOf(elements);
  const least = lines.reduce((sum, line) => sum + lengthOf(line), 0) * worthKeeping;
  let before = lines.reduce((sum, line) => sum + lengthOf(line), 0);
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] ?? [];
    before -= lengthOf(line);
    // Without this line, the rest ends with a whole one.
    if (cutLine(line, least - before) || index === 0 || before < least) break;
    line.length = 0;
  }
  const kept = withoutEmpty(elements);
  end(linesOf(kept).at(-1) ?? [], ' …');
  return kept;
}

/** Cuts a line behind its last sentence. @returns whether there is one that leaves `least` characters */
function cutLine(line: Span[], least: number): boolean {
  let before = lengthOf(line);
  for (let index = line.length - 1; index >= 0; index -= 1) {
    const span = line[index];
    before -= span?.text.length ?? 0;
    if (span?.type !== 'text') continue;
    const end = [...span.text.matchAll(sentenceEnd)].at(-1);
    if (end === undefined) continue;
    if (before + end.index + 1 < least) return false;
    span.text = span.text.slice(0, end.index + end[0].length);
    line.length = index + 1;
    return true;
  }
  return false;
}

function end(line: Span[], mark: string): void {
  const last = line.at(-1);
  if (last?.type === 'text' && last.text.endsWith(mark)) return;
  if (last?.type === 'text') last.text = `${last.text.trimEnd()}${mark}`;
  else line.push({ type: 'text', text: mark });
}

function withoutEmpty(elements: readonly RichTextBlockElement[]): RichTextBlockElement[] {
  return elements.flatMap((element): RichTextBlockElement[] => {
    if (element.elements.length === 0) return [];
    if (element.type !== 'rich_text_list') return [element];
    const items = withoutEmpty(element.elements) as typeof element.elements;
    return items.length === 0 ? [] : [{ ...element, elements: items }];
  });
}
