import type * as Slack from '@slack/types';
import { Element } from '../elements/element.tsx';
import { SlotContext } from '../elements/slot.ts';
import type { ElementLike } from '../forms/element-value.ts';
import { inOrder } from '../parts/in-order.ts';
import { TextObject } from '../text/text-object.tsx';
import type { BlockProps } from './block-props.ts';
import { Picture } from './picture.tsx';

/** A text, fields in two columns, and an accessory element. */
export function SectionBlock({ block, blockId }: BlockProps<Slack.SectionBlock>) {
  const { text, fields, accessory } = block;
  return (
    <div className="section">
      <div className="section-main">
        {text && (
          <div className="text">
            <TextObject text={text} />
          </div>
        )}
        {fields && (
          <div className="section-fields">
            {inOrder(fields, (field) => (
              <div className="text">
                <TextObject text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="section-accessory">
          {accessory.type === 'image' ? (
            <Picture image={accessory} />
          ) : (
            <SlotContext value={{ blockId, dispatches: true }}>
              <Element element={accessory as object as ElementLike} />
            </SlotContext>
          )}
        </div>
      )}
    </div>
  );
}
