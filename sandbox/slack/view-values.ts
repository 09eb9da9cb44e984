import { isObject, type JsonObject, listOf, objectOf } from './json-value.ts';
import type { View } from './model.ts';
import { elementsOf } from './stored-blocks.ts';

type Values = View['values'];

/** By element type: the field of its state, and the field of its initial value. */
const fields: Record<string, readonly [field: string, initial: string, empty: unknown]> = {
  plain_text_input: ['value', 'initial_value', null],
  email_text_input: ['value', 'initial_value', null],
  url_text_input: ['value', 'initial_value', null],
  number_input: ['value', 'initial_value', null],
  rich_text_input: ['rich_text_value', 'initial_value', null],
  file_input: ['files', 'initial_files', []],
  checkboxes: ['selected_options', 'initial_options', []],
  radio_buttons: ['selected_option', 'initial_option', null],
  static_select: ['selected_option', 'initial_option', null],
  external_select: ['selected_option', 'initial_option', null],
  multi_static_select: ['selected_options', 'initial_options', []],
  multi_external_select: ['selected_options', 'initial_options', []],
  users_select: ['selected_user', 'initial_user', null],
  multi_users_select: ['selected_users', 'initial_users', []],
  channels_select: ['selected_channel', 'initial_channel', null],
  multi_channels_select: ['selected_channels', 'initial_channels', []],
  conversations_select: ['selected_conversation', 'initial_conversation', null],
  multi_conversations_select: ['selected_conversations', 'initial_conversations', []],
  datepicker: ['selected_date', 'initial_date', null],
  timepicker: ['selected_time', 'initial_time', null],
  datetimepicker: ['selected_date_time', 'initial_date_time', null],
};

/** The initial values of all stateful elements. */
export function initialValues(blocks: readonly JsonObject[]): Values {
  const values: Values = {};
  for (const { block, element } of elementsOf(blocks)) {
    const known = fields[String(element.type)];
    if (known === undefined) continue;
    const [field, initial, empty] = known;
    const blockValues = values[String(block.block_id)] ?? {};
    blockValues[String(element.action_id)] = { type: element.type, [field]: element[initial] ?? empty };
    values[String(block.block_id)] = blockValues;
  }
  return values;
}

/** The option of an element with the given value. */
export function optionOf(element: JsonObject, value: unknown): JsonObject | undefined {
  const grouped = listOf(element.option_groups).flatMap((group) => listOf(objectOf(group).options));
  return [...listOf(element.options), ...grouped].filter(isObject).find((option) => option.value === value);
}

/**
 * An element's state after a person's input. Slack's own shape is used as it is; a bare value (text, the value of an
 * option, an id, a date) is converted to it.
 */
export function elementState(element: JsonObject, input: unknown): JsonObject {
  const [field = 'value'] = fields[String(element.type)] ?? [];
  if (isObject(input) && (field in input || 'type' in input)) return { type: element.type, ...input };
  const option = (value: unknown) => optionOf(element, value) ?? value;
  if (field === 'selected_option') return { type: element.type, [field]: input === null ? null : option(input) };
  if (field === 'selected_options') return { type: element.type, [field]: listOf(input).map(option) };
  return { type: element.type, [field]: input === '' ? null : input };
}

/**
 * Applies a person's inputs to a view's values. `inputs` is keyed by block id, then by action id; a block with a single
 * element may omit the action id.
 */
export function enterValues(view: Pick<View, 'blocks' | 'values'>, inputs: JsonObject): void {
  for (const { block, element } of elementsOf(view.blocks)) {
    const input = inputs[String(block.block_id)];
    const actionId = String(element.action_id);
    if (input === undefined || fields[String(element.type)] === undefined) continue;
    const nested = isObject(input) && Object.hasOwn(input, actionId);
    if (isObject(input) && !nested && !('type' in input)) continue;
    const blockValues = view.values[String(block.block_id)] ?? {};
    blockValues[actionId] = elementState(element, nested ? input[actionId] : input);
    view.values[String(block.block_id)] = blockValues;
  }
}

/** Client-side validation before a modal is submitted: required inputs, lengths, formats of addresses. */
export function inputErrors(view: Pick<View, 'blocks' | 'values'>): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of view.blocks) {
    if (block.type !== 'input') continue;
    const id = String(block.block_id);
    const element = objectOf(block.element);
    const state = view.values[id]?.[String(element.action_id)] ?? {};
    const [field = 'value'] = fields[String(element.type)] ?? [];
    const value = state[field];
    const empty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    if (empty && block.optional !== true) errors[id] = 'Please complete this required field.';
    if (empty || typeof value !== 'string') continue;
    if (typeof element.max_length === 'number' && value.length > element.max_length)
      errors[id] = `Must be less than ${element.max_length + 1} characters.`;
    if (typeof element.min_length === 'number' && value.length < element.min_length)
      errors[id] = `Must be more than ${element.min_length - 1} characters.`;
    if (element.type === 'url_text_input' && !URL.canParse(value)) errors[id] = 'Please enter a valid URL.';
    if (element.type === 'number_input' && !Number.isFinite(Number(value))) errors[id] = 'Please enter a number.';
    if (element.type === 'email_text_input' && !/^\S+@\S+$/.test(value)) errors[id] = 'Please enter an email address.';
  }
  return errors;
}

/** Whether an element keeps its value, unlike a button. */
export const isStateful = (element: JsonObject): boolean => fields[String(element.type)] !== undefined;
