import { parseToken, type TokenPiece } from './parse-token.ts';
import { unescapeEntities } from './unescape-entities.ts';

export type InlinePiece =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: InlinePiece[] }
  | { kind: 'code'; text: string }
  | { kind: 'emoji'; name: string }
  | TokenPiece;

export type MrkdwnPiece =
  | InlinePiece
  | { kind: 'preformatted'; text: string }
  | { kind: 'quote'; children: InlinePiece[] };

export interface MrkdwnOptions {
  /** Turn bare URLs into links. */
  autoLinks: boolean;
  /** Turn `#general` and `@here` into mentions, as Slack does where `verbatim` is false. */
  autoNames: boolean;
}

const marks = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
type Mark = keyof typeof marks;

const wordCharacter = /[\p{L}\p{N}]/u;
const bareUrl = /https?:\/\/[^\s<>|"'`]*[^\s<>|"'`.,;:!?)\]}*_~]/y;
const emojiCode = /:([a-z0-9_+'-]{1,60}):/y;
const bareName = /@(here|channel|everyone)\b|#([a-z0-9_-]{1,80})/y;

/**
 * Parses Slack's mrkdwn. `&lt;`, `&gt;` and `&amp;` are unescaped last, in text only, so that escaped text never
 * becomes a link or a mention. Linear in the length of the text.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export function parseMrkdwn(text: string, options: MrkdwnOptions): MrkdwnPiece[] {
  const pieces: MrkdwnPiece[] = [];
  for (const [index, part] of text.split('```').entries()) {
    const fenced = index % 2 === 1;
    if (fenced) {
      const inner = part.replace(/^\n/, '').replace(/\n$/, '');
      if (inner !== '') pieces.push({ kind: 'preformatted', text: readablePlain(inner) });
    } else {
      const afterBlock = index > 0 ? part.replace(/^\n/, '') : part;
      pieces.push(...parseLines(afterBlock, options));
    }
  }
  return pieces;
}

/**
 * Consecutive quoted lines become one quote. The lines between quotes are parsed together to keep their line breaks.
 */
function parseLines(text: string, options: MrkdwnOptions): MrkdwnPiece[] {
  const pieces: MrkdwnPiece[] = [];
  let gathered: string[] = [];
  let quoted = false;
  const flush = () => {
    const joined = gathered.join('\n');
    gathered = [];
    if (joined === '') return;
    const inline = parseInline(joined, options, '');
    if (quoted) pieces.push({ kind: 'quote', children: inline });
    else pieces.push(...inline);
  };
  for (const line of text.split('\n')) {
    const quote = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    if ((quote !== null) !== quoted) {
      flush();
      quoted = quote !== null;
    }
    gathered.push(quote?.[1] ?? line);
  }
  flush();
  return pieces;
}

/** `without` holds the marks that are open already, because marks do not nest in themselves. */
function parseInline(text: string, options: MrkdwnOptions, without: string): InlinePiece[] {
  const pieces: InlinePiece[] = [];
  const hopeless = new Map<string, number>();
  let plain = '';
  let at = 0;
  const push = (piece: InlinePiece, length: number) => {
    if (plain !== '') pieces.push({ kind: 'text', text: unescapeEntities(plain) });
    plain = '';
    pieces.push(piece);
    at += length;
  };
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '<') {
      const end = text.indexOf('>', at + 1);
      const token = end > at + 1 ? parseToken(text.slice(at + 1, end)) : undefined;
      if (token !== undefined) {
        push(token, end + 1 - at);
        continue;
      }
    } else if (character === '`' || (character in marks && !without.includes(character))) {
      const end = findClosing(text, at, hopeless);
      if (end > 0) {
        const inner = text.slice(at + 1, end);
        const piece: InlinePiece =
          character === '`'
            ? { kind: 'code', text: readablePlain(inner) }
            : { kind: marks[character as Mark], children: parseInline(inner, options, without + character) };
        push(piece, end + 1 - at);
        continue;
      }
    } else if (character === ':') {
      const name = matchAt(emojiCode, text, at)?.[1];
      if (name !== undefined) {
        push({ kind: 'emoji', name }, name.length + 2);
        continue;
      }
    } else if (startsWord(text, at)) {
      const url = options.autoLinks && character === 'h' ? matchAt(bareUrl, text, at)?.[0] : undefined;
      if (url !== undefined) {
        push({ kind: 'link', href: unescapeEntities(url) }, url.length);
        continue;
      }
      const name = options.autoNames && /[@#]/.test(character) ? matchAt(bareName, text, at) : undefined;
      if (name) {
        const [whole, broadcast, channel] = name;
        push(
          broadcast === undefined ? { kind: 'channel', name: channel } : { kind: 'broadcast', name: broadcast },
          whole.length,
        );
        continue;
      }
    }
    plain += character;
    at += 1;
  }
  if (plain !== '') pieces.push({ kind: 'text', text: unescapeEntities(plain) });
  return pieces;
}

/** The index of the closing mark on the same line, or -1. Remembers per mark how far there is no closing one. */
function findClosing(text: string, open: number, hopeless: Map<string, number>): number {
  const mark = text.charAt(open);
  if (open < (hopeless.get(mark) ?? 0)) return -1;
  const isCode = mark === '`';
  if (!isCode && (!startsWord(text, open) || /\s/.test(text.charAt(open + 1)))) return -1;
  const newline = text.indexOf('\n', open);
  const lineEnd = newline < 0 ? text.length : newline;
  for (let at = text.indexOf(mark, open + 1); at > 0 && at < lineEnd; at = text.indexOf(mark, at + 1)) {
    if (at === open + 1) continue;
    const closes = !/\s/.test(text.charAt(at - 1)) && !wordCharacter.test(text.charAt(at + 1));
    if (isCode || closes) return at;
  }
  hopeless.set(mark, lineEnd);
  return -1;
}

const startsWord = (text: string, at: number): boolean => at === 0 || !wordCharacter.test(text.charAt(at - 1));

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** Code has no formatting, but links still show their URL or label. */
function readablePlain(text: string): string {
  return unescapeEntities(
    text.replace(/<((?:https?|mailto):[^<>|]*)(?:\|([^<>]*))?>/g, (_, url, label) => label ?? url),
  );
}
