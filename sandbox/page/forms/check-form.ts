import { allBlocks, elementsOf } from './block-elements.ts';
import { type ElementLike, type ElementValue, type FormValues, heldContent, isEmpty } from './element-value.ts';

/** Errors of a view's inputs, by block id, before submission: the validation of Slack's own client. */
export function checkForm(blocks: readonly unknown[], values: FormValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { id, block } of allBlocks(blocks)) {
    const element = block.type === 'input' ? elementsOf(block)[0] : undefined;
    const value = element && values[id]?.[element.action_id ?? ''];
    if (!element || !value) continue;
    const problem = isEmpty(value)
      ? block.optional !== true && 'Please complete this required field.'
      : checkText(element, value);
    if (problem) errors[id] = problem;
  }
  return errors;
}

function checkText(element: ElementLike, value: ElementValue): string | undefined {
  const text = heldContent(value);
  if (typeof text !== 'string') return undefined;
  switch (element.type) {
    case 'email_text_input':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? undefined : 'Enter an email address.';
    case 'url_text_input':
      return URL.canParse(text) ? undefined : 'Enter a full URL with https://.';
    case 'number_input':
      return checkNumber(element, Number(text));
    case 'plain_text_input':
      return checkLength(element, text.length);
    default:
      return undefined;
  }
}

function checkNumber(element: ElementLike, value: number): string | undefined {
  if (!Number.isFinite(value)) return 'Enter a number.';
  if (element.is_decimal_allowed !== true && !Number.isInteger(value)) return 'Enter a whole number.';
  if (element.min_value !== undefined && value < Number(element.min_value))
    return `Enter at least ${element.min_value}.`;
  if (element.max_value !== undefined && value > Number(element.max_value))
    return `Enter at most ${element.max_value}.`;
  return undefined;
}

function checkLength(element: ElementLike, length: number): string | undefined {
  const { min_length: least, max_length: most } = element;
  if (typeof least === 'number' && length < least) return `Write at least ${least} characters.`;
  if (typeof most === 'number' && length > most) return `Write at most ${most} characters; these are ${length}.`;
  return undefined;
}
