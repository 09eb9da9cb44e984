import { callbackIds } from '../../cards/block-kit/action-ids.ts';
import type { CardModal } from '../../cards/block-kit/blocks.ts';
import { failedModal, loadingModal } from '../../cards/modals/loading-modal.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { slackCode, toSlackError } from '../../web-api/fault.ts';
import type { Services } from '../services.ts';

/** How a modal is opened. */
export interface ModalPlace {
  /** Valid for 3 s, and once. */
  triggerId: string;
  /** The modal that was clicked in: its content is replaced. */
  viewId?: string;
}

/** The services that opening and filling a modal takes. */
export type Modals = Pick<Services, 'slack' | 'now' | 'sleep'>;

/** The delays before the retries, in milliseconds. They are short, because the user is waiting. */
const retryDelaysMs = [1000, 3000];
/** How long loading is retried, in milliseconds. */
const timeoutMs = 10_000;

const happened: Partial<Record<ErrorCode, string>> = {
  throttled: 'AWS is limiting requests.',
  aws_unavailable: 'AWS did not answer.',
  slack_rate_limited: 'Slack is limiting the app.',
  slack_unavailable: 'Slack did not answer.',
  storage_unavailable: 'The app cannot use its database.',
};
const whatHappened = ({ code }: AppError): string => happened[code] ?? 'That did not work.';

/**
 * Opens a modal at once, then loads its content. An error is shown in the modal; a transient one is retried for some
 * seconds, because a modal cannot be opened again without a click.
 * @param load loads the content
 * @param complete adds what takes longer to the loaded modal; `undefined`: nothing
 * @throws AppError only for errors of Slack
 */
export async function withModal(
  services: Modals,
  place: ModalPlace,
  title: string,
  load: () => Promise<CardModal>,
  complete?: (shown: CardModal) => Promise<CardModal | undefined>,
): Promise<void> {
  const viewId = place.viewId ?? (await open(services, place.triggerId, title));
  const show = (view: CardModal) =>
    services.slack.views.update({ view_id: viewId, view }).catch((error: unknown) => {
      // The modal was closed in the meantime.
      if (slackCode(error) !== 'not_found') throw toSlackError(error);
    });
  const shown = await loadWithRetries(services, title, load, show);
  await show(shown);
  const whole = shown.callback_id === callbackIds.loading ? undefined : await complete?.(shown);
  if (whole !== undefined) await show(whole);
}

/** @returns the modal, or one that shows the error */
async function loadWithRetries(
  { now, sleep }: Pick<Modals, 'now' | 'sleep'>,
  title: string,
  load: () => Promise<CardModal>,
  show: (view: CardModal) => Promise<unknown>,
): Promise<CardModal> {
  const untilMs = now() + timeoutMs;
  for (let retries = 0; ; retries += 1) {
    try {
      return await load();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!error.transient) return failedModal(title, error.message);
      const waitMs = Math.max(retryDelaysMs[retries] ?? Number.POSITIVE_INFINITY, error.retryAfterMs ?? 0);
      const what = whatHappened(error);
      if (now() + waitMs > untilMs) {
        return failedModal(title, `${what} Nothing was changed. Close this and try again in a minute.`);
      }
      await show(failedModal(title, `${what} Retrying …`));
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
