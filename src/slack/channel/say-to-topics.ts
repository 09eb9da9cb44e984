import { AppError } from '../../errors.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import type { AuthorizedInteraction } from '../requester/interaction.ts';
import type { Services } from '../services.ts';

/** What became of a message for several topics. */
export interface Said {
  /** How many topics have it. */
  reached: number;
  /** Topics of which nobody knows: it was sent, and AWS's answer was lost. */
  unknown: string[];
  /** Why others do not have it. */
  faults: AppError[];
}

/**
 * Publishes a message to an incident's chat topics: to each at most once, however often the job is delivered. SNS has no
 * token by which it would know a message again, so what was sent and not answered is not sent again.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export async function sayToTopics(
  services: Pick<Services, 'topics' | 'journal' | 'log'>,
  doing: AuthorizedInteraction,
  { arn, topics, message }: { arn: IncidentArn; topics: readonly string[]; message: string },
): Promise<Said> {
  const said: Said = { reached: 0, unknown: [], faults: [] };
  for (const topicArn of topics) {
    const outcome = await sayOnce(services, doing, { arn, topicArn, message });
    if (outcome === 'said') said.reached += 1;
    else if (outcome === 'unknown') said.unknown.push(topicArn);
    else said.faults.push(outcome);
  }
  return said;
}

async function sayOnce(
  { journal, topics, log }: Pick<Services, 'topics' | 'journal' | 'log'>,
  { key, requester }: AuthorizedInteraction,
  { arn, topicArn, message }: { arn: IncidentArn; topicArn: string; message: string },
): Promise<'said' | 'unknown' | AppError> {
  const facts = { arn: arn.arn, topicArn, user: requester.user, channel: requester.channel };
  const step = await journal.step(key, `say ${topicArn}`);
  if (step.done) return 'said';
  if (step.begun) return 'unknown';
  let sent = false;
  try {
    await step.write(async (once) => {
      await topics.publish(topicArn, message, async () => {
        await once.beforeSend('');
        sent = true;
      });
      log.info('said to a chat topic', { audit: true, action: 'say', ...facts });
      return true;
    });
    return 'said';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (!sent || error.code !== 'aws_unavailable') return error;
    log.warn('whether a chat topic was told is unknown', { audit: true, action: 'say', ...facts });
    return 'unknown';
  }
}
