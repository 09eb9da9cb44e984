import type { ButtonName } from '../../actions/actions.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { actions, button, type CardMessage, section } from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { join, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { lockScreenText } from '../words/headline.ts';
import { stateMark, stateWords, titleOf } from '../words/state-words.ts';

export interface Question {
  /** The label and the action of the button. */
  label: string;
  action: ButtonName;
  /** The question, which names the incident. Untrusted. */
  question: string;
  /** What changed since the requester's card was drawn, one line each. Untrusted. */
  changes: readonly string[];
  now: number;
}

const linesShown = 8;

/** Asks the requester to confirm an action: the current incident, what changed, and a button. */
export function confirmCard(record: IncidentRecord, { label, action, question, changes, now }: Question): CardMessage {
  const title = truncate(titleOf(record), 150);
  const rest = changes.length - linesShown;
  const lines = [
    mrkdwn`${stateMark(record)} *${title}*`,
    stateWords(record, now),
    changes.length === 0 ? undefined : mrkdwn`It changed since you looked:`,
    ...changes.slice(0, linesShown).map((line) => mrkdwn`• ${truncate(line, 300)}`),
    rest > 0 ? mrkdwn`${rest} more changes` : undefined,
    mrkdwn`${question}`,
  ];
  const value = encodeButtonValue({ arn: record.arn.arn, seenMs: record.modifiedAtMs });
  const changed = changes.length === 0 ? '' : ` It changed since you looked: ${truncate(changes.join('; '), 300)}.`;
  return {
    text: lockScreenText(`${question}${changed}`),
    blocks: [
      section(join(lines, '\n')),
      actions([button(actionId(action), label, { value, label: `${label}: ${title}` })]),
    ],
  };
}
