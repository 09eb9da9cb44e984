import type { ButtonName } from '../../actions/actions.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { callbackIds } from '../block-kit/action-ids.ts';
import { actions, type CardModal, context, modal } from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { incidentButton } from '../surfaces/card-buttons.ts';
import { mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { stateMark, titleOf } from '../words/state-words.ts';

export const moreTitle = 'More actions';

/** Everything that can be done with an incident: a card has room for the most useful of it only. */
export function moreModal(
  snapshot: IncidentSnapshot,
  names: readonly ButtonName[],
  privateMetadata: string,
): CardModal {
  const { record } = snapshot;
  const value = encodeButtonValue({ arn: record.arn.arn, seenMs: record.modifiedAtMs });
  return modal({ callbackId: callbackIds.more, title: moreTitle, privateMetadata }, [
    context(mrkdwn`${stateMark(record)} ${truncate(titleOf(record), 200)}`),
    actions(names.map((name) => incidentButton(name, snapshot, value))),
  ]);
}
