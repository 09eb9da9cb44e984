import type { CardModal } from '../../cards/block-kit/blocks.ts';
import {
  addRelatedForm,
  approveForm,
  editForm,
  engageForm,
  investigateForm,
  noteForm,
  showForm,
  startForm,
} from '../../cards/modals/forms.ts';
import { gapLine } from '../../incidents/gap.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { impactOfSeverity, type OpsItem, type OpsItemArn } from '../../incidents/ops-item.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { awaitsApproval } from '../../incidents/runbook.ts';
import { runbooksOf } from '../../incidents/snapshot.ts';
import type { Services } from '../services.ts';
import { choiceValue, contactChoices, planChoices } from './choices.ts';
import { fingerprints, writeMetadata } from './form-metadata.ts';
import { withPagesOf } from './who-pages.ts';
import { type ModalPlace, type Modals, withModal } from './with-modal.ts';

export type FormName = 'note' | 'edit' | 'relate' | 'engage' | 'approve' | 'investigate';

/** A request to open a form about an incident. */
export interface FormRequest {
  /** The incident, or a function that finds it while the form is loading. */
  arn: IncidentArn | (() => Promise<IncidentArn>);
  requester: { user: string; channel: string };
  place: ModalPlace;
}

/** The services that forms are filled from. */
type FormReads = Pick<Services, 'incidents' | 'readSnapshot' | 'listContacts'>;
/** The services that opening a form about an incident takes. */
export type FormOpening = Modals & FormReads & Pick<Services, 'permissions'>;
/** The services that opening the form that starts an incident takes. */
export type StartFormOpening = Modals &
  Pick<Services, 'permissions' | 'listResponsePlans' | 'listContacts' | 'readPlan' | 'readOnCall' | 'opsItems'>;

interface Form {
  title: string;
  load(request: FormRequest & { arn: IncidentArn }, services: FormReads): Promise<CardModal>;
}

const about = (record: IncidentRecord, { requester }: Pick<FormRequest, 'requester'>) => ({
  arn: record.arn.arn,
  channel: requester.channel,
  seenMs: record.modifiedAtMs,
});
const metadataFor = (record: IncidentRecord, request: Pick<FormRequest, 'requester'>) => ({
  privateMetadata: writeMetadata(about(record, request)),
});

const forms: Readonly<Record<FormName, Form>> = {
  note: {
    title: 'Add a note',
    async load(request, { incidents }) {
      const record = await incidents.getIncident(request.arn);
      return noteForm(record, metadataFor(record, request));
    },
  },
  edit: {
    title: 'Edit incident',
    async load(request, { incidents }) {
      const record = await incidents.getIncident(request.arn);
      return editForm(record, {
        privateMetadata: writeMetadata({ ...about(record, request), was: fingerprints(record) }),
      });
    },
  },
  relate: {
    title: 'Add related item',
    async load(request, { incidents }) {
      const record = await incidents.getIncident(request.arn);
      return addRelatedForm(record, metadataFor(record, request));
    },
  },
  engage: {
    title: 'Engage someone',
    async load(request, { incidents, listContacts }) {
      const { arn } = request;
      const [record, contacts] = await Promise.all([incidents.getIncident(arn), listContacts(arn.account)]);
      return engageForm(record, contactChoices(contacts), metadataFor(record, request));
    },
  },
  investigate: {
    title: 'Investigate',
    async load(request, { incidents }) {
      const record = await incidents.getIncident(request.arn);
      return investigateForm(record, metadataFor(record, request));
    },
  },
  approve: {
    title: 'Runbook approval',
    async load(request, { readSnapshot }) {
      const snapshot = await readSnapshot(request.arn);
      const { record } = snapshot;
      return approveForm(record, runbooksOf(snapshot).filter(awaitsApproval), metadataFor(record, request));
    },
  },
};

/**
 * Opens a form that changes an incident, for editors: at once, and filled when AWS has answered.
 * @throws AppError `may_not_write`, or an error of Slack
 */
export async function openForm(name: FormName, request: FormRequest, services: FormOpening): Promise<void> {
  await services.permissions.editor(request.requester.user);
  const { title, load } = forms[name];
  await withModal(services, request.place, title, async () => {
    const arn = typeof request.arn === 'function' ? await request.arn() : request.arn;
    return load({ ...request, arn }, services);
  });
}

export interface StartRequest {
  requester: { user: string; channel: string };
  place: ModalPlace;
  /** The ARN of the response plan that is preselected. */
  plan?: string;
  /** The OpsItem that the incident is started from: it fills in title and impact. */
  opsItem?: OpsItemArn;
}

/**
 * Opens the form that starts an incident, for editors. The new incident's card goes to the channel of the request; outside
 * a channel the form asks for one.
 * @throws AppError `may_not_write`, or an error of Slack
 */
export async function openStartForm(
  { requester, place, plan, opsItem }: StartRequest,
  services: StartFormOpening,
): Promise<void> {
  const { user, channel } = requester;
  await services.permissions.editor(user);
  const load = async () => {
    const [{ plans, gaps }, item] = await Promise.all([
      services.listResponsePlans(),
      opsItem && services.opsItems.read(opsItem),
    ]);
    const trouble = gapLine(gaps);
    return startForm(planChoices(plans), {
      privateMetadata: writeMetadata({ channel, ...(item && { opsItem: item.arn }) }),
      ...(item && { filled: filledFrom(item) }),
      askChannel: channel === '',
      ...(plan !== undefined && { plan: choiceValue(plan) }),
      ...(trouble !== undefined && { trouble }),
    });
  };
  const complete = async (form: CardModal) => (plan === undefined ? undefined : withPagesOf(plan, form, services));
  await withModal(services, place, 'Start incident', load, complete);
}

/** The title and the impact that an OpsItem suggests. */
function filledFrom({ title, severity }: OpsItem): { title: string; impact?: number } {
  const impact = impactOfSeverity(severity);
  return { title, ...(impact !== undefined && { impact }) };
}

/** Opens the form that asks in which channel an incident's card is posted. @throws AppError for errors of Slack */
export async function openShowForm(
  request: FormRequest & { arn: IncidentArn },
  services: Modals & Pick<Services, 'incidents'>,
): Promise<void> {
  await withModal(services, request.place, 'Show card', async () => {
    const record = await services.incidents.getIncident(request.arn);
    return showForm(record, metadataFor(record, request));
  });
}
