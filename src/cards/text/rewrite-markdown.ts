import type { Token, Tokens } from 'marked';
import { cleanText } from './clean-text.ts';
import { nested } from './markdown-inline.ts';
import { parseMarkdown } from './parse-markdown.ts';
import { liveAddress } from './written-link.ts';

const marks = /[\\`*_[\]|~]/g;
const lineStart = /^([ \t]*)(#{1,6}|[-+=]|\d{1,9}(?=[.)]))/gm;
const deepest = 12;

/**
 * Rewrites untrusted Markdown from what it means: format, lists, tables and code stay; HTML is shown as text,
 * pictures are links, and a link shows the whole address it leads to, live only where that is https. Code stands as it was
 * written. Never throws.
 */
export function rewrittenMarkdown(source: string): string {
  const clean = cleanText(source).trim();
  const tokens = parseMarkdown(clean);
  return tokens === undefined ? fenced(clean, '') : blocks(tokens, 0);
}

/** Breaks what renderers turn into a link by themselves: an address, or a name that begins with `www.`. */
export const withoutAddresses = (text: string): string =>
  text.replace(/(https?|ftp):(?=\/\/)/gi, '$1\\:').replace(/(www)\./gi, '$1\\.');

/** A mail address as renderers find it in a text, whatever is escaped in it. */
const mail = /((?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/;

/**
 * Makes the mail addresses of a text code: nothing else keeps renderers from linking them.
 * @param rest escapes what is around them
 */
export const escapedAroundMail = (text: string, rest: (text: string) => string): string =>
  text
    .split(mail)
    .map((part, index) => (index % 2 === 1 ? codeSpan(part) : rest(part)))
    .join('');

/** Escapes text outside of code. */
const plain = (text: string): string => escapedAroundMail(text, escaped);

function escaped(text: string): string {
  return withoutAddresses(text.replace(marks, '\\$&'))
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(lineStart, (_, indent: string, start: string) =>
      /^\d/.test(start) ? `${indent}${start}\\` : `${indent}\\${start}`,
    );
}

function blocks(tokens: readonly Token[], depth: number): string {
  const written = tokens.map((token) => block(token, depth)).filter((text) => text.trim() !== '');
  return written.join('\n\n');
}

function block(token: Token, depth: number): string {
  if (depth > deepest) return fenced(token.raw, '');
  switch (token.type) {
    case 'space':
    case 'def':
    case 'checkbox':
      return '';
    case 'heading':
      return `${'#'.repeat((token as Tokens.Heading).depth)} ${oneLine(inline(nested(token), depth))}`;
    case 'code':
      return fenced((token as Tokens.Code).text, (token as Tokens.Code).lang ?? '');
    case 'hr':
      return '---';
    case 'blockquote':
      return prefixed(blocks(nested(token), depth + 1), '> ', '> ');
    case 'list':
      return list(token as Tokens.List, depth);
    case 'table':
      return table(token as Tokens.Table, depth);
    default:
      return inline([token], depth);
  }
}

/** A code block, with a fence that is longer than any inside. */
function fenced(code: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(code) + 1));
  return `${fence}${/^[\w+#.-]{1,30}/.exec(language)?.[0] ?? ''}\n${code}\n${fence}`;
}

const longestRun = (code: string): number => Math.max(0, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));

function prefixed(text: string, first: string, others: string): string {
  return text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : others}${line}`.trimEnd())
    .join('\n');
}

function list({ items, ordered, start }: Tokens.List, depth: number): string {
  const from = typeof start === 'number' ? start : 1;
  return items
    .map((item, index) => {
      const mark = ordered ? `${from + index}. ` : '- ';
      const box = item.task ? `[${item.checked ? 'x' : ' '}] ` : '';
      return prefixed(`${box}${blocks(item.tokens, depth + 1)}`, mark, ' '.repeat(mark.length));
    })
    .join('\n');
}

function table({ header, rows, align }: Tokens.Table, depth: number): string {
  const row = (cells: readonly Tokens.TableCell[]) =>
    `| ${cells.map((cell) => oneLine(inline(cell.tokens, depth).replace(/(?<!\\)\|/g, '\\|'))).join(' | ')} |`;
  const rule = align.map((side) => (side === 'center' ? ':-:' : side === 'right' ? '--:' : '---'));
  return [row(header), `| ${rule.join(' | ')} |`, ...rows.map(row)].join('\n');
}

const oneLine = (text: string): string => text.replace(/\s*\\?\n\s*/g, ' ').trim();

function inline(tokens: readonly Token[], depth: number): string {
  return tokens.map((token) => span(token, depth + 1)).join('');
}

function span(token: Token, depth: number): string {
  if (depth > deepest) return plain(token.raw);
  const inside = () => inline(nested(token), depth);
  switch (token.type) {
    case 'strong':
      return `**${inside()}**`;
    case 'em':
      return `*${inside()}*`;
    case 'del':
      return `~~${inside()}~~`;
    case 'codespan':
      return codeSpan((token as Tokens.Codespan).text);
    case 'br':
      return '\\\n';
    case 'link':
      return linked(inside(), (token as Tokens.Link).text, (token as Tokens.Link).href);
    case 'image':
      return linked(plain((token as Tokens.Image).text), (token as Tokens.Image).text, (token as Tokens.Image).href);
    default:
      if (nested(token).length > 0) return inside();
      return plain('text' in token && typeof token.text === 'string' ? token.text : token.raw);
  }
}

function codeSpan(code: string): string {
  const text = code.replace(/\s*\n\s*/g, ' ');
  const ticks = '`'.repeat(longestRun(text) + 1);
  const space = /^`|`$|^\s|\s$/.test(text) ? ' ' : '';
  return `${ticks}${space}${text}${space}${ticks}`;
}

/** The words of a link followed by its URL, so that the target is always visible. */
function linked(words: string, text: string, href: string): string {
  const url = liveAddress(href);
  const isMail = href === `mailto:${text}`;
  const address = url === undefined ? codeSpan(isMail ? text : href) : `<${url}>`;
  const same = text === '' || text === href || text === url || isMail || href === `http://${text}`;
  if (href === '') return words;
  return same ? address : `${words} (${address})`;
}
