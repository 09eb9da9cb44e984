import { type ButtonName, buttonFacts } from '../../actions/actions.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { callbackIds } from '../block-kit/action-ids.ts';
import { actions, type CardModal, context, modal } from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { incidentButton } from '../surfaces/card-buttons.ts';
import { mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { stateMark, titleOf } from '../words/state-words.ts';
import { fields, radioInput } from './inputs.ts';

export const moreTitle = 'More actions';

/** Whether an action takes effect at once, without a view of its own. */
export const isDirect = (name: ButtonName): boolean => buttonFacts(name)?.opensView !== true;

/**
 * Everything that can be done with an incident: a card has room for the most useful of it only. What opens a view is a
 * button, and the view takes the place of this one. What takes effect at once is chosen and sent, because Slack closes a
 * modal only when it is submitted.
 */
export function moreModal(
  snapshot: IncidentSnapshot,
  names: readonly ButtonName[],
  privateMetadata: string,
): CardModal {
  const { record } = snapshot;
  const value = encodeButtonValue({ arn: record.arn.arn, seenMs: record.modifiedAtMs });
  const direct = names.filter(isDirect).map((name) => ({ text: buttonFacts(name)?.label ?? name, value: name }));
  const opening = names.filter((name) => !isDirect(name)).map((name) => incidentButton(name, snapshot, value));
  const submit = direct.length === 0 ? {} : { submit: 'Do it' };
  return modal({ callbackId: callbackIds.more, title: moreTitle, privateMetadata, ...submit }, [
    context(mrkdwn`${stateMark(record)} ${truncate(titleOf(record), 200)}`),
    ...(opening.length === 0 ? [] : [actions(opening)]),
    ...(direct.length === 0 ? [] : [radioInput(fields.action, 'Do at once', direct)]),
  ]);
}
