import { fields } from '../../cards/modals/inputs.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { chosenIncident } from '../targets/incident-choice.ts';
import { writeNote } from '../writes/write-note.ts';
import { type FormHandler, staleForm } from './handler.ts';

/** Writes a message as a note into the timeline of the incident that was chosen. */
export const sentPick: FormHandler = async ({ submission, metadata, doing, services }) => {
  const { values } = submission;
  const text = values[fields.note]?.trim() ?? '';
  if (text === '') return { again: 'The note is empty.' };
  const arn = await chosenIncident(values[fields.incident] ?? '', services);
  if (arn === undefined) throw staleForm();
  const remark = await writeNote(services, doing, arn, text, metadata.permalink);
  return { line: `Noted in the timeline: “${truncate(text, 200)}”.${remark}` };
};
