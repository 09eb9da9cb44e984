import type { RichTextText } from '@slack/types';
import type { Token, Tokens } from 'marked';
import { truncate } from './truncate.ts';

/** Text elements being written, and how many more visible characters may follow. */
export interface Ink {
  left: number;
  /** Set once something did not fit. */
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

/** Adds text to `out`, no more than the ink allows; text of the same style goes on in the same element. */
export function write(out: RichTextText[], ink: Ink, text: string, style: Style = {}): void {
  if (text === '' || ink.full) return;
  const fits = text.length <= ink.left;
  const kept = fits ? text : truncate(text, ink.left, '');
  ink.left -= kept.length;
  ink.full = !fits;
  if (kept === '') return;
  const last = out.at(-1);
  if (last !== undefined && sameStyle(last.style ?? {}, style)) last.text += kept;
  else out.push({ type: 'text', text: kept, ...(Object.keys(style).length > 0 && { style }) });
}

const sameStyle = (a: Style, b: Style) =>
  a.bold === b.bold && a.italic === b.italic && a.strike === b.strike && a.code === b.code;

/** Writes inline Markdown. Links and images become their words and their address, both inert. */
export function writeInline(
  out: RichTextText[],
  ink: Ink,
  tokens: readonly Token[],
  style: Style = {},
  depth = 0,
): void {
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

function writeAddress(out: RichTextText[], ink: Ink, words: string, address: string, style: Style): void {
  if (address === '' || address === words || address === `mailto:${words}` || address === `http://${words}`) return;
  const text = words === '' ? address : ` (${address})`;
  // Half an address helps nobody.
  if (text.length > ink.left) ink.full = true;
  else write(out, ink, text, style);
}

const decoded = (text: string) =>
  text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => entities[entity] ?? entity);

/** The tokens inside a token. */
export function nested(token: Token): Token[] {
  return 'tokens' in token && Array.isArray(token.tokens) ? token.tokens : [];
}
