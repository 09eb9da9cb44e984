import { queueStatement } from '../../aws/queue-statement.ts';
import { isTopicArn } from '../../aws-names.ts';
import { doctorCard } from '../../cards/answers/doctor-card.ts';
import { connectedCard, topicsCard } from '../../cards/answers/topics-card.ts';
import { AppError } from '../../errors.ts';
import { channelsOf } from '../../notifications/chat-topics.ts';
import { type Requester, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import type { CommandCall } from './command.ts';

/** `/incident topics` and `/incident topics connect <topic-arn> [<https address>]`. */
export async function topics({
  requester,
  rest,
  services,
}: CommandCall<Connecting & Pick<Services, 'topicLog'>>): Promise<void> {
  const [word = '', ...more] = rest.split(/\s+/);
  if (word === '') return tellTopics(requester, services);
  if (word.toLowerCase() === 'connect') return connectTopic(more.join(' '), requester, services);
  throw new AppError(
    'not_understood',
    `I don't know "${word.slice(0, 40)}". /incident topics takes connect <topic-arn>, or nothing.`,
  );
}

async function tellTopics(
  requester: Requester,
  { topicLog, chatTopics, slack }: Pick<Services, 'slack' | 'topicLog' | 'chatTopics'>,
): Promise<void> {
  const logged = new Map((await topicLog.all()).map((facts) => [facts.topicArn, facts]));
  const known = [...new Set([...chatTopics.keys(), ...logged.keys()])];
  const states = known.map((topicArn) => ({
    ...logged.get(topicArn),
    topicArn,
    channels: channelsOf(chatTopics, topicArn),
  }));
  await tell(slack, requester, topicsCard(states));
}

type Connecting = Pick<Services, 'slack' | 'permissions' | 'topics' | 'chatTopics' | 'ownSubscriber' | 'log'>;

/**
 * Subscribes this app to a topic of `CHAT_TOPICS` or of a listed account: its notifications queue or, without a queue, its
 * own address. Nothing else can be subscribed, and the log says who did it.
 * @param text the topic's ARN, and the address if one is needed
 * @throws AppError whose message the requester gets
 */
export async function connectTopic(text: string, requester: Requester, services: Connecting): Promise<void> {
  await services.permissions.editor(requester.user);
  const [topicArn = '', address = ''] = text.split(/\s+/).map((word) => word.replace(/^[<`]|[>`]$/g, ''));
  if (!isTopicArn(topicArn)) {
    throw new AppError('not_an_arn', 'I need the ARN of an SNS topic: /incident topics connect arn:aws:sns:….');
  }
  const isListed = services.chatTopics.has(topicArn);
  if (!isListed) await services.topics.checkAccount(topicArn);
  const subscriber = services.ownSubscriber(address);
  await services.topics.subscribe(topicArn, subscriber);
  const { endpoint, protocol } = subscriber;
  const { user, channel } = requester;
  services.log.info('topic subscribed from Slack', {
    audit: true,
    action: 'connect',
    topicArn,
    endpoint,
    user,
    channel,
  });
  const card = connectedCard({
    topicArn,
    endpoint,
    ...(!isListed && { toAdd: `${topicArn}=${requester.channel}` }),
    ...(protocol === 'sqs' && { statement: queueStatement(endpoint, [topicArn]) }),
  });
  await tell(services.slack, requester, card);
}

/** `/incident doctor`: the checks of `npm run doctor`, run by the app. Only for editors, because it names roles and queues. */
export async function doctor({
  requester,
  services,
}: CommandCall<Pick<Services, 'slack' | 'permissions' | 'examine'>>): Promise<void> {
  await services.permissions.editor(requester.user);
  await tell(services.slack, requester, doctorCard(await services.examine()));
}
