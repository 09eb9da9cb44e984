import type { ModalView } from '@slack/types';
import { type CardBlock, type CardModal, modal, section } from '../blocks.ts';
import { cut } from '../cut.ts';
import { mrkdwn } from '../mrkdwn.ts';

/** A form of ours as Slack sends it back: blocks, and what stands in their elements. */
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
  selected_option?: object | null;
  selected_conversation?: string | null;
}

const warningId = 'warning';

/**
 * The same form once more, with all that was typed, and why on top.
 * @param privateMetadata where it differs from what was sent
 */
export function formAgain(sent: SentForm, warning: string, privateMetadata = sent.private_metadata): CardModal {
  const why = { ...section(mrkdwn`⚠️ ${cut(warning, 1500)}`), block_id: warningId };
  // They are this app's own blocks, as it made them.
  const blocks = sent.blocks as readonly CardBlock[];
  const kept = blocks.filter((block) => block.block_id !== warningId).map((block) => refilled(block, sent));
  const { callback_id: callbackId, title, submit } = sent;
  return modal(
    { callbackId, title: title.text, close: 'Cancel', privateMetadata, ...(submit && { submit: submit.text }) },
    [why, ...kept],
  ) satisfies ModalView;
}

function refilled(block: CardBlock, { state }: SentForm): CardBlock {
  if (block.type !== 'input') return block;
  const { element, block_id = '' } = block;
  const typed = state.values[block_id]?.[element.action_id ?? ''];
  if (typed === undefined) return block;
  const {
    initial_value: _,
    initial_option: __,
    initial_conversation: ___,
    ...bare
  } = element as typeof element & Record<'initial_value' | 'initial_option' | 'initial_conversation', unknown>;
  return {
    ...block,
    element: {
      ...bare,
      ...(typed.value && { initial_value: typed.value }),
      ...(typed.selected_option && { initial_option: typed.selected_option }),
      ...(typed.selected_conversation && { initial_conversation: typed.selected_conversation }),
    } as typeof element,
  };
}
