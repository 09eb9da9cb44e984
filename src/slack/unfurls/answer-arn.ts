import type { CardMessage } from '../../cards/block-kit/blocks.ts';
import { errorCard } from '../../cards/surfaces/line-card.ts';
import { automationAnswer, responsePlanAnswer } from '../../cards/surfaces/response-plan-answer.ts';
import { onlyYou } from '../../cards/words/only-you.ts';
import { AppError } from '../../errors.ts';
import type { Subject } from '../../gate/gate.ts';
import { type AnyArn, parseArn } from '../../incidents/arn.ts';
import type { UnfurlJob } from '../../jobs/job.ts';
import type { Answered } from '../../posting/unfurl-keeper.ts';
import { cardOptions } from '../channel/draw-card.ts';
import { readWithPeople } from '../requester/read-with-people.ts';
import { tell } from '../requester/requester.ts';
import { isShownHere, type Showing } from '../requester/shown-here.ts';
import type { Services } from '../services.ts';
import { tellShared } from './tell-shared.ts';

type Answering = Showing & Pick<Services, 'unfurls' | 'readPlan' | 'readExecution' | 'tellOnce' | 'log'>;

/**
 * Answers one ARN that a message names, in its thread, once. What cannot be read is told to whoever pasted it, and to
 * nobody else; so is everything where nobody knows who reads along.
 * @throws AppError for a passing fault
 */
export async function answerArn(job: UnfurlJob, services: Answering): Promise<void> {
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

async function answer(arn: AnyArn, job: UnfurlJob, services: Answering): Promise<Answered | undefined> {
  const subject = subjectOf(arn);
  if (subject === undefined) return undefined;
  const shown = await services.gate.shownTo(subject, job.channel);
  if (shown === 'refuse') {
    await tellShared(job, job.arn, services);
    return undefined;
  }
  const { user, channel } = job;
  switch (arn.kind) {
    case 'incident':
      if (!(await isShownHere(arn, { user, channel }, services))) return undefined;
      return services.unfurls.show(job, await readWithPeople(services, arn));
    case 'response-plan':
      return say(shown, job, responsePlanAnswer(await services.readPlan(arn), cardOptions(services).actions), services);
    case 'automation-execution':
      return say(shown, job, automationAnswer(await services.readExecution(arn)), services);
    default:
      return undefined;
  }
}

function subjectOf(arn: AnyArn): Subject | undefined {
  if (arn.kind === 'incident') return { incident: arn.arn };
  if (arn.kind === 'response-plan') return 'plan';
  return arn.kind === 'automation-execution' ? 'runbook' : undefined;
}

/** In the thread, or to whoever pasted the ARN alone. */
async function say(
  shown: 'channel' | 'requester',
  job: UnfurlJob,
  message: CardMessage,
  services: Pick<Answering, 'unfurls' | 'slack'>,
): Promise<Answered | undefined> {
  if (shown === 'channel') return services.unfurls.reply(job, message);
  await tell(services.slack, { user: job.user, channel: job.channel }, onlyYou(message));
  return undefined;
}
