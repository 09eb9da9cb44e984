import { Lexer, type Token } from 'marked';
import { isHonest } from '../slack-limits.ts';

/** All tokens that a renderer of GitHub's Markdown sees, HTML and links among them. */
export function tokensOf(markdown: string): Token[] {
  const all: Token[] = [];
  const walk = (tokens: readonly Token[]): void => {
    for (const token of tokens) {
      all.push(token);
      if ('tokens' in token && Array.isArray(token.tokens)) walk(token.tokens);
      if (token.type === 'list') for (const item of token.items as Token[]) walk([item]);
      if (token.type === 'table')
        for (const cell of [...token.header, ...token.rows.flat()] as { tokens: Token[] }[]) walk(cell.tokens);
    }
  };
  walk(new Lexer({ gfm: true }).lex(markdown));
  return all;
}

/**
 * What is live in Markdown and must not be: HTML, pictures, mail addresses, and links other than https ones that name the
 * host they lead to and no other.
 */
export function liveInMarkdown(markdown: string): string[] {
  return tokensOf(markdown).flatMap((token) => {
    if (token.type === 'html' || token.type === 'image' || token.type === 'def') return [`${token.type} ${token.raw}`];
    if (token.type !== 'link') return [];
    const { href, text } = token as Token & { href: string; text: string };
    return isHonest(href, text) ? [] : [`<${href}|${text}>`];
  });
}
