import type { IncidentRecord } from '../../incidents/record.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { actions, button, type CardMessage, section } from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { mrkdwn } from '../text/mrkdwn.ts';
import { stateMark, titleOf } from '../words/state-words.ts';

/** Tells someone in a direct message that they were given a role, or that someone else has it now. */
export function handoverCard(line: string, record: IncidentRecord): CardMessage {
  const value = encodeButtonValue({ arn: record.arn.arn, seenMs: record.modifiedAtMs });
  const details = button(actionId('details'), 'Details', { value, label: `Details: ${titleOf(record)}` });
  return { text: mrkdwn`${line}`.text, blocks: [section(mrkdwn`${stateMark(record)} ${line}`), actions([details])] };
}
