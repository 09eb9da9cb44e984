import { queueArn } from '../../aws/queue-arn.ts';
import type { Subscriber } from '../../aws/write/topics.ts';
import { AppError } from '../../errors.ts';
import type { Services } from '../services.ts';

type Needed = Pick<Services, 'notificationsQueueUrl' | 'firstRegion' | 'publicUrl' | 'ownPort'>;

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);
const route = '/notifications';

/**
 * Where SNS is to send a topic's messages: this app's queue of notifications, or its own address, and never anywhere
 * else.
 * @param address what the requester typed; `''`: the queue, or the public address where there is no queue
 * @throws AppError what the requester is told
 */
export function ownSubscriber(address: string, services: Needed): Subscriber {
  if (address !== '') return ownAddress(address, services);
  if (services.notificationsQueueUrl !== undefined) return ownQueue(services.notificationsQueueUrl, services);
  if (services.publicUrl !== undefined) return at(services.publicUrl);
  throw new AppError(
    'not_understood',
    'Where can SNS reach this app? Whoever runs it can set NOTIFICATIONS_QUEUE_URL, or PUBLIC_URL to its address.',
  );
}

function ownQueue(queueUrl: string, { firstRegion }: Needed): Subscriber {
  const endpoint = queueArn(queueUrl, firstRegion);
  if (endpoint !== undefined) return { protocol: 'sqs', endpoint };
  throw new AppError('configuration', 'NOTIFICATIONS_QUEUE_URL does not end in the queue’s account and name.');
}

/** The route under one of the app's own addresses. */
function at(base: string): Subscriber {
  const endpoint = `${base.replace(/\/+$/, '')}${route}`;
  return { protocol: endpoint.startsWith('https:') ? 'https' : 'http', endpoint };
}

/** With or without the route. */
function ownAddress(address: string, services: Needed): Subscriber {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isLocal = loopback.has(url?.hostname ?? '');
  const isHttp = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
  if (url === undefined || !isHttp || url.username !== '' || url.password !== '') {
    throw new AppError('not_understood', 'That is no https address that SNS could reach: https://example.com.');
  }
  const base = url
    .toString()
    .replace(/\/+$/, '')
    .replace(new RegExp(`${route}$`), '');
  const own = services.publicUrl === undefined ? undefined : new URL(services.publicUrl).toString().replace(/\/+$/, '');
  const isOwnPort = isLocal && url.protocol === 'http:' && url.port === String(services.ownPort() ?? '');
  if (base === own || (isOwnPort && base === url.origin)) return at(base);
  throw new AppError(
    'invalid_request',
    'That is not an address of this app, so no topic is sent there. Whoever runs the app can set PUBLIC_URL to its address.',
  );
}
