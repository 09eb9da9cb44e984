import type { RecordChanges } from '../../aws/write/write-incident.ts';
import { awsLengths, fields } from '../../cards/modals/inputs.ts';
import { joinSummary } from '../../cards/modals/summary-parts.ts';
import { impactName } from '../../incidents/impact.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { changedSince } from '../writes/changed-since.ts';
import { writeRecord } from '../writes/write-record.ts';
import { type FormMetadata, fingerprint, fingerprints } from './form-metadata.ts';
import { type FormHandler, incidentOf, staleForm } from './handler.ts';
import type { Submission } from './submission.ts';

/**
 * Saves the fields that the person changed, and no others: what somebody else changed meanwhile stays, unless it is the
 * same field; then the person is asked. That is looked at before each try: AWS may have limited requests for minutes. It
 * takes no condition with a write, so what is changed between that look and the write is written over.
 */
export const sentEdit: FormHandler = async ({ submission, metadata, doing, services }) => {
  const arn = incidentOf(metadata);
  const changes = changedFields(submission, metadata);
  const { summary = '' } = changes;
  const tooLong = summary.length - awsLengths.summary;
  if (tooLong > 0) return { again: `The summary is ${tooLong} characters longer than AWS takes. Shorten it.` };
  if (Object.keys(changes).length === 0) return { line: 'Nothing was changed.' };
  const step = await services.journal.step(doing.key, 'update');
  if (!step.done) {
    const record = await services.incidents.getIncident(arn);
    if (meets(changes, metadata, record)) {
      const lines = await changedSince(services, record, metadata.seenMs ?? 0, doing.requester.channel);
      const told = lines.length === 0 ? 'another field' : lines.join('; ');
      const saved = step.begun ? 'Yours may have been saved before' : 'Nothing was saved yet';
      const again = `Somebody changed the same meanwhile: ${told}. ${saved}: Save again writes your text over theirs.`;
      return { again, metadata: { ...metadata, seenMs: record.modifiedAtMs, was: fingerprints(record) } };
    }
  }
  const words = wordsOf(changes);
  const remark = await writeRecord(services, doing, { arn, name: 'edit', step, changes, words });
  return { line: `${words}.${remark}` };
};

/** What differs from what stood in the form when it was opened. */
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

/** Whether somebody else changed one of the same fields, and to something else. */
function meets({ title, impact, summary }: RecordChanges, { was }: FormMetadata, record: IncidentRecord): boolean {
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
