import { lineCard } from '../../cards/surfaces/line-card.ts';
import { onlyYou } from '../../cards/words/only-you.ts';
import { opsItemTitle } from '../../cards/words/ops-item-words.ts';
import { AppError } from '../../errors.ts';
import { sharedChannel } from '../../gate/refusals.ts';
import type { OpsItemTarget } from '../../incidents/ops-item.ts';
import { respondTo } from '../../web-api/respond.ts';
import { type Requester, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { drawOpsItem } from './draw-ops-item.ts';

/** The services that showing an OpsItem in a channel takes. */
export type ShowingOpsItem = Pick<
  Services,
  'gate' | 'opsItems' | 'opsItemCards' | 'writer' | 'slack' | 'incidents' | 'now' | 'links' | 'permissions'
>;

/**
 * Makes the requester's channel show an OpsItem: posts its card, or updates the one that is there and says where it is. Where
 * the channel's readers are unknown, only the requester gets the card.
 * @throws AppError whose message the requester gets
 */
export async function showOpsItem(
  target: OpsItemTarget,
  requester: Requester,
  services: ShowingOpsItem,
): Promise<void> {
  const { channel, responseUrl } = requester;
  const audience = await services.gate.shownTo('ops-item', channel);
  if (audience === 'refuse') throw sharedChannel();
  const item = await services.opsItems.readNamed(target);
  if (audience === 'requester') return tell(services.slack, requester, onlyYou(await drawOpsItem(item, services)));
  const shown = await services.opsItemCards.show(channel, item, true);
  if ('how' in shown && shown.how === 'posted') return;
  if ('ts' in shown) {
    const url = await services.writer.link(channel, shown.ts);
    const where = url === undefined ? 'is in this channel already' : `is in this channel already: ${url}`;
    return tell(services.slack, requester, lineCard(`The card of ${opsItemTitle(item)} ${where}`));
  }
  if (responseUrl === undefined) {
    throw new AppError('slack_refused', 'Slack does not let me post here. Invite me with /invite, then try again.');
  }
  // Slack accepts the answer to a command in any channel, member or not.
  await respondTo(responseUrl, { ...(await drawOpsItem(item, services)), response_type: 'in_channel' });
}
