import { queueArn } from '../../aws/queue-arn.ts';
import type { Subscriber } from '../../aws/write/topics.ts';
import { AppError } from '../../errors.ts';

export interface OwnAddresses {
  /** The queue that SNS topics speak to, where there is one. */
  notificationsQueueUrl?: string | undefined;
  /** The Region that is asked first: that of the queue where its URL does not say. */
  firstRegion: string;
  /** The app's own address, as others reach it. */
  publicUrl?: string | undefined;
  /** The port that this process listens on, once it does. */
  ownPort: () => number | undefined;
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);
const route = '/notifications';

/**
 * Where SNS is to send a topic's messages: this app's queue of notifications, or its own address, and never anywhere
 * else.
 * @param address what the requester typed; `''`: the queue, or the public address where there is no queue
 * @throws AppError what the requester is told
 */
export type OwnSubscriber = (address: string) => Subscriber;

export function createOwnSubscriber(own: OwnAddresses): OwnSubscriber {
  return (address) => {
    if (address !== '') return ownAddress(address, own);
    if (own.notificationsQueueUrl !== undefined) return ownQueue(own.notificationsQueueUrl, own);
    if (own.publicUrl !== undefined) return at(own.publicUrl);
    throw new AppError(
      'not_understood',
      'Where can SNS reach this app? Whoever runs it can set NOTIFICATIONS_QUEUE_URL, or PUBLIC_URL to its address.',
    );
  };
}

function ownQueue(queueUrl: string, { firstRegion }: OwnAddresses): Subscriber {
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
function ownAddress(address: string, own: OwnAddresses): Subscriber {
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
  const publicBase = own.publicUrl === undefined ? undefined : new URL(own.publicUrl).toString().replace(/\/+$/, '');
  const isOwnPort = isLocal && url.protocol === 'http:' && url.port === String(own.ownPort() ?? '');
  if (base === publicBase || (isOwnPort && base === url.origin)) return at(base);
  throw new AppError(
    'invalid_request',
    'That is not an address of this app, so no topic is sent there. Whoever runs the app can set PUBLIC_URL to its address.',
  );
}
