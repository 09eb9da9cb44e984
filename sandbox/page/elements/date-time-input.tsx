import type { ElementLike } from '../forms/element-value.ts';
import { plainText } from '../text/plain-text.ts';
import { useSlot } from './slot.ts';
import { useElement } from './use-element.ts';

const inputTypes: Record<string, string> = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' };
const names: Record<string, string> = { datepicker: 'Date', timepicker: 'Time', datetimepicker: 'Date and time' };

/** A date, a time, or both in the reader's time zone (sent to the app as Unix seconds). */
export function DateTimeInput({ element }: { element: ElementLike }) {
  const { content, change, disabled } = useElement(element);
  const { field } = useSlot();
  const both = element.type === 'datetimepicker';
  const shown = both ? toLocal(Number(content)) : String(content ?? '');
  const read = (typed: string) => {
    if (typed === '') return null;
    return both ? Math.floor(new Date(typed).getTime() / 1000) : typed;
  };
  return (
    <input
      {...field}
      className="input input-short"
      type={inputTypes[element.type]}
      aria-label={field ? undefined : plainText(element.placeholder) || names[element.type]}
      value={shown}
      disabled={disabled}
      onChange={(event) => change(read(event.target.value))}
    />
  );
}

/** `2026-11-20T14:30`, local time, as the browser's input requires it. */
function toLocal(unixSeconds: number): string {
  if (!(unixSeconds > 0)) return '';
  const date = new Date(unixSeconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
