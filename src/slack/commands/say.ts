import { lineCard } from '../../cards/surfaces/line-card.ts';
import { hasInk } from '../../cards/text/clean-text.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { AppError } from '../../errors.ts';
import { type IncidentArn, nameOf } from '../../incidents/naming/arn.ts';
import { customNotification } from '../../notifications/understand/custom-notification.ts';
import { type AuthorizedInteraction, tell } from '../requester/requester.ts';
import { withoutMentions } from '../requester/slack-text.ts';
import type { Services } from '../services.ts';
import { type Targeting, targetHere } from '../targets/target-here.ts';
import { authorizedInteractionOf, type CommandCall } from './command.ts';

type Saying = Pick<Services, 'topics' | 'journal' | 'log'>;

/**
 * `/incident say [<arn>] <text>`: publishes a message to the incident's chat topics, which reach the other chat channels of
 * its response plan too (Microsoft Teams, Amazon Chime).
 */
export async function say(
  call: CommandCall<Targeting & Saying & Pick<Services, 'permissions' | 'slack'>>,
): Promise<void> {
  const { requester, services } = call;
  const interaction = await authorizedInteractionOf(call);
  const { arn, rest } = await targetHere(call.rest, requester, services, 'text');
  const text = withoutMentions(rest);
  if (!hasInk(text)) throw new AppError('not_understood', 'What do you want to say? /incident say <arn> <text>.');
  const record = await services.incidents.getIncident(arn);
  const topics = record.chatTopics.filter((topic) => typeof topic === 'string');
  if (topics.length === 0) {
    throw new AppError(
      'invalid_request',
      'The response plan of this incident has no chat channel, so nothing was said.',
    );
  }
  const by = interaction.editor.name;
  const message = customNotification({ incidentArn: arn.arn, title: titleOf(record), text, by });
  const said = await sayToTopics(services, interaction, { arn, topics, message });
  const passing = said.faults.find((fault) => fault.transient);
  if (passing !== undefined) throw passing;
  const [fault] = said.faults;
  if (fault !== undefined && said.faults.length === topics.length) throw fault;
  await tell(services.slack, requester, lineCard(words(said, topics.length)));
}

function words({ reached, unknown, faults: [fault] }: Said, all: number): string {
  const names = unknown.map(nameOf).join(', ');
  const uncertain =
    unknown.length === 0
      ? ''
      : ` AWS did not answer for ${names}, so it may or may not have been said there. Check its channels before you say it again.`;
  const missed = fault === undefined ? '' : ` Not said to the others: ${fault.message}`;
  return `Said to ${reached} of ${all} chat ${all === 1 ? 'topic' : 'topics'}.${uncertain}${missed}`;
}

/** The outcome of a message to several topics. */
export interface Said {
  /** The number of topics that have it. */
  reached: number;
  /** Topics whose outcome is unknown: the message was sent, but AWS's answer was lost. */
  unknown: string[];
  /** The errors of the other topics. */
  faults: AppError[];
}

/**
 * Publishes a message to an incident's chat topics, to each at most once, even if the job is delivered again. SNS has no
 * idempotency token, so a message that was sent without an answer is not sent again.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export async function sayToTopics(
  services: Saying,
  interaction: AuthorizedInteraction,
  { arn, topics, message }: { arn: IncidentArn; topics: readonly string[]; message: string },
): Promise<Said> {
  const said: Said = { reached: 0, unknown: [], faults: [] };
  for (const topicArn of topics) {
    const outcome = await sayOnce(services, interaction, { arn, topicArn, message });
    if (outcome === 'said') said.reached += 1;
    else if (outcome === 'unknown') said.unknown.push(topicArn);
    else said.faults.push(outcome);
  }
  return said;
}

async function sayOnce(
  { journal, topics, log }: Saying,
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
      log.info('message published to a chat topic', { audit: true, action: 'say', ...facts });
      return true;
    });
    return 'said';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (!sent || error.code !== 'aws_unavailable') return error;
    log.warn('outcome of publishing to a chat topic is unknown', { audit: true, action: 'say', ...facts });
    return 'unknown';
  }
}
