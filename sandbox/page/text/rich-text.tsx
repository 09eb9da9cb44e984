import type { RichTextBlockElement, RichTextElement } from '@slack/types';
import type { ReactNode } from 'react';
import { inOrder } from '../parts/in-order.ts';
import { DateTime } from './date-time.tsx';
import { Emoji } from './emoji.tsx';
import { Mention } from './mention.tsx';
import { OutsideLink } from './outside-link.tsx';

/** The elements of a `rich_text` block. Consecutive lists are nested by their indent. */
export function RichText({ elements }: { elements: readonly RichTextBlockElement[] }) {
  return inOrder(elements, (element) => <RichTextPart element={element} />);
}

function RichTextPart({ element }: { element: RichTextBlockElement }) {
  switch (element.type) {
    case 'rich_text_section':
      return <div className="rich-section">{drawAll(element.elements)}</div>;
    case 'rich_text_preformatted':
      return <pre>{drawAll(element.elements)}</pre>;
    case 'rich_text_quote':
      return <blockquote>{drawAll(element.elements)}</blockquote>;
    case 'rich_text_list': {
      const items = inOrder(element.elements, (item) => (
        <li>{item.type === 'rich_text_section' ? drawAll(item.elements) : <RichTextPart element={item} />}</li>
      ));
      const indent = { marginInlineStart: `${(element.indent ?? 0) * 1.5}rem` };
      if (element.style === 'bullet') return <ul style={indent}>{items}</ul>;
      return (
        <ol style={indent} start={firstNumber(element)}>
          {items}
        </ol>
      );
    }
    default:
      return null;
  }
}

/** `offset` is newer than Slack's published types. */
const firstNumber = (list: object): number => ((list as { offset?: number }).offset ?? 0) + 1;

function drawAll(elements: readonly RichTextElement[]): ReactNode {
  return inOrder(elements, (element) => styled(element, drawOne(element)));
}

function drawOne(element: RichTextElement): ReactNode {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return <OutsideLink href={element.url}>{element.text || element.url}</OutsideLink>;
    case 'emoji': {
      const character = element.unicode?.split('-').map((hex) => String.fromCodePoint(Number.parseInt(hex, 16)));
      return character === undefined ? <Emoji name={element.name} /> : <span title={element.name}>{character}</span>;
    }
    case 'user':
      return <Mention target={{ kind: 'user', id: element.user_id }} />;
    case 'channel':
      return <Mention target={{ kind: 'channel', id: element.channel_id }} />;
    case 'usergroup':
      return <Mention target={{ kind: 'usergroup', id: element.usergroup_id }} />;
    case 'broadcast':
      return <Mention target={{ kind: 'broadcast', name: element.range }} />;
    case 'date':
      return <DateTime unixSeconds={element.timestamp} format={element.format} href={element.url} />;
    case 'color':
      return element.value;
    default:
      return null;
  }
}

function styled(element: RichTextElement, drawn: ReactNode): ReactNode {
  const style: Record<string, boolean> = { ...element.style };
  let result = drawn;
  if (style.code) result = <code>{result}</code>;
  if (style.strike) result = <s>{result}</s>;
  if (style.underline) result = <u>{result}</u>;
  if (style.italic) result = <em>{result}</em>;
  if (style.bold) result = <strong>{result}</strong>;
  return result;
}
