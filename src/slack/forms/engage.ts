import { fields } from '../../cards/modals/inputs.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { impactName } from '../../incidents/impact.ts';
import { stateOf } from '../../incidents/state.ts';
import { refreshJobs } from '../../notifications/refresh-jobs.ts';
import { performWrite } from '../writes/carry-out.ts';
import { choiceValue, contactText } from './choices.ts';
import { type FormHandler, incidentOf } from './handler.ts';

/** Pages whoever was chosen, about the incident. */
export const sentEngage: FormHandler = async ({ submission, metadata, doing, services }) => {
  const { values } = submission;
  const arn = incidentOf(metadata);
  const contacts = await services.listContacts(arn.account);
  const contact = contacts.find((each) => choiceValue(each.arn) === values[fields.contact]);
  if (contact === undefined) return { again: 'That contact is no longer there. Choose another one.' };
  const step = await services.journal.step(doing.key, 'engage');
  const record = await services.incidents.getIncident(arn);
  if (!step.begun && stateOf(record) === 'resolved' && record.modifiedAtMs > (metadata.seenMs ?? 0)) {
    const again = 'The incident was resolved meanwhile, so nobody was paged. Page now pages them all the same.';
    return { again, metadata: { ...metadata, seenMs: record.modifiedAtMs } };
  }
  const name = contactText(contact);
  const reason = values[fields.reason]?.trim() ?? '';
  const subject = `${impactName(record.impact)}: ${titleOf(record)}`;
  const from = `Paged from Slack by ${doing.editor.name}.`;
  const content = [reason, from, `Incident: ${arn.arn}`].filter((line) => line !== '').join('\n\n');
  const { remark } = await performWrite(services, doing, {
    name: 'engage',
    step,
    words: `${name} paged${reason === '' ? '' : ` (${truncate(reason, 300)})`}`,
    about: () => arn.arn,
    write: async (once) => {
      const summons = { contact: contact.arn, incident: arn.arn, sender: `${doing.editor.name} ${doing.editor.id}` };
      await services.startEngagement({ ...summons, subject, content }, once);
      return true;
    },
    show: () => services.queue.send(refreshJobs(arn.arn, [], true, services.now())),
  });
  return { line: `Paged ${name}.${remark}` };
};
