import { automationAnswer, responsePlanAnswer } from '../../cards/answers/response-plan-answer.ts';
import type { CardMessage } from '../../cards/block-kit/blocks.ts';
import { errorCard } from '../../cards/surfaces/line-card.ts';
import { moreNamed } from '../../cards/words/missed-line.ts';
import { onlyYou } from '../../cards/words/only-you.ts';
import { AppError } from '../../errors.ts';
import type { Subject } from '../../gate/gate.ts';
import { type AnyArn, parseArn } from '../../incidents/naming/arn.ts';
import type { ConsoleTarget } from '../../incidents/naming/read-console-link.ts';
import { type OpsItemArn, type OpsItemTarget, parseOpsItemArn } from '../../incidents/ops-item.ts';
import type { UnfurlJob } from '../../jobs/job.ts';
import type { JobToSend } from '../../jobs/queue.ts';
import type { Answered } from '../../posting/unfurl-keeper.ts';
import { cardOptions } from '../channel/draw-card.ts';
import type { NamingMessage } from '../message-events.ts';
import { drawOpsItem } from '../ops-items/draw-ops-item.ts';
import { tell } from '../requester/requester.ts';
import { isShownHere, readWithPeople, type Showing, tellShared } from '../requester/shown-here.ts';
import type { Services } from '../services.ts';
import { resolveTargets } from '../targets/incident-target.ts';

/** A message that names more gets a line that says how many were left out. */
const mostAnswers = 5;

/** The services that answering the ARNs of a message takes. */
export type MessageAnswering = Pick<Services, 'incidents' | 'opsItems' | 'settings' | 'gate' | 'unfurls' | 'queue'>;

/**
 * Sends a job for each ARN that a message names, in the group of the incident and channel, so that a slow or failing
 * answer delays no other. The job checks whether the channel may see the incident.
 * @throws AppError only for a transient failure
 */
export async function answerMessage(message: NamingMessage, services: MessageAnswering): Promise<void> {
  const { channel, ts, threadTs, user, named, opsItems } = message;
  if (!(await services.settings.get(channel)).unfurl) return;
  const { arns, left } = await arnsOf(named, services);
  for (const arn of await opsItemArns(opsItems.slice(0, mostAnswers), services)) arns.add(arn);
  const jobs = [...arns].slice(0, mostAnswers).map((arn): JobToSend => {
    const job = { kind: 'unfurl' as const, arn, channel, ts, threadTs, user };
    return { group: `${arn} ${channel}`, dedupeId: `unfurl:${channel}:${ts}:${arn}`, job };
  });
  if (jobs.length > 0) await services.queue.send(jobs);
  const more = arns.size - jobs.length + left;
  if (more > 0 && (await services.gate.mayPost('list', channel)))
    await services.unfurls.reply({ arn: 'more', channel, ts, threadTs }, moreNamed(more));
}

/** An id that leads to no OpsItem is ignored: it may be something else. */
async function opsItemArns(targets: readonly OpsItemTarget[], { opsItems }: Pick<Services, 'opsItems'>) {
  const found = targets.map((target) =>
    opsItems.find(target).then(
      ({ arn }) => [arn],
      (error: unknown) => {
        if (error instanceof AppError && !error.transient) return [];
        throw error;
      },
    ),
  );
  return (await Promise.all(found)).flat();
}

/**
 * The ARNs of the named targets. At most `mostAnswers` ids are looked up, in one listing; an id that is not listed is
 * ignored.
 * @returns the ARNs, and `left`: how many ids were not looked up
 */
async function arnsOf(named: readonly ConsoleTarget[], { incidents }: Pick<Services, 'incidents'>) {
  const ids = named.filter((target) => target.kind === 'id');
  const resolved = ids.slice(0, mostAnswers);
  const found = await resolveTargets(resolved, incidents);
  const known = new Map(resolved.map((target, index) => [target, found[index]?.arn]));
  const arns = named.flatMap((target) => (target.kind === 'arn' ? target.arn.arn : (known.get(target) ?? [])));
  return { arns: new Set(arns), left: ids.length - resolved.length };
}

type Answering = Showing &
  Pick<Services, 'unfurls' | 'readPlan' | 'readExecution' | 'opsItems' | 'incidents' | 'notifyOnce' | 'log'>;

/**
 * Answers one ARN of a message, once, in the message's thread. Only the author sees an error, and only the author sees
 * the answer where Slack does not say who else reads the channel.
 * @throws AppError for a transient failure
 */
export async function answerArn(job: UnfurlJob, services: Answering): Promise<void> {
  const arn = parseOpsItemArn(job.arn) ?? parseArn(job.arn);
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
    services.log.debug('a pasted ARN could not be shown', { ...facts, code: error.code, reason: error.message });
    // A deleted thread needs no answer.
    if (error.code !== 'slack_refused') await tell(services.slack, { user, channel }, errorCard(error));
  }
}

async function answer(arn: AnyArn | OpsItemArn, job: UnfurlJob, services: Answering): Promise<Answered | undefined> {
  const subject = subjectOf(arn);
  if (subject === undefined) return undefined;
  const shown = await services.gate.shownTo(subject, job.channel);
  if (shown === 'refuse') {
    await tellShared(job, job.arn, services);
    return undefined;
  }
  const { user, channel } = job;
  if (!('kind' in arn))
    return say(shown, job, await drawOpsItem(await services.opsItems.read(arn), services), services);
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

function subjectOf(arn: AnyArn | OpsItemArn): Subject | undefined {
  if (!('kind' in arn)) return 'ops-item';
  if (arn.kind === 'incident') return { incident: arn.arn };
  if (arn.kind === 'response-plan') return 'plan';
  return arn.kind === 'automation-execution' ? 'runbook' : undefined;
}

/** Answers in the thread, or privately to the author of the message. */
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
