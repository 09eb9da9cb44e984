import type { EntityPresentDetailsArguments } from '@slack/web-api';
import { isSlackRefusal, slackFault } from '../../web-api/fault.ts';
import type { Services } from '../services.ts';

/**
 * Shows something in a person's details pane. A pane that is closed by now is nobody's business.
 * @throws AppError when Slack did not answer
 */
export async function present(
  { slack, log }: Pick<Services, 'slack' | 'log'>,
  shown: EntityPresentDetailsArguments,
): Promise<void> {
  try {
    await slack.entity.presentDetails(shown);
  } catch (error) {
    const fault = slackFault(error);
    if (!isSlackRefusal(fault)) throw fault;
    log.debug('details not shown', { code: fault.code, reason: fault.message });
  }
}
