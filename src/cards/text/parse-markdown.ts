import { Lexer, type Token, Tokenizer } from 'marked';

/** HTML is shown as it is written; not looking for it makes parsing linear where it was not. */
const withoutHtml = (): Tokenizer => Object.assign(new Tokenizer(), { html: () => undefined, tag: () => undefined });

/** Nested quotes and lists beyond this cost more to parse than they are worth. */
const tooDeep = /^[ \t]*(?:>[ \t]*|(?:[*+-]|\d{1,9}[.)])[ \t]+){8}|^[ \t]{40}/m;
/** Marks that the parser pairs up, in a number that makes pairing slow. */
const tooManyMarks = /(?:[*_~[\]!<`\\][^*_~[\]!<`\\]{0,3}){120}/;

/**
 * Parses Markdown that somebody wrote. HTML in it is text.
 * @returns `undefined` for what the parser cannot take, or not in reasonable time
 */
export function parseMarkdown(source: string): Token[] | undefined {
  if (tooDeep.test(source) || tooManyMarks.test(source)) return undefined;
  try {
    return new Lexer({ gfm: true, tokenizer: withoutHtml() }).lex(source);
  } catch {
    return undefined;
  }
}
