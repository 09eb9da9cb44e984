import { fields } from '../../cards/modals/inputs.ts';
import { nameOf, parseArn } from '../../incidents/arn.ts';
import type { JobToSend } from '../../jobs/queue.ts';
import { performWrite } from '../writes/carry-out.ts';
import { type FormHandler, incidentOf, staleForm } from './handler.ts';

/** What was read of a running runbook is believed for a second, in milliseconds: the card is drawn after that. */
const believedMs = 1000;

const lookSoon = (arn: string, key: string): JobToSend => ({
  group: `look ${arn}`,
  dedupeId: `look:${key}`,
  delayMs: believedMs,
  job: { kind: 'look', arn, channels: [], engaged: false },
});

/** Approves or rejects a runbook that waits for it. */
export const sentApproval: FormHandler = async ({ submission, metadata, doing, services }) => {
  const { values } = submission;
  const arn = incidentOf(metadata);
  const [signal = '', executionArn = '', number = ''] = (values[fields.decision] ?? '').split(' ');
  if (signal !== 'Approve' && signal !== 'Reject') throw staleForm();
  const record = await services.incidents.getIncident(arn);
  const execution = parseArn(executionArn)?.arn ?? '';
  if (!record.automationExecutions.includes(execution)) {
    return { again: 'That runbook is not one of this incident’s. Close this and open it again.' };
  }
  const comment = values[fields.comment]?.trim() ?? '';
  const done = signal === 'Approve' ? 'approved' : 'rejected';
  const name = nameOf(execution).slice(0, 8);
  const { remark } = await performWrite(services, doing, {
    name: signal.toLowerCase(),
    step: await services.journal.step(doing.key, 'signal'),
    words: `Runbook ${execution} ${done}${comment === '' ? '' : ` (${comment})`}`,
    about: () => arn.arn,
    write: async (once) => {
      const step = Number(number);
      await services.decideRunbook({ execution, signal, comment, ...(step > 0 && { step }) }, once);
      return true;
    },
    show: () => services.queue.send([lookSoon(arn.arn, doing.key)]),
  });
  return { line: `Runbook ${name}… ${done}.${remark}` };
};
