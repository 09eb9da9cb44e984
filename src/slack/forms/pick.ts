import { decodeButtonValue } from '../../cards/block-kit/button-value.ts';
import { fields } from '../../cards/modals/inputs.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { type IncidentArn, parseIncidentArn } from '../../incidents/arn.ts';
import type { Services } from '../services.ts';
import { resolveTarget } from '../targets/incident-target.ts';
import { writeNote } from '../writes/write-note.ts';
import { type FormHandler, staleForm } from './handler.ts';

/** Writes a message as a note into the timeline of the incident that was chosen. */
export const sentPick: FormHandler = async ({ submission, metadata, doing, services }) => {
  const { values } = submission;
  const text = values[fields.note]?.trim() ?? '';
  if (text === '') return { again: 'The note is empty.' };
  const arn = await chosen(values[fields.incident] ?? '', services);
  const remark = await writeNote(services, doing, arn, text, metadata.permalink);
  return { line: `Noted in the timeline: “${truncate(text, 200)}”.${remark}` };
};

async function chosen(value: string, { incidents }: Pick<Services, 'incidents'>): Promise<IncidentArn> {
  const arn = parseIncidentArn(decodeButtonValue(value)?.arn ?? '');
  if (arn !== undefined) return arn;
  const [, account, id] = /^(\d{12})\/([\w-]{1,50})$/.exec(value) ?? [];
  if (account === undefined || id === undefined) throw staleForm();
  return resolveTarget({ kind: 'id', id, account }, incidents);
}
