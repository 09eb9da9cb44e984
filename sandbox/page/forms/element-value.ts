/** The value of an input or a select, in the shape of Slack's `state.values`: its `type` and one more field. */
export interface ElementValue {
  type: string;
  [field: string]: unknown;
}

/** By block_id, then by action_id. */
export type FormValues = Readonly<Record<string, Readonly<Record<string, ElementValue>>>>;

/** The form's values with one changed. */
export const withTouched = (
  values: FormValues,
  blockId: string,
  actionId: string,
  value: ElementValue,
): FormValues => ({
  ...values,
  [blockId]: { ...values[blockId], [actionId]: value },
});

/** A Block Kit element as received: its content is uncertain until its component reads it. */
export interface ElementLike {
  type: string;
  action_id?: string | undefined;
  confirm?: unknown;
  [field: string]: unknown;
}

/** By type: the field with the value, the element's field with the initial value, and whether it is a list. */
const shapes: Readonly<Record<string, readonly [held: string, initial: string, list?: 'list']>> = {
  plain_text_input: ['value', 'initial_value'],
  email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
  rich_text_input: ['rich_text_value', 'initial_value'],
  static_select: ['selected_option', 'initial_option'],
  external_select: ['selected_option', 'initial_option'],
  radio_buttons: ['selected_option', 'initial_option'],
  checkboxes: ['selected_options', 'initial_options', 'list'],
  multi_static_select: ['selected_options', 'initial_options', 'list'],
  multi_external_select: ['selected_options', 'initial_options', 'list'],
  users_select: ['selected_user', 'initial_user'],
  multi_users_select: ['selected_users', 'initial_users', 'list'],
  channels_select: ['selected_channel', 'initial_channel'],
  multi_channels_select: ['selected_channels', 'initial_channels', 'list'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  multi_conversations_select: ['selected_conversations', 'initial_conversations', 'list'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
  file_input: ['files', 'initial_files', 'list'],
};

/** Whether the element has a value at all; buttons and menus do not. */
export const holdsValue = (element: ElementLike): boolean => Object.hasOwn(shapes, element.type);

/** The element's initial value. */
export function initialValue(element: ElementLike): ElementValue {
  const [held, initial, list] = shapes[element.type] ?? ['value', 'initial_value'];
  return { type: element.type, [held]: element[initial] ?? (list ? [] : null) };
}

/** An element's value with `content` in its field. */
export function heldValue(element: ElementLike, content: unknown): ElementValue {
  const [held] = shapes[element.type] ?? ['value'];
  return { type: element.type, [held]: content };
}

/** The value's content: a text, an option, a list …; null when nothing is chosen. */
export function heldContent(value: ElementValue): unknown {
  const [held] = shapes[value.type] ?? ['value'];
  return value[held] ?? null;
}

/** Whether a required element with this value counts as empty. */
export function isEmpty(value: ElementValue): boolean {
  const content = heldContent(value);
  return content === null || content === '' || (Array.isArray(content) && content.length === 0);
}
