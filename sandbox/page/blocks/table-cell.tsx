import type * as Slack from '@slack/types';
import { RichText } from '../text/rich-text.tsx';

export type Cell = Slack.TableBlock['rows'][number][number];

/** The content of a table cell: text, a number, or rich text. */
export function TableCell({ cell }: { cell: Cell }) {
  if (cell.type === 'rich_text') return <RichText elements={cell.elements} />;
  const { text, value } = cell as { text?: string; value?: number };
  return <>{text ?? value?.toLocaleString() ?? ''}</>;
}
