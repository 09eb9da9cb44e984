import type { KeyboardEvent } from 'react';
import type { ElementLike } from '../forms/element-value.ts';
import { plainText } from '../text/plain-text.ts';
import { useSlot } from './slot.ts';
import { useElement } from './use-element.ts';

const inputTypes: Record<string, string> = { email_text_input: 'email', url_text_input: 'url' };

/** One or several lines of text, a number, a URL or an email. Enter notifies the app if the block dispatches. */
export function TextInput({ element }: { element: ElementLike }) {
  const { content, hold, act, disabled } = useElement(element);
  const { field, dispatches } = useSlot();
  const text = String(content ?? '');
  const placeholder = plainText(element.placeholder);
  const send = () => dispatches && void act({ value: text });
  const shared = {
    ...field,
    className: 'input',
    value: text,
    placeholder,
    disabled,
    'aria-label': field ? undefined : placeholder || 'Text',
    'data-autofocus': element.focus_on_load === true ? true : undefined,
    onChange: (event: { target: { value: string } }) => hold(event.target.value === '' ? null : event.target.value),
  };
  if (element.multiline === true) return <textarea rows={5} {...shared} onBlur={send} />;
  return (
    <input
      type={inputTypes[element.type] ?? 'text'}
      inputMode={element.type === 'number_input' ? 'decimal' : undefined}
      {...shared}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== 'Enter' || !dispatches) return;
        event.preventDefault();
        send();
      }}
    />
  );
}
