import { automationAnswer } from '../../cards/automation-answer.ts';
import { errorCard } from '../../cards/error-card.ts';
import { responsePlanAnswer } from '../../cards/response-plan-answer.ts';
import { AppError } from '../../errors.ts';
import { type AnyArn, parseArn } from '../../incidents/arn.ts';
import type { UnfurlJob } from '../../jobs/job.ts';
import type { Answered } from '../../watches/unfurl-keeper.ts';
import { tell } from '../asker.ts';
import { cardOptions } from '../draw-card.ts';
import type { Services } from '../services.ts';

/**
 * Answers one ARN that a message names, in its thread, once. What cannot be read is told to whoever pasted it, and to
 * nobody else.
 * @throws AppError for a passing fault
 */
export async function answerArn(job: UnfurlJob, services: Services): Promise<void> {
  const arn = parseArn(job.arn);
  const { channel, user } = job;
  if (arn === undefined || (await services.unfurls.isAnswered(job))) return;
  const facts = { arn: job.arn, channel };
  try {
    const answered = await answer(arn, job, services);
    if (typeof answered === 'object') {
      services.log.debug('channel is closed to the app', { ...facts, code: answered.refused });
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.transient) throw error;
    services.log.debug('pasted, but not to be shown', { ...facts, code: error.code, reason: error.message });
    // A thread that is gone is nobody's business.
    if (error.code !== 'slack_refused') await tell(services.slack, { user, channel }, errorCard(error));
  }
}

async function answer(arn: AnyArn, job: UnfurlJob, services: Services): Promise<Answered | undefined> {
  const { unfurls } = services;
  switch (arn.kind) {
    case 'incident':
      return unfurls.show(job, await services.readView(arn));
    case 'response-plan':
      return unfurls.say(job, responsePlanAnswer(await services.readPlan(arn), cardOptions(services).actions));
    case 'automation-execution':
      return unfurls.say(job, automationAnswer(await services.readExecution(arn)));
    default:
      return undefined;
  }
}
