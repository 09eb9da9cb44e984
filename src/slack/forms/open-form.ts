import type { CardModal } from '../../cards/block-kit/blocks.ts';
import { addRelatedForm, approveForm, editForm, engageForm, noteForm, startForm } from '../../cards/modals/forms.ts';
import { awaitsApproval } from '../../cards/words/runbook-words.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import { gapLine } from '../../incidents/gap.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { runbooksOf } from '../../incidents/runbooks-of.ts';
import type { Services } from '../services.ts';
import { choiceValue, contactChoices, planChoices } from './choices.ts';
import { fingerprints, writeMetadata } from './form-metadata.ts';
import { type ModalPlace, type Modals, withModal } from './with-modal.ts';

export type FormName = 'note' | 'edit' | 'relate' | 'engage' | 'approve';

/** Who asks for a form of an incident, and from where. */
export interface FormWish {
  /** Found out while the form is loading, where that takes time. */
  arn: IncidentArn | (() => Promise<IncidentArn>);
  requester: { user: string; channel: string };
  place: ModalPlace;
}

/** What forms are filled from. */
type FormReads = Pick<Services, 'incidents' | 'readSnapshot' | 'listContacts'>;

interface Form {
  title: string;
  load(wish: FormWish & { arn: IncidentArn }, services: FormReads): Promise<CardModal>;
}

const about = (record: IncidentRecord, { requester }: Pick<FormWish, 'requester'>) => ({
  arn: record.arn.arn,
  channel: requester.channel,
  seenMs: record.modifiedAtMs,
});
const carried = (record: IncidentRecord, wish: Pick<FormWish, 'requester'>) => ({
  privateMetadata: writeMetadata(about(record, wish)),
});

const forms: Readonly<Record<FormName, Form>> = {
  note: {
    title: 'Add a note',
    async load(wish, { incidents }) {
      const record = await incidents.getIncident(wish.arn);
      return noteForm(record, carried(record, wish));
    },
  },
  edit: {
    title: 'Edit incident',
    async load(wish, { incidents }) {
      const record = await incidents.getIncident(wish.arn);
      return editForm(record, {
        privateMetadata: writeMetadata({ ...about(record, wish), was: fingerprints(record) }),
      });
    },
  },
  relate: {
    title: 'Add related item',
    async load(wish, { incidents }) {
      const record = await incidents.getIncident(wish.arn);
      return addRelatedForm(record, carried(record, wish));
    },
  },
  engage: {
    title: 'Engage somebody',
    async load(wish, { incidents, listContacts }) {
      const [record, contacts] = await Promise.all([incidents.getIncident(wish.arn), listContacts(wish.arn.account)]);
      return engageForm(record, contactChoices(contacts), carried(record, wish));
    },
  },
  approve: {
    title: 'Runbook approval',
    async load(wish, { readSnapshot }) {
      const snapshot = await readSnapshot(wish.arn);
      return approveForm(snapshot.record, runbooksOf(snapshot).filter(awaitsApproval), carried(snapshot.record, wish));
    },
  },
};

/**
 * Opens a form that changes an incident, for those who may: at once, filled when AWS has answered.
 * @throws AppError `may_not_write`, or a fault of Slack's
 */
export async function openForm(
  name: FormName,
  wish: FormWish,
  services: Modals & FormReads & Pick<Services, 'permissions'>,
): Promise<void> {
  await services.permissions.editor(wish.requester.user);
  const { title, load } = forms[name];
  await withModal(services, wish.place, title, async () => {
    const arn = typeof wish.arn === 'function' ? await wish.arn() : wish.arn;
    return load({ ...wish, arn }, services);
  });
}

export interface StartWish {
  requester: { user: string; channel: string };
  place: ModalPlace;
  /** ARN of the response plan that is chosen already. */
  plan?: string;
}

/**
 * Opens the form that starts an incident, for those who may. Asked for in a channel, the new incident's card goes there;
 * asked for elsewhere, the form asks where.
 * @throws AppError `may_not_write`, or a fault of Slack's
 */
export async function openStartForm(
  { requester, place, plan }: StartWish,
  services: Modals & Pick<Services, 'permissions' | 'listResponsePlans'>,
): Promise<void> {
  const { user, channel } = requester;
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
