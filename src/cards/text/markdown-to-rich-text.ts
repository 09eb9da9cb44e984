import type { RichTextBlock, RichTextBlockElement, RichTextList, RichTextSection } from '@slack/types';
import type { Token, Tokens } from 'marked';
import { richText } from '../block-kit/blocks.ts';
import { cleanText, hasInk } from './clean-text.ts';
import { type Ink, nested, type Span, write, writeInline } from './markdown-inline.ts';
import { definitionsOf, parseMarkdown } from './parse-markdown.ts';
import { truncate } from './truncate.ts';

export interface MarkdownOptions {
  /** The most visible characters. */
  limit: number;
  /** Appended to a truncated text. */
  more?: string;
  /** The longest JSON of the block; longer text is shown without formatting. */
  jsonLimit?: number;
}

const deepestIndent = 4;
/** The most source per visible character: markup and URLs are not visible. */
const sourcePerVisible = 3;
/** More than AWS lets a summary hold. */
const longestSource = 16_000;

/** Markdown as it is drawn. */
interface Drawn {
  elements: RichTextBlockElement[];
  /** Whether some of it did not fit. */
  isCut: boolean;
}

/**
 * An incident's Markdown as Slack's rich text: headings bold, lists, quotes and code kept. Nothing in it is live but links
 * to https addresses, which show the host they lead to. Never throws; costs as much as `limit`, not as the source.
 * @returns `undefined` when there is nothing to see
 */
export function markdownToRichText(source: string, options: MarkdownOptions): RichTextBlock | undefined {
  const { limit, more = '… more', jsonLimit = 3000 } = options;
  const drawn = readMarkdown(source, limit, jsonLimit - 100)?.(limit);
  if (drawn === undefined) return undefined;
  const { elements, isCut } = drawn;
  if (isCut && more !== '') writeSection(elements, [{ type: 'text', text: more, style: { italic: true } }]);
  return richText(elements);
}

/**
 * The same without a hint at what did not fit, read once and drawn in several lengths; the last word may be any.
 * @param longest the longest of these lengths
 */
export function readMarkdown(
  source: string,
  longest: number,
  jsonLimit = 3000,
): ((limit: number) => Drawn) | undefined {
  const head = cleanText(source.slice(0, longest * sourcePerVisible));
  if (!hasInk(head)) return undefined;
  const whole = source.length <= longest * sourcePerVisible;
  const elsewhere = whole || !head.includes('[') ? undefined : definitionsOf(source.slice(0, longestSource));
  const tokens = parseMarkdown(head, elsewhere);
  return (limit) => {
    // The parser met a text it cannot take: the words are shown without format.
    const drawn = tokens && formatted(tokens, limit);
    if (drawn === undefined || JSON.stringify(drawn.elements).length > jsonLimit) {
      return unformatted(head, limit, whole, jsonLimit);
    }
    return { ...drawn, isCut: drawn.isCut || !whole };
  };
}

function formatted(tokens: readonly Token[], limit: number): Drawn | undefined {
  try {
    const ink: Ink = { left: limit, full: false };
    const elements: RichTextBlockElement[] = [];
    writeBlocks(elements, ink, tokens);
    return elements.length === 0 ? undefined : { elements, isCut: ink.full };
  } catch {
    return undefined;
  }
}

function unformatted(clean: string, limit: number, whole: boolean, jsonLimit: number): Drawn {
  const all = clean.trim();
  // Quotes and backslashes count twice in JSON.
  const text = truncate(all, Math.min(limit, Math.floor((jsonLimit - 120) / 2)), '');
  const elements: RichTextBlockElement[] = [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }];
  return { elements, isCut: !whole || text !== all };
}

function writeBlocks(out: RichTextBlockElement[], ink: Ink, tokens: readonly Token[]): void {
  for (const token of tokens) {
    if (ink.full) return;
    writeBlock(out, ink, token);
  }
}

/** A line break counts as visible too. */
const breakCosts = (ink: Ink): void => {
  ink.left = Math.max(0, ink.left - 1);
};

