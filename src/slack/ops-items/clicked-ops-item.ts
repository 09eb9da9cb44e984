import type { OpsItemButton } from '../../actions.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { AppError } from '../../errors.ts';
import type { OpsItemArn } from '../../incidents/ops-item.ts';
import { respondTo } from '../../web-api/respond.ts';
import { openStartForm } from '../forms/open-form.ts';
import type { ModalPlace } from '../forms/with-modal.ts';
import { type Requester, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { type ClickedMessage, resolveOpsItem } from './resolve-ops-item.ts';

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

/** Does what a click on a button of an OpsItem asks for. @throws AppError what the person is told */
export async function clickedOpsItem(click: OpsItemClick, services: Services): Promise<void> {
  const { action, arn, requester, place, message, atMs } = click;
  const editor = await services.permissions.editor(requester.user);
  if (action === 'startFromOpsItem') return openStartForm({ requester, place, opsItem: arn }, services);
  const doing = { requester, key: `trigger:${place.triggerId}`, atMs, editor };
  const line = await resolveOpsItem(services, doing, arn, { channel: requester.channel, ...message });
  if (message.ephemeral && requester.responseUrl !== undefined && (await replaced(requester.responseUrl, line))) return;
  await tell(services.slack, requester, lineCard(line));
}

/** Puts the answer in the place of a question that only the person saw. */
async function replaced(responseUrl: string, line: string): Promise<boolean> {
  try {
    await respondTo(responseUrl, { ...lineCard(line), replace_original: true });
    return true;
  } catch (error) {
    // Too old to be replaced: there are other ways to tell.
    if (!(error instanceof AppError) || error.transient) throw error;
    return false;
  }
}
