import { useId } from 'react';
import type { ElementLike } from '../forms/element-value.ts';
import { inOrder } from '../parts/in-order.ts';
import { type TextLike, TextObject } from '../text/text-object.tsx';
import { useSlot } from './slot.ts';
import { useElement } from './use-element.ts';

interface OptionLike {
  text: TextLike;
  value?: string;
  description?: TextLike;
}

/** Checkboxes or radio buttons. */
export function Choices({ element }: { element: ElementLike }) {
  const { content, change, disabled } = useElement(element);
  const { field } = useSlot();
  const name = useId();
  const radio = element.type === 'radio_buttons';
  const options = (Array.isArray(element.options) ? element.options : []) as OptionLike[];
  const chosen = (Array.isArray(content) ? content : [content]) as (OptionLike | null)[];
  const isChosen = (option: OptionLike) => chosen.some((other) => other?.value === option.value);
  const toggle = (option: OptionLike) =>
    change(radio ? option : options.filter((other) => (other === option) !== isChosen(other)));
  return (
    <fieldset
      className="choices"
      aria-labelledby={field && `${field.id}-label`}
      aria-describedby={field?.['aria-describedby']}
    >
      {inOrder(options, (option, index) => (
        <label className="choice">
          <input
            id={index === 0 ? field?.id : undefined}
            type={radio ? 'radio' : 'checkbox'}
            name={name}
            checked={isChosen(option)}
            disabled={disabled}
            onChange={() => toggle(option)}
          />
          <span>
            <TextObject text={option.text} />
            {option.description && (
              <small>
                <TextObject text={option.description} />
              </small>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
