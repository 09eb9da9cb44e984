import { type CardBlock, type CardModal, modal, section } from '../block-kit/blocks.ts';
import { mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';

/** A submitted form of the app, as Slack sends it: the blocks and the state of their elements. */
export interface SentForm {
  callback_id: string;
  title: { text: string };
  submit: { text: string } | null;
  private_metadata: string;
  blocks: readonly object[];
  state: { values: Readonly<Record<string, Readonly<Record<string, SentElement>>>> };
}

interface SentElement {
  value?: string | null;
  selected_option?: { value?: string } | null;
  selected_conversation?: string | null;
}

const warningId = 'warning';

/**
 * A form as Slack sent it, with its input.
 * @param privateMetadata default: as sent
 */
export function sentForm(sent: SentForm, privateMetadata = sent.private_metadata): CardModal {
  // The blocks are the app's own.
  const blocks = sent.blocks as readonly CardBlock[];
  const { callback_id: callbackId, title, submit } = sent;
  return modal(
    { callbackId, title: title.text, close: 'Cancel', privateMetadata, ...(submit && { submit: submit.text }) },
    blocks.map((block) => refilled(block, sent)),
  );
}

/**
 * A submitted form again, with its input and a warning on top.
 * @param privateMetadata default: as submitted
 */
export function formAgain(sent: SentForm, warning: string, privateMetadata = sent.private_metadata): CardModal {
  const why = { ...section(mrkdwn`⚠️ ${truncate(warning, 1500)}`), block_id: warningId };
  const form = sentForm(sent, privateMetadata);
  return { ...form, blocks: [why, ...form.blocks.filter((block) => block.block_id !== warningId)] };
}

interface Element {
  initial_value?: unknown;
  initial_option?: unknown;
  initial_conversation?: unknown;
  options?: readonly Option[];
  option_groups?: readonly { options: readonly Option[] }[];
}

interface Option {
  value?: string;
}

function refilled(block: CardBlock, { state }: SentForm): CardBlock {
  if (block.type !== 'input') return block;
  const typed = state.values[block.block_id ?? '']?.[block.element.action_id ?? ''];
  if (typed === undefined) return block;
  const {
    initial_value: _value,
    initial_option: _option,
    initial_conversation: _place,
    ...bare
  } = block.element as Element;
  const offered = [...(bare.options ?? []), ...(bare.option_groups ?? []).flatMap(({ options }) => options)];
  const chosen = offered.find(({ value }) => value !== undefined && value === typed.selected_option?.value);
  const element = {
    ...bare,
    ...(typed.value && { initial_value: typed.value }),
    ...(chosen && { initial_option: chosen }),
    ...(typed.selected_conversation && { initial_conversation: typed.selected_conversation }),
  };
  return { ...block, element: element as typeof block.element };
}
