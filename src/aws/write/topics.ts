import { AppError } from '../../errors.ts';
import { accountOf, regionOf } from '../../incidents/naming/arn.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { required, toAwsError } from '../fault.ts';

/** The endpoint of a subscription. */
export interface Subscriber {
  protocol: 'sqs' | 'https' | 'http';
  /** The ARN of a queue, or a URL. */
  endpoint: string;
}

/** Calls SNS, in the Region of the topic. Every method throws AppError. */
export interface Topics {
  /** @throws AppError `account_not_allowed` for a topic of an account that the app may not call */
  checkAccount(topicArn: string): Promise<void>;
  /** Confirms a subscription with the API. Its `SubscribeURL` is never fetched. */
  confirm(topicArn: string, token: string): Promise<void>;
  /** Subscribes an endpoint; idempotent. SNS then asks a URL to confirm, but not a queue of the same account. */
  subscribe(topicArn: string, subscriber: Subscriber): Promise<void>;
  /**
   * Publishes a text with the role for the topic's account. SNS has no idempotency token, so the message is sent once.
   * After `aws_unavailable` it is unknown whether it was published.
   * @param beforeSend called just before the request is sent
   */
  publish(topicArn: string, message: string, beforeSend: () => Promise<void>): Promise<void>;
}

const isNamedBySns = (error: unknown): boolean =>
  error instanceof Error && 'Code' in error && typeof error.Code === 'string';

/** @see https://docs.aws.amazon.com/sns/latest/api/welcome.html */
export function createTopics(clients: AwsClients, accounts: Accounts): Topics {
  async function call<T>(action: string, topicArn: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const fault = toAwsError(error, `sns:${action}`);
      if (fault.code !== 'no_such_incident') throw fault;
      // The SDK maps every response with status 404 to this error. Only SNS's own response has a code in its body.
      if (!isNamedBySns(error))
        throw new AppError('aws_unavailable', 'AWS did not answer. Retrying automatically.', { cause: error });
      throw new AppError('invalid_request', `There is no topic ${topicArn}.`, { cause: error });
    }
  }

  const clientFor = (topicArn: string, role?: string, tries?: 'once') =>
    clients.sns(regionOf(topicArn) ?? '', role, tries);

  return {
    async checkAccount(topicArn) {
      await accounts.roleFor(accountOf(topicArn));
    },
    confirm: (TopicArn, Token) =>
      call('ConfirmSubscription', TopicArn, async () => {
        const { ConfirmSubscriptionCommand } = await import('@aws-sdk/client-sns');
        const sns = await clientFor(TopicArn);
        const input = { TopicArn, Token, AuthenticateOnUnsubscribe: 'true' };
        required((await sns.send(new ConfirmSubscriptionCommand(input))).SubscriptionArn);
      }),
    subscribe: (TopicArn, { protocol: Protocol, endpoint: Endpoint }) =>
      call('Subscribe', TopicArn, async () => {
        const { SubscribeCommand } = await import('@aws-sdk/client-sns');
        const sns = await clientFor(TopicArn);
        required((await sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }))).SubscriptionArn);
      }),
    publish: (TopicArn, Message, beforeSend) =>
      call('Publish', TopicArn, async () => {
        const { PublishCommand } = await import('@aws-sdk/client-sns');
        const role = await accounts.roleFor(accountOf(TopicArn));
        const sns = await clientFor(TopicArn, role, 'once');
        // A failure to get credentials happens here, before anything is sent.
        await sns.config.credentials();
        await beforeSend();
        const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message }));
        // Not SNS's response, for example a proxy's page.
        if (MessageId === undefined) throw new AppError('aws_unavailable', 'AWS did not answer.');
      }),
  };
}
