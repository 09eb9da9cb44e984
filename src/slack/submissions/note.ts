import { cut } from '../../cards/cut.ts';
import { fields } from '../../cards/modals/inputs.ts';
import { writeNote } from '../write-note.ts';
import type { FormHandler } from './handler.ts';
import { incidentOf } from './incident-of-form.ts';

/** Writes a note into the incident's timeline. */
export const sentNote: FormHandler = async ({ submission, metadata, doing, services }) => {
  const text = submission.values[fields.note]?.trim() ?? '';
  if (text === '') return { again: 'The note is empty.' };
  const remark = await writeNote(services, doing, incidentOf(metadata), text);
  return { line: `Noted in the timeline: “${cut(text, 200)}”.${remark}` };
};
