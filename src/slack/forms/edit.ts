import type { RecordChanges } from '../../aws/write/write-incident.ts';
import { awsLengths, fields } from '../../cards/modals/inputs.ts';
import { joinSummary } from '../../cards/modals/summary-parts.ts';
import { impactName } from '../../incidents/impact.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { Services } from '../services.ts';
import { changedSince, type RecordWriting, writeRecord } from '../writes/write-record.ts';
import { type FormMetadata, fingerprint, fingerprints } from './form-metadata.ts';
import { type FormHandler, incidentOf, type Submission, staleForm } from './submission.ts';

/** The services that saving an edit takes. */
export type EditSaving = RecordWriting & Pick<Services, 'incidents' | 'readTimeline'>;

/**
 * Saves only the fields that the requester changed. If someone else changed the same field in the meantime, the requester
 * is asked first. This is checked before each attempt, because AWS may have limited requests for minutes. AWS has no
 * conditional writes, so a change between the check and the write is overwritten.
 */
export const submitEdit: FormHandler<EditSaving> = async ({ submission, metadata, interaction, services }) => {
  const arn = incidentOf(metadata);
  const changes = changedFields(submission, metadata);
  const { summary = '' } = changes;
  const tooLong = summary.length - awsLengths.summary;
  if (tooLong > 0) return { again: `The summary is ${tooLong} characters longer than AWS allows. Shorten it.` };
  if (Object.keys(changes).length === 0) return { line: 'Nothing was changed.' };
  const step = await services.journal.step(interaction.key, 'update');
  if (!step.done) {
    const record = await services.incidents.getIncident(arn);
    if (conflicts(changes, metadata, record)) {
      const lines = await changedSince(services, record, metadata.seenMs ?? 0, interaction.requester.channel);
      const theirs = lines.length === 0 ? 'another field' : lines.join('; ');
      const saved = step.begun ? 'Your changes may already be saved' : 'Nothing was saved yet';
      const again = `Someone else changed the same fields in the meantime: ${theirs}. ${saved}. To overwrite theirs, save your text again.`;
      return { again, metadata: { ...metadata, seenMs: record.modifiedAtMs, was: fingerprints(record) } };
    }
  }
  const words = wordsOf(changes);
  const remark = await writeRecord(services, interaction, { arn, name: 'edit', step, changes, words });
  return { line: `${words}.${remark}` };
};

/** The fields whose input differs from what the form was opened with. */
function changedFields({ values }: Submission, { was }: FormMetadata): RecordChanges {
  if (was === undefined) throw staleForm();
  const title = values[fields.title] ?? '';
  const impact = Number(values[fields.impact] ?? was.impact);
  const summary = joinSummary(values);
  return {
    ...(fingerprint(title) !== was.title && { title }),
    ...(impact !== was.impact && { impact }),
    ...(fingerprint(summary) !== was.summary && { summary }),
  };
}

/** Whether someone else changed one of the same fields, to another value. */
function conflicts({ title, impact, summary }: RecordChanges, { was }: FormMetadata, record: IncidentRecord): boolean {
  const now = fingerprints(record);
  return (
    (title !== undefined && now.title !== was?.title && now.title !== fingerprint(title)) ||
    (impact !== undefined && now.impact !== was?.impact && now.impact !== impact) ||
    (summary !== undefined && now.summary !== was?.summary && now.summary !== fingerprint(summary))
  );
}

function wordsOf({ title, impact, summary }: RecordChanges): string {
  const words = [
    impact === undefined ? undefined : `impact set to ${impactName(impact)}`,
    title === undefined ? undefined : 'title changed',
    summary === undefined ? undefined : summary.trim() === '' ? 'summary removed' : 'summary changed',
  ].filter((word) => word !== undefined);
  const line = words.join(', ');
  return line.charAt(0).toUpperCase() + line.slice(1);
}
