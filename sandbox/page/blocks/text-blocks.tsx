import type * as Slack from '@slack/types';
import { Markdown } from '../text/markdown.tsx';
import { RichText } from '../text/rich-text.tsx';
import type { BlockProps } from './block-props.ts';

/** A divider. */
export function DividerBlock() {
  return <hr />;
}

/** Standard Markdown. */
export function MarkdownBlock({ block }: BlockProps<Slack.MarkdownBlock>) {
  return <Markdown text={block.text} />;
}

/** Slack's rich text. */
export function RichTextBlock({ block }: BlockProps<Slack.RichTextBlock>) {
  return (
    <div className="text">
      <RichText elements={block.elements} />
    </div>
  );
}
