import { fields } from '../../cards/modals/inputs.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { writeNote, writeRelated } from '../writes/write-note.ts';
import { type FormHandler, incidentOf } from './handler.ts';
import { parseRelatedItem } from './read-related-item.ts';

/** Writes a note into the incident's timeline. */
export const sentNote: FormHandler = async ({ submission, metadata, doing, services }) => {
  const text = submission.values[fields.note]?.trim() ?? '';
  if (text === '') return { again: 'The note is empty.' };
  const remark = await writeNote(services, doing, incidentOf(metadata), text);
  return { line: `Noted in the timeline: “${truncate(text, 200)}”.${remark}` };
};

/** Adds a link or an ARN to the incident's related items. */
export const sentRelated: FormHandler = async ({ submission, metadata, doing, services }) => {
  const { values } = submission;
  const item = parseRelatedItem(values[fields.link] ?? '', values[fields.title] ?? '');
  return { line: await writeRelated(services, doing, incidentOf(metadata), item) };
};
