import type { InputBlock, PlainTextOption, StaticSelect } from '@slack/types';
import { chunks } from '../../batches.ts';
import { plain } from '../block-kit/blocks.ts';
import { limits } from '../block-kit/limits.ts';

/** The ids of form fields. Block id and action id of an input are the same. A choice of plan and contact is reported at once. */
export const fields = {
  title: 'title',
  impact: 'impact',
  /** A long summary is split, see `summary-parts.ts`. */
  summary: 'summary',
  note: 'note',
  plan: 'plan',
  link: 'link',
  contact: 'contact',
  reason: 'reason',
  decision: 'decision',
  comment: 'comment',
  channel: 'channel',
  incident: 'incident',
  action: 'action',
} as const;

/** AWS's limits, in characters. @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/ */
export const awsLengths = {
  title: 200,
  summary: 8000,
  relatedTitle: 200,
  relatedUrl: 1000,
  approvalComment: 500,
} as const;

export interface TextInputOptions {
  label: string;
  initial?: string;
  max: number;
  multiline?: boolean;
  optional?: boolean;
  hint?: string;
  placeholder?: string;
}

/** A text input, limited to what AWS accepts. */
export function textInput(id: string, options: TextInputOptions): InputBlock {
  const { initial, hint, placeholder } = options;
  const max = Math.min(options.max, limits.inputLength.max);
  return {
    type: 'input',
    block_id: id,
    label: plain(options.label, limits.inputLabel.max),
    ...(hint !== undefined && { hint: plain(hint, limits.inputHint.max) }),
    optional: options.optional === true,
    element: {
      type: 'plain_text_input',
      action_id: id,
      multiline: options.multiline === true,
      max_length: max,
      ...(initial !== undefined && initial !== '' && { initial_value: initial.slice(0, max) }),
      ...(placeholder !== undefined && { placeholder: plain(placeholder, limits.placeholder.max) }),
    },
  };
}

export interface Choice {
  text: string;
  /** At most 150 characters; a longer one is not offered. */
  value: string;
}

/** Below Slack's limit for the size of a view. */
const mostChoices = 800;

/** A menu input. More than 100 choices are split into groups. */
export function choiceInput(
  id: string,
  options: {
    label: string;
    choices: readonly Choice[];
    chosen?: string;
    hint?: string;
    /** Whether Slack reports a choice at once, before the form is sent. */
    reports?: boolean;
  },
): InputBlock {
  const offered = offeredOptions(options.choices);
  const initial = offered.find((one) => one.value === options.chosen);
  return {
    type: 'input',
    block_id: id,
    label: plain(options.label, limits.inputLabel.max),
    ...(options.hint !== undefined && { hint: plain(options.hint, limits.inputHint.max) }),
    optional: false,
    ...(options.reports === true && { dispatch_action: true }),
    element: {
      type: 'static_select',
      action_id: id,
      ...menuOf(offered),
      ...(initial && { initial_option: initial }),
    },
  };
}

function offeredOptions(choices: readonly Choice[]): PlainTextOption[] {
  return choices
    .filter((choice) => choice.value !== '' && choice.value.length <= limits.optionValue.max)
    .slice(0, mostChoices)
    .map(option);
}

const menuOf = (offered: PlainTextOption[]) =>
  offered.length > limits.selectOptions.max ? { option_groups: grouped(offered) } : { options: offered };

/** A list of which one is chosen: at most ten, all of which are seen at once. */
export function radioInput(id: string, label: string, choices: readonly Choice[]): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(label, limits.inputLabel.max),
    optional: false,
    element: { type: 'radio_buttons', action_id: id, options: choices.slice(0, limits.radioOptions.max).map(option) },
  };
}

/** A menu in a message; choosing an option is the action. */
export function choiceMenu(id: string, placeholder: string, choices: readonly Choice[]): StaticSelect {
  return {
    type: 'static_select',
    action_id: id,
    placeholder: plain(placeholder, limits.placeholder.max),
    ...menuOf(offeredOptions(choices)),
  };
}

function grouped(options: readonly PlainTextOption[]) {
  return chunks(options, limits.selectOptions.max).map((part) => {
    const ends = `${part[0]?.text.text.slice(0, 30)} … ${part.at(-1)?.text.text.slice(0, 30)}`;
    return { label: plain(ends, limits.optionText.max), options: part };
  });
}

/** A channel input with the current channel selected. Channels shared with other organisations are excluded. */
export function channelInput(id: string, options: { label: string; hint: string }): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: plain(options.label, limits.inputLabel.max),
    hint: plain(options.hint, limits.inputHint.max),
    optional: true,
    element: {
      type: 'conversations_select',
      action_id: id,
      default_to_current_conversation: true,
      filter: { include: ['public', 'private'], exclude_external_shared_channels: true, exclude_bot_users: true },
    },
  };
}

function option({ text, value }: Choice): PlainTextOption {
  return { text: plain(text, limits.optionText.max), value };
}
