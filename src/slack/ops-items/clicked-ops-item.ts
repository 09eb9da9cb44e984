import type { OpsItemButton } from '../../actions/actions.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import type { OpsItemArn } from '../../incidents/ops-item.ts';
import { answerClick } from '../actions/change-status.ts';
import { openStartForm, type StartFormOpening } from '../forms/open-form.ts';
import type { ModalPlace } from '../forms/with-modal.ts';
import type { Requester } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { type ClickedMessage, type ResolvingOpsItem, resolveOpsItem } from './resolve-ops-item.ts';

/** A click on a button of an OpsItem. */
export interface OpsItemClick {
  action: OpsItemButton;
  arn: OpsItemArn;
  requester: Requester;
  place: ModalPlace;
  message: Omit<ClickedMessage, 'channel'>;
  /** Epoch milliseconds. */
  atMs: number;
}

/** Handles a click on a button of an OpsItem. @throws AppError whose message the requester gets */
export async function clickedOpsItem(
  click: OpsItemClick,
  services: StartFormOpening & ResolvingOpsItem & Pick<Services, 'slack'>,
): Promise<void> {
  const { action, arn, requester, place, message, atMs } = click;
  const editor = await services.permissions.editor(requester.user);
  if (action === 'startFromOpsItem') return openStartForm({ requester, place, opsItem: arn }, services);
  const doing = { requester, key: `trigger:${place.triggerId}`, atMs, editor };
  const line = await resolveOpsItem(services, doing, arn, { channel: requester.channel, ...message });
  await answerClick(services, { requester, ephemeral: message.ephemeral }, lineCard(line));
}