function writeBlock(out: RichTextBlockElement[], ink: Ink, token: Token): void {
  const line: Span[] = [];
  if (token.type === 'space' || token.type === 'def') return;
  if (out.length > 0) breakCosts(ink);
  if (token.type === 'list') {
    writeList(out, ink, token as Tokens.List, 0);
  } else if (token.type === 'blockquote') {
    writeLines(line, ink, nested(token));
    if (line.length > 0) out.push({ type: 'rich_text_quote', elements: line });
  } else if (token.type === 'code' || token.type === 'table') {
    if (token.type === 'code') write(line, ink, (token as Tokens.Code).text);
    else writeTable(line, ink, token as Tokens.Table);
    if (line.length > 0) out.push({ type: 'rich_text_preformatted', elements: line });
  } else {
    if (token.type === 'heading') writeInline(line, ink, nested(token), { bold: true });
    else if (token.type === 'hr') write(line, ink, '———');
    else writeInline(line, ink, [token]);
    writeSection(out, line);
  }
}

/** Consecutive lines share a section: Slack draws no gap between them. */
function writeSection(out: RichTextBlockElement[], line: Span[]): void {
  const [first, ...rest] = line;
  if (first === undefined) return;
  const last = out.at(-1);
  if (last?.type !== 'rich_text_section') out.push({ type: 'rich_text_section', elements: line });
  else if (first.type === 'link') last.elements.push({ type: 'text', text: '\n' }, ...line);
  else last.elements.push({ ...first, text: `\n${first.text}` }, ...rest);
}

function writeList(out: RichTextBlockElement[], ink: Ink, list: Tokens.List, indent: number): void {
  const numbered = list.ordered && !countsFromOne(list);
  let number = typeof list.start === 'number' ? list.start : 1;
  let current: RichTextList | undefined;
  for (const item of list.items) {
    if (ink.full) return;
    breakCosts(ink);
    const line: Span[] = [];
    if (numbered) write(line, ink, `${number++}. `);
    if (item.task) write(line, ink, item.checked ? '☑ ' : '☐ ');
    const sublists = item.tokens.filter((token) => token.type === 'list') as Tokens.List[];
    writeLines(
      line,
      ink,
      item.tokens.filter((token) => token.type !== 'list'),
    );
    const entry: RichTextSection | undefined =
      line.length > 0 ? { type: 'rich_text_section', elements: line } : undefined;
    if (entry !== undefined && numbered) writeSection(out, line);
    else if (entry !== undefined && current !== undefined) current.elements.push(entry);
    else if (entry !== undefined) {
      const style = list.ordered ? 'ordered' : 'bullet';
      current = { type: 'rich_text_list', style, indent: Math.min(indent, deepestIndent), elements: [entry] };
      out.push(current);
    }
    for (const sublist of sublists) {
      writeList(out, ink, sublist, indent + 1);
      current = undefined;
    }
  }
}

/** Slack numbers a list from 1, and restarts after each inner list: only then are its numbers right. */
function countsFromOne(list: Tokens.List): boolean {
  return list.start === 1 && !list.items.some((item) => item.tokens.some((token) => token.type === 'list'));
}

/** Blocks inside a quote or a list item, as lines of text. */
function writeLines(line: Span[], ink: Ink, tokens: readonly Token[], depth = 0): void {
  for (const token of tokens) {
    if (ink.full || token.type === 'space' || token.type === 'checkbox') continue;
    if (token.type === 'blockquote' && depth < deepestIndent) {
      writeLines(line, ink, nested(token), depth + 1);
      continue;
    }
    if (token.type === 'list') {
      for (const item of (token as Tokens.List).items) {
        breakLine(line, ink);
        write(line, ink, '• ');
        writeInline(line, ink, item.tokens);
      }
      continue;
    }
    breakLine(line, ink);
    if (token.type === 'code') write(line, ink, (token as Tokens.Code).text, { code: true });
    else if (token.type === 'table') writeTable(line, ink, token as Tokens.Table);
    else writeInline(line, ink, token.type === 'heading' ? nested(token) : [token]);
  }
}

/** Starts a new line, unless the current one has only the item's number or checkbox. */
function breakLine(line: Span[], ink: Ink): void {
  const last = line.at(-1);
  if (last !== undefined && !(line.length === 1 && /^(\d+\. )?([☑☐] )?$/u.test(last.text))) write(line, ink, '\n');
}

function writeTable(line: Span[], ink: Ink, table: Tokens.Table): void {
  for (const [index, row] of [table.header, ...table.rows].entries()) {
    if (ink.full) return;
    if (index > 0) write(line, ink, '\n');
    for (const [column, cell] of row.entries()) {
      if (column > 0) write(line, ink, ' | ');
      writeInline(line, ink, cell.tokens);
    }
  }
}
