import { queueArn } from '../aws/queue-arn.ts';
import { queueStatement } from '../aws/queue-statement.ts';
import type { Subscriber } from '../aws/topics.ts';
import { connectedCard } from '../cards/connected-card.ts';
import { AppError } from '../errors.ts';
import { type Asker, tell } from './asker.ts';
import type { Services } from './services.ts';

const snsTopic = /^arn:aws(?:-cn|-us-gov)?:sns:[a-z0-9-]{1,30}:\d{12}:[A-Za-z0-9_-]{1,256}$/;
const onThisMachine = /^(127\.0\.0\.1|localhost|\[::1\])$/;

/**
 * Subscribes this app to a topic: its queue of notifications, or its own HTTPS address where it has no queue.
 * @param text the topic's ARN; behind it the address, where one is needed
 * @throws AppError what the asker is told
 */
export async function connectTopic(text: string, asker: Asker, services: Services): Promise<void> {
  await services.permissions.editor(asker.user);
  const [topicArn = '', address = ''] = text.split(/\s+/).map((word) => word.replace(/^[<`]|[>`]$/g, ''));
  if (!snsTopic.test(topicArn)) {
    throw new AppError('not_an_arn', 'I need the ARN of an SNS topic: /incident topics connect arn:aws:sns:….');
  }
  const subscriber = address === '' ? ownQueue(services) : ownAddress(address);
  await services.topics.subscribe(topicArn, subscriber);
  const { endpoint, protocol } = subscriber;
  const isListed = services.chatTopics.has(topicArn);
  const card = connectedCard({
    topicArn,
    endpoint,
    ...(!isListed && { toAdd: `${topicArn}=${asker.channel}` }),
    ...(protocol === 'sqs' && { statement: queueStatement(endpoint, [topicArn]) }),
  });
  await tell(services.slack, asker, card);
}

function ownQueue({ notificationsQueueUrl, firstRegion }: Services): Subscriber {
  if (notificationsQueueUrl === undefined) {
    throw new AppError(
      'not_understood',
      'Where can SNS reach this app? Give its address behind the topic (https://…), or set NOTIFICATIONS_QUEUE_URL.',
    );
  }
  const endpoint = queueArn(notificationsQueueUrl, firstRegion);
  if (endpoint !== undefined) return { protocol: 'sqs', endpoint };
  throw new AppError('configuration', 'NOTIFICATIONS_QUEUE_URL does not end in the queue’s account and name.');
}

/** An address without a path means the app's own route. */
function ownAddress(address: string): Subscriber {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const protocol = url?.protocol.slice(0, -1);
  const isFine = protocol === 'https' || (protocol === 'http' && onThisMachine.test(url?.hostname ?? ''));
  if (url === undefined || !isFine || url.username !== '' || url.password !== '') {
    throw new AppError('not_understood', 'That is no https address that SNS could reach: https://example.com.');
  }
  if (url.pathname === '/') url.pathname = '/notifications';
  return { protocol: protocol === 'https' ? 'https' : 'http', endpoint: url.toString() };
}
