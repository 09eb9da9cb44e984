import { Lexer, type Token, Tokenizer } from 'marked';

/** HTML is shown as it is written; not looking for it makes parsing linear where it was not. */
const withoutHtml = (): Tokenizer => Object.assign(new Tokenizer(), { html: () => undefined, tag: () => undefined });

/** Nested quotes and lists beyond this cost more to parse than they are worth. */
const tooDeep = /^[ \t]*(?:>[ \t]*|(?:[*+-]|\d{1,9}[.)])[ \t]+){8}|^[ \t]{40}/m;
/** Marks that the parser pairs up, in a number that makes pairing slow. */
const tooManyMarks = /(?:[*_~[\]!<`\\][^*_~[\]!<`\\]{0,3}){120}/;

/** Where links by reference lead to: the label in lower case, its address. */
export type Definitions = Readonly<Record<string, { href: string; title: undefined }>>;

const definition = /^ {0,3}\[([^\]\\\n]{1,200})\]:[ \t]*<?(https:\/\/[^\s<>]{1,2000})>?(?:[ \t].*)?$/gim;
const mostDefinitions = 50;

/** The https definitions of a text that is parsed in part: they stand at its end as a rule. */
export function definitionsOf(source: string): Definitions {
  const found: Record<string, { href: string; title: undefined }> = Object.create(null);
  for (const [, label = '', href = ''] of [...source.matchAll(definition)].slice(0, mostDefinitions)) {
    found[label.toLowerCase().replace(/\s+/g, ' ')] ??= { href, title: undefined };
  }
  return found;
}

/**
 * Parses Markdown that somebody wrote. HTML in it is text.
 * @param definitions those that stand outside of `source`
 * @returns `undefined` for what the parser cannot take, or not in reasonable time
 */
export function parseMarkdown(source: string, definitions?: Definitions): Token[] | undefined {
  if (tooDeep.test(source) || tooManyMarks.test(source)) return undefined;
  try {
    const lexer = new Lexer({ gfm: true, tokenizer: withoutHtml() });
    Object.assign(lexer.tokens.links, definitions);
    return lexer.lex(source);
  } catch {
    return undefined;
  }
}
