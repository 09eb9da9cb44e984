import type * as Slack from '@slack/types';
import { inOrder } from '../parts/in-order.ts';
import { OutsideLink } from '../text/outside-link.tsx';
import { RichText } from '../text/rich-text.tsx';
import type { BlockProps } from './block-props.ts';

const marks = {
  pending: ['○', 'To do'],
  in_progress: ['◐', 'In progress'],
  complete: ['✓', 'Done'],
  error: ['✕', 'Failed'],
} as const;

/** One task with its state, details and outcome. */
export function TaskCardBlock({ block }: BlockProps<Slack.TaskCardBlock>) {
  const [mark, word] = marks[block.status];
  return (
    <div className={`task task-${block.status}`}>
      <div>
        <span role="img" aria-label={word} title={word}>
          {mark}
        </span>{' '}
        {block.title}
      </div>
      {block.details && <RichText elements={block.details.elements} />}
      {block.output && <RichText elements={block.output.elements} />}
      {inOrder(block.sources ?? [], (source) => (
        <OutsideLink href={source.url} className="task-source">
          {source.text}
        </OutsideLink>
      ))}
    </div>
  );
}

/** A list of tasks under a title. */
export function PlanBlock({ block, drawInner }: BlockProps<Slack.PlanBlock>) {
  return (
    <div className="plan">
      <strong>{block.title}</strong>
      {drawInner(block.tasks ?? [])}
    </div>
  );
}
