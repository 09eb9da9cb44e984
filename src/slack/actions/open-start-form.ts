import { startForm } from '../../cards/modals/forms.ts';
import { gapLine } from '../../incidents/gap.ts';
import { choiceValue } from '../choice-value.ts';
import type { Services } from '../services.ts';
import { writeMetadata } from '../submissions/form-metadata.ts';
import { type ModalPlace, withModal } from '../with-modal.ts';
import { planChoices } from './choices.ts';

export interface StartWish {
  asker: { user: string; channel: string };
  place: ModalPlace;
  /** ARN of the response plan that is chosen already. */
  plan?: string;
}

/**
 * Opens the form that starts an incident, for those who may. Asked for in a channel, the new incident's card goes there;
 * asked for elsewhere, the form asks where.
 * @throws AppError `may_not_write`, or a fault of Slack's
 */
export async function openStartForm({ asker, place, plan }: StartWish, services: Services): Promise<void> {
  const { user, channel } = asker;
  await services.permissions.editor(user);
  await withModal(services, place, 'Start incident', async () => {
    const { plans, gaps } = await services.listResponsePlans();
    const trouble = gapLine(gaps);
    return startForm(planChoices(plans), {
      privateMetadata: writeMetadata({ channel }),
      askChannel: channel === '',
      ...(plan !== undefined && { plan: choiceValue(plan) }),
      ...(trouble !== undefined && { trouble }),
    });
  });
}
