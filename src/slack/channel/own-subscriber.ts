import { queueArn } from '../../aws/queue-arn.ts';
import type { Subscriber } from '../../aws/write/topics.ts';
import { AppError } from '../../errors.ts';

export interface OwnAddresses {
  /** Whether the deployment subscribes its own function to the topics of `CHAT_TOPICS` (Lambda): nothing can be connected. */
  isDeployed?: boolean | undefined;
  /** The queue that is subscribed to the SNS topics: `NOTIFICATIONS_QUEUE_URL`. */
  notificationsQueueUrl?: string | undefined;
  /** The Region of the queue if its URL does not name one. */
  firstRegion: string;
  /** The public address of the app: `PUBLIC_URL`. */
  publicUrl?: string | undefined;
  /** The port that this process listens on; `undefined` before it does. */
  ownPort: () => number | undefined;
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);
const route = '/notifications';

/**
 * The endpoint to subscribe to a topic: the app's notifications queue or its own address, never another one.
 * @param address as typed; `''`: the queue or, without a queue, the public address
 * @throws AppError whose message the requester gets
 */
export type OwnSubscriber = (address: string) => Subscriber;

export function createOwnSubscriber(own: OwnAddresses): OwnSubscriber {
  return (address) => {
    if (own.isDeployed) throw subscribedByDeployment();
    if (address !== '') return ownAddress(address, own);
    if (own.notificationsQueueUrl !== undefined) return ownQueue(own.notificationsQueueUrl, own);
    if (own.publicUrl !== undefined) return at(own.publicUrl);
    throw new AppError(
      'not_understood',
      'SNS cannot reach this app yet. Whoever runs the app can set NOTIFICATIONS_QUEUE_URL, or PUBLIC_URL to its address.',
    );
  };
}

const subscribedByDeployment = () =>
  new AppError(
    'invalid_request',
    'On AWS Lambda each deployment subscribes the topics in CHAT_TOPICS, so there is nothing to connect. To add a topic, whoever runs the app adds TOPIC_ARN=CHANNEL_ID to CHAT_TOPICS and deploys again.',
  );

function ownQueue(queueUrl: string, { firstRegion }: OwnAddresses): Subscriber {
  const endpoint = queueArn(queueUrl, firstRegion);
  if (endpoint !== undefined) return { protocol: 'sqs', endpoint };
  throw new AppError('configuration', "NOTIFICATIONS_QUEUE_URL does not end in the queue's account and name.");
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
    throw new AppError('not_understood', 'SNS needs an https address of this app, such as https://example.com.');
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
