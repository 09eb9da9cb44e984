import type * as Slack from '@slack/types';
import { inOrder } from '../parts/in-order.ts';
import { TextObject } from '../text/text-object.tsx';
import type { BlockProps } from './block-props.ts';
import { Picture } from './picture.tsx';

/** Small grey text and images. */
export function ContextBlock({ block }: BlockProps<Slack.ContextBlock>) {
  return (
    <div className="context">
      {inOrder(block.elements, (element) =>
        element.type === 'image' ? (
          <Picture image={element} small />
        ) : (
          <span className="text">
            <TextObject text={element} />
          </span>
        ),
      )}
    </div>
  );
}
