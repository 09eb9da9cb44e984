import { queueStatement } from '../../aws/queue-statement.ts';
import { isTopicArn } from '../../aws-names.ts';
import { connectedCard } from '../../cards/surfaces/topics-card.ts';
import { AppError } from '../../errors.ts';
import { type Requester, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';

/**
 * Subscribes this app to a topic of `CHAT_TOPICS`, or of an account it may ask: its queue of notifications, or its own
 * address where it has no queue. Nothing else can be subscribed, and the log says who asked.
 * @param text the topic's ARN; behind it the address, where one is needed
 * @throws AppError what the requester is told
 */
export async function connectTopic(
  text: string,
  requester: Requester,
  services: Pick<Services, 'slack' | 'permissions' | 'topics' | 'chatTopics' | 'ownSubscriber' | 'log'>,
): Promise<void> {
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
