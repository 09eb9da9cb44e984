import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { type ReactNode, useMemo } from 'react';
import { inOrder } from '../parts/in-order.ts';
import { Emojified } from './emojified.tsx';
import { OutsideLink } from './outside-link.tsx';

/** The text of a `markdown` block. Only marked's lexer is used: HTML stays text, and React escapes everything. */
export function Markdown({ text }: { text: string }) {
  const tokens = useMemo(() => lexer(text, { gfm: true }), [text]);
  return <div className="markdown">{drawAll(tokens)}</div>;
}

function drawAll(tokens: readonly Token[] | undefined): ReactNode {
  return inOrder(tokens ?? [], (token) => drawToken(token as MarkedToken));
}

function drawToken(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading': {
      const Heading = `h${Math.min(token.depth + 2, 6)}` as 'h3';
      return <Heading className={`markdown-h${token.depth}`}>{drawAll(token.tokens)}</Heading>;
    }
    case 'paragraph':
      return <p>{drawAll(token.tokens)}</p>;
    case 'blockquote':
      return <blockquote>{drawAll(token.tokens)}</blockquote>;
    case 'list': {
      const items = inOrder(token.items, (item) => <li>{drawAll(item.tokens)}</li>);
      return token.ordered ? <ol start={token.start === '' ? 1 : token.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ ';
    case 'code':
      return <pre>{token.text}</pre>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'strong':
      return <strong>{drawAll(token.tokens)}</strong>;
    case 'em':
      return <em>{drawAll(token.tokens)}</em>;
    case 'del':
      return <s>{drawAll(token.tokens)}</s>;
    case 'link':
      return <OutsideLink href={token.href}>{drawAll(token.tokens)}</OutsideLink>;
    case 'image':
      return <OutsideLink href={token.href}>{token.text || 'Image'}</OutsideLink>;
    case 'br':
      return <br />;
    case 'hr':
      return <hr />;
    case 'table':
      return <MarkdownTable token={token} />;
    case 'text':
      return token.tokens ? drawAll(token.tokens) : <Emojified text={token.text} />;
    case 'escape':
      return token.text;
    default:
      return token.raw;
  }
}

function MarkdownTable({ token }: { token: Tokens.Table }) {
  const row = (cells: readonly Tokens.TableCell[], Cell: 'th' | 'td') =>
    inOrder(cells, (cell) => <Cell>{drawAll(cell.tokens)}</Cell>);
  return (
    <div className="table-scroll">
      <table>
        <thead>
          <tr>{row(token.header, 'th')}</tr>
        </thead>
        <tbody>
          {inOrder(token.rows, (cells) => (
            <tr>{row(cells, 'td')}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
