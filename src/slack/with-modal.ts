import type { CardModal } from '../cards/blocks.ts';
import { failedModal, loadingModal } from '../cards/modals/loading-modal.ts';
import { AppError } from '../errors.ts';
import { slackCode, slackFault } from '../web-api/fault.ts';
import type { Services } from './services.ts';

/** Where a click or a shortcut came from. */
export interface ModalPlace {
  /** Good for 3 s and one use. */
  triggerId: string;
  /** Set when the click was in a modal: its content is replaced. */
  viewId?: string;
}

/**
 * Opens a modal at once, before anything is asked of AWS, then fills it. What cannot be had is told in the modal.
 * @throws AppError only for faults of Slack
 */
export async function withModal(
  services: Services,
  place: ModalPlace,
  title: string,
  load: () => Promise<CardModal>,
): Promise<void> {
  const viewId = place.viewId ?? (await open(services, place.triggerId, title));
  const view = await load().catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    return failedModal(title, error.message);
  });
  await services.slack.views.update({ view_id: viewId, view }).catch((error: unknown) => {
    // Closed in the meantime: nobody waits for it.
    if (slackCode(error) !== 'not_found') throw slackFault(error);
  });
}

async function open(services: Services, triggerId: string, title: string): Promise<string> {
  try {
    const { view } = await services.slack.views.open({ trigger_id: triggerId, view: loadingModal(title) });
    return view?.id ?? '';
  } catch (error) {
    const late = slackCode(error) === 'expired_trigger_id' || slackCode(error) === 'exchanged_trigger_id';
    if (late) throw new AppError('slack_refused', 'That took too long to open. Click again.', { cause: error });
    throw slackFault(error);
  }
}
