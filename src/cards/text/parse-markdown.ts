import { Lexer, type Token, Tokenizer } from 'marked';

/** HTML is shown as text. Not parsing it also keeps the parser linear. */
const withoutHtml = (): Tokenizer => Object.assign(new Tokenizer(), { html: () => undefined, tag: () => undefined });

/** The deepest nesting of quotes and lists that is parsed. */
const tooDeep = /^[ \t]*(?:>[ \t]*|(?:[*+-]|\d{1,9}[.)])[ \t]+){8}|^[ \t]{40}/m;
/** From this number of delimiters on, pairing them would be slow. */
const tooManyMarks = /(?:[*_~[\]!<`\\][^*_~[\]!<`\\]{0,3}){120}/;

/** Link reference definitions: URL by lower-case label. */
export type Definitions = Readonly<Record<string, { href: string; title: undefined }>>;

const definition = /^ {0,3}\[([^\]\\\n]{1,200})\]:[ \t]*<?(https:\/\/[^\s<>]{1,2000})>?(?:[ \t].*)?$/gim;
const mostDefinitions = 50;

/** The https link definitions of a text that is parsed in part: usually they are at its end. */
export function definitionsOf(source: string): Definitions {
  const found: Record<string, { href: string; title: undefined }> = Object.create(null);
  for (const [, label = '', href = ''] of [...source.matchAll(definition)].slice(0, mostDefinitions)) {
    found[label.toLowerCase().replace(/\s+/g, ' ')] ??= { href, title: undefined };
  }
  return found;
}

/**
 * Parses untrusted Markdown. HTML in it is text.
 * @param definitions link definitions outside of `source`
 * @returns `undefined` for text that the parser cannot handle, or not in reasonable time
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
