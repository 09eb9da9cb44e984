import type * as Slack from '@slack/types';
import { Element } from '../elements/element.tsx';
import { SlotContext } from '../elements/slot.ts';
import type { ElementLike } from '../forms/element-value.ts';
import { inOrder } from '../parts/in-order.ts';
import type { BlockProps } from './block-props.ts';

/** Buttons, menus and selects in a row. */
export function ActionsBlock({ block, blockId }: BlockProps<Slack.ActionsBlock>) {
  return <ElementRow className="actions" elements={block.elements} blockId={blockId} />;
}

/** Feedback and icon buttons under a message. */
export function ContextActionsBlock({ block, blockId }: BlockProps<Slack.ContextActionsBlock>) {
  return <ElementRow className="actions actions-small" elements={block.elements} blockId={blockId} />;
}

function ElementRow(props: { className: string; elements: readonly object[]; blockId: string }) {
  return (
    <SlotContext value={{ blockId: props.blockId, dispatches: true }}>
      <div className={props.className}>
        {inOrder(props.elements, (element) => (
          <Element element={element as ElementLike} />
        ))}
      </div>
    </SlotContext>
  );
}
