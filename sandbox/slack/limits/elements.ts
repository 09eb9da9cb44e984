import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, listOf, objectOf } from '../json-value.ts';
import {
  anything,
  boolean,
  byType,
  type Check,
  integer,
  list,
  needsOneOf,
  object,
  type Rule,
  type Surface,
  string,
} from './rule.ts';
import {
  confirm,
  imageElement,
  markedOption,
  optionGroup,
  overflowOption,
  plainOption,
  plainText,
  richText,
} from './texts.ts';

const type = string();
const actionId = { action_id: string({ max: 255 }) };
const placeholder = { placeholder: plainText(150) };
const focus = { focus_on_load: boolean };
const dispatch = {
  dispatch_action_config: object(
    {},
    { trigger_actions_on: list(string({ oneOf: ['on_enter_pressed', 'on_character_entered'] }), 1, 2) },
  ),
};
const common = { ...actionId, confirm, ...focus };
const select = { ...common, ...placeholder };
const multi = { ...select, max_selected_items: integer(1) };
const colour = string({ oneOf: ['primary', 'danger'] });
const filter = object(
  {},
  {
    include: list(string({ oneOf: ['im', 'mpim', 'private', 'public'] }), 1, 4),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
);
const feedback = object(
  { text: plainText(75), value: string({ max: 2000 }) },
  { accessibility_label: string({ max: 75 }) },
);

/** Initial options must be among the options, in every field. */
function initialAmongOptions(key: 'initial_option' | 'initial_options') {
  return (value: JsonObject, at: string, check: Check) => {
    const groups = listOf(value.option_groups).flatMap((group) => listOf(objectOf(group).options));
    const offered = [...listOf(value.options), ...groups];
    const chosen = key === 'initial_option' ? [value[key]] : listOf(value[key]);
    for (const option of chosen)
      if (option !== undefined && !offered.some((one) => isDeepStrictEqual(one, option)))
        check.complain(`${at}/${key}`, 'must match one of the options', 'no_such_option');
  };
}

function staticSelect(initial: 'initial_option' | 'initial_options', fields: Record<string, Rule>): Rule {
  const oneSource = needsOneOf(['options', 'option_groups']);
  const initialRule = initial === 'initial_option' ? plainOption : list(plainOption, 1, 100);
  return object(
    { type },
    { ...fields, options: list(plainOption, 1, 100), option_groups: list(optionGroup, 1, 100), [initial]: initialRule },
    (value, at, check) => {
      oneSource(value, at, check);
      initialAmongOptions(initial)(value, at, check);
    },
  );
}

const typed = (more: Record<string, Rule> = {}) =>
  object(
    { type },
    { ...actionId, ...placeholder, ...focus, ...dispatch, initial_value: string({ max: 3000 }), ...more },
  );

const plainTextInput: Rule = object(
  { type },
  {
    ...actionId,
    ...placeholder,
    ...focus,
    ...dispatch,
    initial_value: string({ max: 3000, min: 0 }),
    multiline: boolean,
    min_length: integer(0, 3000),
    max_length: integer(1, 3000),
  },
  (value, at, check) => {
    const { initial_value: initial, max_length: max, min_length: min } = value;
    if (typeof initial === 'string' && typeof max === 'number' && initial.length > max)
      check.complain(`${at}/initial_value`, `must be less than ${max + 1} characters`, 'too_long');
    if (typeof min === 'number' && typeof max === 'number' && min > max)
      check.complain(`${at}/min_length`, 'must not be greater than max_length');
  },
);

/** Every element by its type. @see https://docs.slack.dev/reference/block-kit/block-elements */
export const elementRules: Record<string, Rule> = {
  image: imageElement,
  button: object(
    { type, text: plainText(75) },
    {
      ...actionId,
      confirm,
      value: string({ max: 2000 }),
      url: string({ max: 3000 }),
      style: colour,
      accessibility_label: string({ max: 75 }),
    },
  ),
  workflow_button: object(
    { type, text: plainText(75), workflow: anything },
    { ...actionId, style: colour, accessibility_label: string({ max: 75 }) },
  ),
  icon_button: object(
    { type, icon: string(), text: plainText(75) },
    {
      ...actionId,
      confirm,
      value: string({ max: 2000 }),
      accessibility_label: string({ max: 75 }),
      visible_to_user_ids: list(string(), 1, 100),
    },
  ),
  feedback_buttons: object({ type, positive_button: feedback, negative_button: feedback }, actionId),
  overflow: object({ type, options: list(overflowOption, 1, 5) }, { ...actionId, confirm }),
  checkboxes: object(
    { type, options: list(markedOption, 1, 10) },
    { ...common, initial_options: list(markedOption, 1, 10) },
    initialAmongOptions('initial_options'),
  ),
  radio_buttons: object(
    { type, options: list(markedOption, 1, 10) },
    { ...common, initial_option: markedOption },
    initialAmongOptions('initial_option'),
  ),
  static_select: staticSelect('initial_option', select),
  multi_static_select: staticSelect('initial_options', multi),
  external_select: object({ type }, { ...select, initial_option: plainOption, min_query_length: integer(0) }),
  multi_external_select: object(
    { type },
    { ...multi, initial_options: list(plainOption, 1, 100), min_query_length: integer(0) },
  ),
  users_select: object({ type }, { ...select, initial_user: string() }),
  multi_users_select: object({ type }, { ...multi, initial_users: list(string(), 1, 100) }),
  channels_select: object({ type }, { ...select, initial_channel: string(), response_url_enabled: boolean }),
  multi_channels_select: object({ type }, { ...multi, initial_channels: list(string(), 1, 100) }),
  conversations_select: object(
    { type },
    {
      ...select,
      initial_conversation: string(),
      default_to_current_conversation: boolean,
      response_url_enabled: boolean,
      filter,
    },
  ),
  multi_conversations_select: object(
    { type },
    {
      ...multi,
      initial_conversations: list(string(), 1, 100),
      default_to_current_conversation: boolean,
      filter,
    },
  ),
  datepicker: object({ type }, { ...select, initial_date: string({ pattern: /^\d{4}-\d{2}-\d{2}$/ }) }),
  timepicker: object({ type }, { ...select, initial_time: string({ pattern: /^\d{2}:\d{2}$/ }), timezone: string() }),
  datetimepicker: object({ type }, { ...common, initial_date_time: integer(1_000_000_000, 9_999_999_999) }),
  plain_text_input: plainTextInput,
  email_text_input: typed(),
  url_text_input: typed(),
  number_input: object(
    { type, is_decimal_allowed: boolean },
    {
      ...actionId,
      ...placeholder,
      ...focus,
      ...dispatch,
      initial_value: string(),
      min_value: string(),
      max_value: string(),
    },
  ),
  file_input: object({ type }, { ...actionId, filetypes: list(string(), 1, 100), max_files: integer(1, 10) }),
  rich_text_input: object(
    { type },
    {
      ...actionId,
      ...placeholder,
      ...focus,
      ...dispatch,
      initial_value: byType({ rich_text: richText(string({ max: 255 })) }),
      min_lines: integer(1, 100),
      max_lines: integer(1, 100),
    },
  ),
};

/** Elements that only some surfaces accept; all others are accepted wherever their block is. */
export const elementSurfaces: Record<string, readonly Surface[]> = {
  datetimepicker: ['message', 'modal'],
  email_text_input: ['modal'],
  number_input: ['modal'],
  url_text_input: ['modal'],
  file_input: ['modal'],
  rich_text_input: ['modal', 'home'],
  workflow_button: ['message'],
  icon_button: ['message'],
  feedback_buttons: ['message'],
};

const selects = ['static', 'external', 'users', 'conversations', 'channels'].flatMap((kind) => [
  `${kind}_select`,
  `multi_${kind}_select`,
]);
const choosers = ['checkboxes', 'datepicker', 'radio_buttons', 'timepicker', ...selects];

/** The elements that each block may contain. */
export const elementPlaces = {
  section: ['button', 'image', 'overflow', 'workflow_button', ...choosers],
  actions: ['button', 'datetimepicker', 'overflow', 'rich_text_input', 'workflow_button', ...choosers],
  input: [
    'datetimepicker',
    'email_text_input',
    'file_input',
    'number_input',
    'plain_text_input',
    'rich_text_input',
    'url_text_input',
    ...choosers,
  ],
  context_actions: ['feedback_buttons', 'icon_button'],
} as const;
