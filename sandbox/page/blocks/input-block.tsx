import type * as Slack from '@slack/types';
import { useId } from 'react';
import { Element } from '../elements/element.tsx';
import { SlotContext } from '../elements/slot.ts';
import { useSurface } from '../elements/surface.tsx';
import type { ElementLike } from '../forms/element-value.ts';
import { TextObject } from '../text/text-object.tsx';
import type { BlockProps } from './block-props.ts';

/** A labelled input with its hint and its error. */
export function InputBlock({ block, blockId }: BlockProps<Slack.InputBlock>) {
  const id = useId();
  const error = useSurface().errors[blockId];
  const described = [error && `${id}-error`, block.hint && `${id}-hint`].filter(Boolean).join(' ');
  const field = {
    id,
    'aria-describedby': described || undefined,
    'aria-invalid': error !== undefined,
    'aria-required': block.optional !== true,
  };
  return (
    <div className={error ? 'field field-wrong' : 'field'}>
      <label id={`${id}-label`} htmlFor={id}>
        <TextObject text={block.label} />
        {block.optional && <span className="muted"> (optional)</span>}
      </label>
      <SlotContext value={{ blockId, dispatches: block.dispatch_action === true, field }}>
        <Element element={block.element as object as ElementLike} />
      </SlotContext>
      {error && (
        <div id={`${id}-error`} className="field-error" role="alert">
          {error}
        </div>
      )}
      {block.hint && (
        <div id={`${id}-hint`} className="muted field-hint">
          <TextObject text={block.hint} />
        </div>
      )}
    </div>
  );
}
