import { lineCard } from '../../cards/surfaces/line-card.ts';
import { failureReason } from '../../dead-letters/reason.ts';
import { referenceOf } from '../../jobs/correlate.ts';
import type { Delivery } from '../../jobs/queue.ts';
import { answerForm, returnForm } from '../forms/answer-form.ts';
import { formOf, interactionKey } from '../forms/submission.ts';
import type { Services } from '../services.ts';
import { alreadyWritten } from './answering.ts';
import { requesterOf, tell } from './requester.ts';

/** Tells the requester that their job failed for good, with a reference that operators find in the log. */
export async function tellRequesterOfFailure(
  services: Pick<Services, 'slack' | 'gate' | 'journal' | 'now' | 'log'>,
  delivery: Delivery,
  error: unknown,
): Promise<void> {
  const { job } = delivery;
  if (job.kind !== 'slack' && job.kind !== 'unfurl') return;
  if (job.kind === 'slack' && !(await services.gate.isOurs(job.body))) return;
  const form = job.kind === 'slack' ? formOf(job.body, job.receivedAtMs) : undefined;
  const requester = job.kind === 'slack' ? requesterOf(job.body) : { user: job.user, channel: job.channel };
  if (requester === undefined) return;
  const reference = referenceOf(delivery);
  const reason = failureReason(error, services.now() - delivery.sentAtMs);
  const key = job.kind === 'slack' ? interactionKey(job.body) : '';
  const done = await alreadyWritten(services, key, reason);
  if (done !== undefined) {
    const line = `${done} Reference ${reference}.`;
    if (form !== undefined) return answerForm(services, form, line);
    return tell(services.slack, requester, lineCard(line));
  }
  const outcome = (await services.journal.mayBeWritten(key))
    ? 'AWS may have made the change anyway: check the card before you try again.'
    : 'Nothing was changed.';
  const line = `That did not work: ${reason}. ${outcome} Reference ${reference}.`;
  if (form !== undefined) return returnForm(services, form, line);
  await tell(services.slack, requester, lineCard(line));
}
