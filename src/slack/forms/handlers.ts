import { fields } from '../../cards/modals/inputs.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { runbookName } from '../../cards/words/runbook-words.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { impactName } from '../../incidents/impact.ts';
import { parseArn } from '../../incidents/naming/arn.ts';
import { stateOf } from '../../incidents/state.ts';
import type { JobToSend } from '../../jobs/queue.ts';
import { firstRefresh } from '../../notifications/refresh-jobs.ts';
import { type ShowingIncident, showIncident } from '../channel/show-incident.ts';
import { type Investigating, investigate } from '../investigations/investigate.ts';
import type { Services } from '../services.ts';
import { chosenIncident } from '../targets/incident-choice.ts';
import { performWrite, type Writing } from '../writes/perform-write.ts';
import { type NoteWriting, parseRelatedItem, writeNote, writeRelated } from '../writes/write-note.ts';
import { choiceValue, contactText } from './choices.ts';
import { type FormHandler, incidentOf, type ReaderHandler, staleForm } from './submission.ts';

/** The services of a write after which the incident is refreshed. */
type Following = Writing & Pick<Services, 'incidents' | 'queue'>;

/** Writes a note into the incident's timeline. */
export const submitNote: FormHandler<NoteWriting> = async ({ submission, metadata, interaction, services }) => {
  const text = submission.values[fields.note]?.trim() ?? '';
  if (text === '') return { again: 'The note is empty.' };
  return { line: await writeNote(services, interaction, incidentOf(metadata), text) };
};

/** Adds a link or an ARN to the incident's related items. */
export const submitRelated: FormHandler<NoteWriting> = async ({ submission, metadata, interaction, services }) => {
  const { values } = submission;
  const item = parseRelatedItem(values[fields.link] ?? '', values[fields.title] ?? '');
  return { line: await writeRelated(services, interaction, incidentOf(metadata), item) };
};

/** Writes a message as a note into the timeline of the chosen incident. */
export const submitPick: FormHandler<NoteWriting & Pick<Services, 'incidents'>> = async ({
  submission,
  metadata,
  interaction,
  services,
}) => {
  const { values } = submission;
  const text = values[fields.note]?.trim() ?? '';
  if (text === '') return { again: 'The note is empty.' };
  const arn = await chosenIncident(values[fields.incident] ?? '', services);
  if (arn === undefined) throw staleForm();
  return { line: await writeNote(services, interaction, arn, text, metadata.permalink) };
};

/** Pages the chosen contact about the incident. */
export const submitEngage: FormHandler<Following & Pick<Services, 'listContacts' | 'startEngagement'>> = async ({
  submission,
  metadata,
  interaction,
  services,
}) => {
  const { values } = submission;
  const arn = incidentOf(metadata);
  const contacts = await services.listContacts(arn.account);
  const contact = contacts.find((each) => choiceValue(each.arn) === values[fields.contact]);
  if (contact === undefined) return { again: 'That contact no longer exists. Choose another one.' };
  const step = await services.journal.step(interaction.key, 'engage');
  const record = await services.incidents.getIncident(arn);
  if (!step.begun && stateOf(record) === 'resolved' && record.modifiedAtMs > (metadata.seenMs ?? 0)) {
    const again =
      'The incident was resolved in the meantime, so no one was paged. To page them anyway, send the form again.';
    return { again, metadata: { ...metadata, seenMs: record.modifiedAtMs } };
  }
  const name = contactText(contact);
  const reason = values[fields.reason]?.trim() ?? '';
  const subject = `${impactName(record.impact)}: ${titleOf(record)}`;
  const from = `Paged from Slack by ${interaction.editor.name}.`;
  const content = [reason, from, `Incident: ${arn.arn}`].filter((line) => line !== '').join('\n\n');
  const { remark } = await performWrite(services, interaction, {
    name: 'engage',
    step,
    words: `${name} paged${reason === '' ? '' : ` (${truncate(reason, 300)})`}`,
    about: () => arn.arn,
    write: async (once) => {
      const summons = {
        contact: contact.arn,
        incident: arn.arn,
        sender: `${interaction.editor.name} ${interaction.editor.id}`,
      };
      await services.startEngagement({ ...summons, subject, content }, once);
      return true;
    },
    show: () => services.queue.send([firstRefresh(arn.arn, [], true)]),
  });
  return { line: `Paged ${name}.${remark}` };
};

/** Has AWS DevOps Agent investigate the incident. */
export const submitInvestigate: FormHandler<Investigating> = async ({ metadata, interaction, services }) => ({
  line: await investigate(services, interaction, incidentOf(metadata)),
});

/** How long the state of a running runbook is cached, in milliseconds: the card is refreshed after that. */
const cacheMs = 1000;

const refreshSoon = (arn: string, key: string): JobToSend => ({
  group: `look ${arn}`,
  dedupeId: `look:${key}`,
  delayMs: cacheMs,
  job: { kind: 'look', arn, channels: [], engaged: false },
});

/** Approves or rejects a runbook that waits for approval. */
export const submitApproval: FormHandler<Following & Pick<Services, 'readExecution' | 'decideRunbook'>> = async ({
  submission,
  metadata,
  interaction,
  services,
}) => {
  const { values } = submission;
  const arn = incidentOf(metadata);
  const [signal = '', executionArn = '', number = ''] = (values[fields.decision] ?? '').split(' ');
  if (signal !== 'Approve' && signal !== 'Reject') throw staleForm();
  const record = await services.incidents.getIncident(arn);
  const execution = parseArn(executionArn)?.arn ?? '';
  if (!record.automationExecutions.includes(execution)) {
    return { again: 'That runbook does not belong to this incident. Close this form and open it again.' };
  }
  const comment = values[fields.comment]?.trim() ?? '';
  const done = signal === 'Approve' ? 'approved' : 'rejected';
  const runbook = parseArn(execution);
  // People read the name in the timeline, not the id.
  const read = runbook === undefined || runbook.kind === 'incident' ? undefined : await services.readExecution(runbook);
  const name = runbookName(read ?? { arn: execution });
  const { remark } = await performWrite(services, interaction, {
    name: signal.toLowerCase(),
    step: await services.journal.step(interaction.key, 'signal'),
    words: `Runbook ${name} ${done}${comment === '' ? '' : ` (${comment})`}`,
    about: () => arn.arn,
    write: async (once) => {
      const step = Number(number);
      await services.decideRunbook({ execution, signal, comment, ...(step > 0 && { step }) }, once);
      return true;
    },
    show: () => services.queue.send([refreshSoon(arn.arn, interaction.key)]),
  });
  return { line: `Runbook ${name} ${done}.${remark}` };
};

/** Posts the incident's card in the chosen channel. */
export const submitShow: ReaderHandler<ShowingIncident> = async ({ user, values, metadata }, services) => {
  const channel = values[fields.channel] ?? '';
  const arn = incidentOf(metadata ?? { channel });
  if (channel === '') return { again: 'Choose a channel.' };
  await showIncident(arn, { user, channel }, services);
  return { line: 'Done. The card, or why it is not shown, is in that channel.' };
};
