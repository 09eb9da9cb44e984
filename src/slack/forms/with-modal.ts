import type { CardModal } from '../../cards/block-kit/blocks.ts';
import { failedModal, loadingModal } from '../../cards/modals/loading-modal.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { slackCode, toSlackError } from '../../web-api/fault.ts';
import type { Services } from '../services.ts';

/** Where a click or a shortcut came from. */
export interface ModalPlace {
  /** Good for 3 s and one use. */
  triggerId: string;
  /** Set when the click was in a modal: its content is replaced. */
  viewId?: string;
}

/** What opening and filling a modal takes. */
export type Modals = Pick<Services, 'slack' | 'now' | 'sleep'>;

/** How long what does not answer is left alone before it is asked again, in milliseconds: the person is looking. */
const askAgainMs = [1000, 3000];
/** Whoever waited so long is told to come back later, in milliseconds. */
const patienceMs = 10_000;

const happened: Partial<Record<ErrorCode, string>> = {
  throttled: 'AWS is limiting requests.',
  aws_unavailable: 'AWS did not answer.',
  slack_rate_limited: 'Slack is limiting the app.',
  slack_unavailable: 'Slack did not answer.',
  storage_unavailable: 'The app cannot use its database now.',
};
const whatHappened = ({ code }: AppError): string => happened[code] ?? 'That did not work.';

/**
 * Opens a modal at once, before anything is asked of AWS, then fills it. What cannot be had is told in the modal; a fault
 * that may pass is waited for some seconds, for only the person can click again.
 * @throws AppError only for faults of Slack
 */
export async function withModal(
  services: Modals,
  place: ModalPlace,
  title: string,
  load: () => Promise<CardModal>,
): Promise<void> {
  const viewId = place.viewId ?? (await open(services, place.triggerId, title));
  const show = (view: CardModal) =>
    services.slack.views.update({ view_id: viewId, view }).catch((error: unknown) => {
      // Closed in the meantime: nobody waits for it.
      if (slackCode(error) !== 'not_found') throw toSlackError(error);
    });
  await show(await patiently(services, title, load, show));
}

/** @returns the modal, or what to tell in its place */
async function patiently(
  { now, sleep }: Pick<Modals, 'now' | 'sleep'>,
  title: string,
  load: () => Promise<CardModal>,
  show: (view: CardModal) => Promise<unknown>,
): Promise<CardModal> {
  const untilMs = now() + patienceMs;
  for (let asked = 0; ; asked += 1) {
    try {
      return await load();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!error.transient) return failedModal(title, error.message);
      const waitMs = Math.max(askAgainMs[asked] ?? Number.POSITIVE_INFINITY, error.retryAfterMs ?? 0);
      const what = whatHappened(error);
      if (now() + waitMs > untilMs) {
        return failedModal(title, `${what} Nothing was changed. Close this, and open it again in a minute.`);
      }
      await show(failedModal(title, `${what} Asking again …`));
      await sleep(waitMs);
    }
  }
}

async function open(services: Pick<Modals, 'slack'>, triggerId: string, title: string): Promise<string> {
  try {
    const { view } = await services.slack.views.open({ trigger_id: triggerId, view: loadingModal(title) });
    return view?.id ?? '';
  } catch (error) {
    const late = slackCode(error) === 'expired_trigger_id' || slackCode(error) === 'exchanged_trigger_id';
    if (late) throw new AppError('slack_refused', 'That took too long to open. Click again.', { cause: error });
    throw toSlackError(error);
  }
}
