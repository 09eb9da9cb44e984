import type { RichTextLink, RichTextText } from '@slack/types';
import type { Token, Tokens } from 'marked';
import { truncate } from './truncate.ts';
import { writtenLink } from './written-link.ts';

/** A part of a line: text, or a link whose text shows its host. */
export type Span = RichTextText | (RichTextLink & { text: string });

/** The number of visible characters that may still be written. */
export interface Ink {
  left: number;
  /** Set when something did not fit. */
  full: boolean;
}

type Style = NonNullable<RichTextText['style']>;

const deepest = 12;
const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
};

/** Appends text to `out`, within the remaining ink. Text of the same style extends the last element. */
export function write(out: Span[], ink: Ink, text: string, style: Style = {}): void {
  if (text === '' || ink.full) return;
  const fits = text.length <= ink.left;
  const kept = fits ? text : truncate(text, ink.left, '');
  ink.left -= kept.length;
  ink.full = !fits;
  if (kept === '') return;
  const last = out.at(-1);
  if (last?.type === 'text' && sameStyle(last.style ?? {}, style)) last.text += kept;
  else out.push({ type: 'text', text: kept, ...(Object.keys(style).length > 0 && { style }) });
}

const sameStyle = (a: Style, b: Style) =>
  a.bold === b.bold && a.italic === b.italic && a.strike === b.strike && a.code === b.code;

/**
 * Writes inline Markdown. An https link is live and shows its host. Other links and images become their words and
 * their URL as inert text.
 */
export function writeInline(out: Span[], ink: Ink, tokens: readonly Token[], style: Style = {}, depth = 0): void {
  for (const token of tokens) {
    if (ink.full) return;
    if (depth > deepest) {
      write(out, ink, token.raw, style);
      continue;
    }
    const inside = (more: Style) => writeInline(out, ink, nested(token), { ...style, ...more }, depth + 1);
    switch (token.type) {
      case 'strong':
        inside({ bold: true });
        break;
      case 'em':
        inside({ italic: true });
        break;
      case 'del':
        inside({ strike: true });
        break;
      case 'codespan':
        write(out, ink, (token as Tokens.Codespan).text, { ...style, code: true });
        break;
      case 'br':
        write(out, ink, '\n', style);
        break;
      case 'link':
        if (writeLink(out, ink, wordsOf(nested(token), depth), (token as Tokens.Link).href, style)) break;
        inside({});
        writeAddress(out, ink, (token as Tokens.Link).text, (token as Tokens.Link).href, style);
        break;
      case 'image':
        write(out, ink, (token as Tokens.Image).text, style);
        writeAddress(out, ink, (token as Tokens.Image).text, (token as Tokens.Image).href, style);
        break;
      case 'checkbox':
        break;
      default:
        if (nested(token).length > 0) inside({});
        else
          write(out, ink, decoded('text' in token && typeof token.text === 'string' ? token.text : token.raw), style);
    }
  }
}

/** @returns `false` when the link is not live; nothing is written then */
function writeLink(out: Span[], ink: Ink, words: string, address: string, style: Style): boolean {
  const shown = writtenLink(words, address);
  if (shown === undefined) return false;
  const { before, label, after, url } = shown;
  write(out, ink, before, style);
  // A truncated host would be misleading.
  if (label.length > ink.left) ink.full = true;
  if (ink.full) return true;
  ink.left -= label.length;
  out.push({ type: 'link', url, text: label, ...(Object.keys(style).length > 0 && { style }) });
  write(out, ink, after, style);
  return true;
}

/** The words of a link, without formatting. Images and links inside it become their words. */
function wordsOf(tokens: readonly Token[], depth: number): string {
  return tokens
    .map((token) => {
      if (depth > deepest) return token.raw;
      if (token.type === 'image') return (token as Tokens.Image).text;
      if (nested(token).length > 0) return wordsOf(nested(token), depth + 1);
      return decoded(
        'text' in token && typeof token.text === 'string' ? token.text : token.type === 'br' ? ' ' : token.raw,
      );
    })
    .join('');
}

function writeAddress(out: Span[], ink: Ink, words: string, address: string, style: Style): void {
  if (address === '' || address === words || address === `mailto:${words}` || address === `http://${words}`) return;
  const text = words === '' ? address : ` (${address})`;
  // A truncated URL is of no use.
  if (text.length > ink.left) ink.full = true;
  else write(out, ink, text, style);
}

const decoded = (text: string) =>
  text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => entities[entity] ?? entity);

/** The tokens inside a token. */
export function nested(token: Token): Token[] {
  return 'tokens' in token && Array.isArray(token.tokens) ? token.tokens : [];
}
