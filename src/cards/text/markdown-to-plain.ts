import type { RichTextBlockElement } from '@slack/types';
import { markdownToRichText } from './markdown-to-rich-text.ts';
import { brief } from './sentence.ts';

/** An incident's Markdown as one line of plain, untrusted text, for surfaces without rich text. Never throws. */
export function markdownToPlain(source: string, limit: number): string {
  const block = markdownToRichText(source, { limit, more: '…', jsonLimit: Number.POSITIVE_INFINITY });
  return block === undefined ? '' : brief(block.elements.map(words).join('\n'), limit);
}

function words(element: RichTextBlockElement): string {
  if (element.type === 'rich_text_list') return element.elements.map((item) => `• ${words(item)}`).join('\n');
  return element.elements.map((part) => ('text' in part ? (part.text ?? '') : '')).join('');
}
