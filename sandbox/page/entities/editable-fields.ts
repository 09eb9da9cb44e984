import type { EntityMetadata } from '@slack/types';
import { fieldsOf } from './entity.ts';

/** The editable fields of a flexpane: an input block for the title and each field that the app marked as editable. */
export function editableFields(entity: EntityMetadata) {
  const { title } = entity.entity_payload.attributes;
  const all = [{ key: 'title', label: 'Title', value: title.text, edit: title.edit }, ...fieldsOf(entity)];
  return all.flatMap(({ key, label, value, edit, ...field }) => {
    if (!edit?.enabled) return [];
    const long = 'long' in field && field.long === true;
    const element = inputFor(value, edit, long);
    return [
      {
        type: 'input',
        block_id: key,
        label: { type: 'plain_text', text: label },
        optional: edit.optional === true,
        ...(edit.hint && { hint: edit.hint }),
        element: { action_id: `${key}.input`, ...(edit.placeholder && { placeholder: edit.placeholder }), ...element },
      },
    ];
  });
}

type Edit = NonNullable<EntityMetadata['entity_payload']['attributes']['title']['edit']>;

function inputFor(value: unknown, edit: Edit, long: boolean) {
  const options = edit.select?.static_options;
  if (options) {
    const current = edit.select?.current_value;
    const initial = options.find((option) => option.value === current);
    return { type: 'static_select', options, ...(initial && { initial_option: initial }) };
  }
  const initial_value = value === undefined || value === null ? undefined : String(value);
  if (edit.number) return { type: 'number_input', initial_value, ...edit.number };
  return { type: 'plain_text_input', multiline: long, initial_value, ...edit.text };
}
