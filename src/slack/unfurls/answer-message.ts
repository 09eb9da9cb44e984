import { moreNamed } from '../../cards/more-named.ts';
import { AppError } from '../../errors.ts';
import type { ConsoleTarget } from '../../incidents/read-console-link.ts';
import type { JobToSend } from '../../jobs/queue.ts';
import { resolveTarget } from '../resolve-target.ts';
import type { Services } from '../services.ts';
import { mayUnfurl } from './may-unfurl.ts';
import type { NamingMessage } from './read-message.ts';

/** A message that names more gets a line that says so. */
const mostAnswers = 5;

/**
 * Has everything that a message names answered in its thread: one job each, so that what is slow or fails holds nobody
 * up, and in the group of its incident and channel.
 * @param external what the event's envelope says of the channel
 * @throws AppError only for a passing fault
 */
export async function answerMessage(message: NamingMessage, external: boolean, services: Services): Promise<void> {
  const { channel, ts, threadTs, user, named } = message;
  if (!(await mayUnfurl({ user, channel, external }, services))) return;
  const arns = new Set((await Promise.all(named.map((target) => arnOf(target, services)))).flat());
  const jobs = [...arns].slice(0, mostAnswers).map((arn): JobToSend => {
    const job = { kind: 'unfurl' as const, arn, channel, ts, threadTs, user };
    return { group: `${arn} ${channel}`, dedupeId: `unfurl:${channel}:${ts}:${arn}`, job };
  });
  if (jobs.length > 0) await services.queue.send(jobs);
  const more = arns.size - jobs.length;
  if (more > 0) await services.unfurls.say({ arn: 'more', channel, ts, threadTs }, moreNamed(more));
}

/** An id that is in no list is no incident's. */
async function arnOf(target: ConsoleTarget, { incidents }: Services): Promise<string[]> {
  if (target.kind === 'arn') return [target.arn.arn];
  try {
    return [(await resolveTarget(target, incidents)).arn];
  } catch (error) {
    if (!(error instanceof AppError) || error.transient) throw error;
    return [];
  }
}
