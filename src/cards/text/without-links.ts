import type { RichTextBlockElement } from '@slack/types';

/** Makes every link of a rich text its words: they show the host that it led to. */
export const withoutLinks = (elements: readonly RichTextBlockElement[]): RichTextBlockElement[] =>
  elements.map((element) => inert(element) as RichTextBlockElement);

function inert(element: unknown): unknown {
  if (Array.isArray(element)) return element.map(inert);
  if (typeof element !== 'object' || element === null) return element;
  if ('type' in element && element.type === 'link') {
    const { text, style } = element as { text?: string; style?: object };
    return { type: 'text', text: text ?? '', ...(style && { style }) };
  }
  return Object.fromEntries(Object.entries(element).map(([name, value]) => [name, inert(value)]));
}
