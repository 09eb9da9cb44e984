import { isButton } from '../../actions/actions.ts';
import { fields } from '../../cards/modals/inputs.ts';
import { isDirect } from '../../cards/modals/more-modal.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { AppError } from '../../errors.ts';
import { incidentOf, type ReaderHandler } from '../forms/submission.ts';
import { tell } from '../requester/requester.ts';
import { askToResolve } from './change-status.ts';
import { handleClick } from './handle-click.ts';

/**
 * Carries out the action that was chosen in the *More actions* modal, as a click on its button on the card. What a button
 * asks before it is clicked is asked in the private answer.
 * @throws AppError whose message the requester gets
 */
export const submitMore: ReaderHandler = async (submission, services) => {
  const { user, values, metadata, triggerId, key, atMs } = submission;
  const action = values[fields.action] ?? '';
  if (metadata === undefined || !isButton(action) || !isDirect(action)) {
    throw new AppError('not_understood', 'That menu is out of date. Open it again from the card.');
  }
  const requester = { user, channel: metadata.channel };
  const arn = incidentOf(metadata);
  if (action === 'resolve') {
    await services.permissions.editor(user);
    await tell(services.slack, requester, await askToResolve(services, arn));
    return 'told';
  }
  await handleClick(
    { action, arn, seenMs: metadata.seenMs ?? 0, requester, place: { triggerId }, atMs, key },
    services,
  );
  if (action !== 'refresh') return 'told';
  return { line: `Refreshed: ${truncate(titleOf(await services.incidents.getIncident(arn)), 150)}.` };
};
