import { moreNamed } from '../../cards/words/missed-line.ts';
import type { ConsoleTarget } from '../../incidents/read-console-link.ts';
import type { JobToSend } from '../../jobs/queue.ts';
import type { Services } from '../services.ts';
import { resolveTargets } from '../targets/incident-target.ts';
import type { NamingMessage } from './read-message.ts';

/** A message that names more gets a line that says so. */
const mostAnswers = 5;

/**
 * Has everything that a message names answered in its thread: one job each, so that what is slow or fails holds nobody
 * up, and in the group of its incident and channel. Whether the channel may see it is asked there.
 * @throws AppError only for a passing fault
 */
export async function answerMessage(
  message: NamingMessage,
  services: Pick<Services, 'incidents' | 'settings' | 'gate' | 'unfurls' | 'queue'>,
): Promise<void> {
  const { channel, ts, threadTs, user, named } = message;
  if (!(await services.settings.get(channel)).unfurl) return;
  const { arns, left } = await arnsOf(named, services);
  const jobs = [...arns].slice(0, mostAnswers).map((arn): JobToSend => {
    const job = { kind: 'unfurl' as const, arn, channel, ts, threadTs, user };
    return { group: `${arn} ${channel}`, dedupeId: `unfurl:${channel}:${ts}:${arn}`, job };
  });
  if (jobs.length > 0) await services.queue.send(jobs);
  const more = arns.size - jobs.length + left;
  if (more > 0 && (await services.gate.mayPost('list', channel)))
    await services.unfurls.reply({ arn: 'more', channel, ts, threadTs }, moreNamed(more));
}

/**
 * The ARNs of what is named. Ids are looked up by one listing, at most as many as are answered; one that is in no list is no
 * incident's.
 * @returns also how many ids are left
 */
async function arnsOf(named: readonly ConsoleTarget[], { incidents }: Pick<Services, 'incidents'>) {
  const ids = named.filter((target) => target.kind === 'id');
  const looked = ids.slice(0, mostAnswers);
  const found = await resolveTargets(looked, incidents);
  const known = new Map(looked.map((target, index) => [target, found[index]?.arn]));
  const arns = named.flatMap((target) => (target.kind === 'arn' ? target.arn.arn : (known.get(target) ?? [])));
  return { arns: new Set(arns), left: ids.length - looked.length };
}
