import { type ButtonName, buttonFacts } from '../../actions/actions.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { actions, button, type CardMessage, section } from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { link, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { stateMark, titleOf } from '../words/state-words.ts';

/**
 * Offers a form to a requester who wrote a message: Slack opens a form only after a click or a command.
 * @param record the incident of the form; absent: the form starts one
 */
export function openFormCard(name: ButtonName, record?: IncidentRecord): CardMessage {
  const label = buttonFacts(name)?.label ?? '';
  if (record === undefined) {
    return {
      text: mrkdwn`${label}`.text,
      blocks: [section(mrkdwn`The form opens from here.`), actions([button(actionId(name), label)])],
    };
  }
  const title = truncate(titleOf(record), 150);
  const value = encodeButtonValue({ arn: record.arn.arn, seenMs: record.modifiedAtMs });
  return {
    text: mrkdwn`${`${label}: ${title}`}`.text,
    blocks: [
      section(mrkdwn`${stateMark(record)} ${title}`),
      actions([button(actionId(name), label, { value, label: `${label}: ${title}` })]),
    ],
  };
}

/** Tells someone in a direct message that they were given a role, or that someone else has it now. */
export function handoverCard(line: string, record: IncidentRecord): CardMessage {
  const value = encodeButtonValue({ arn: record.arn.arn, seenMs: record.modifiedAtMs });
  const details = button(actionId('details'), 'Details', { value, label: `Details: ${titleOf(record)}` });
  return { text: mrkdwn`${line}`.text, blocks: [section(mrkdwn`${stateMark(record)} ${line}`), actions([details])] };
}

/** A line about a post-mortem, with a link to its canvas. @param words untrusted */
export function postMortemCard(words: string, url: string): CardMessage {
  return { text: mrkdwn`${words}`.text, blocks: [section(mrkdwn`${words} ${link(url, 'Open the post-mortem')}`)] };
}
