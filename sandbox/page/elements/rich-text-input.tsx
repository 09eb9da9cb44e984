import type { ElementLike } from '../forms/element-value.ts';
import { plainText } from '../text/plain-text.ts';
import { useSlot } from './slot.ts';
import { useElement } from './use-element.ts';

/** A rich text input, limited to plain text: each line becomes a section. */
export function RichTextInput({ element }: { element: ElementLike }) {
  const { content, hold, disabled } = useElement(element);
  const { field } = useSlot();
  return (
    <textarea
      {...field}
      className="input"
      rows={5}
      placeholder={plainText(element.placeholder)}
      disabled={disabled}
      aria-label={field ? undefined : 'Text'}
      value={toText(content)}
      onChange={(event) => hold(event.target.value === '' ? null : toRichText(event.target.value))}
    />
  );
}

const toRichText = (text: string) => ({
  type: 'rich_text',
  elements: text.split('\n').map((line) => ({
    type: 'rich_text_section',
    elements: line === '' ? [] : [{ type: 'text', text: line }],
  })),
});

interface Node {
  text?: string;
  url?: string;
  elements?: Node[];
}

/** The text of a rich text block, one line per section. */
function toText(richText: unknown): string {
  const words = (node: Node): string => node.text ?? node.url ?? (node.elements ?? []).map(words).join('');
  const sections = (richText as Node | null)?.elements ?? [];
  return sections.map(words).join('\n');
}
