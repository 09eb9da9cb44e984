import { AppError } from '../../errors.ts';
import { regionOf } from '../../incidents/arn.ts';
import type { Accounts } from '../accounts.ts';
import type { AwsClients } from '../clients.ts';
import { toAwsError } from '../fault.ts';

/** Where a topic's messages are to go. */
export interface Subscriber {
  protocol: 'sqs' | 'https' | 'http';
  /** ARN of a queue, or an address. */
  endpoint: string;
}

/** What the app does with SNS topics. Each call goes to the topic's own Region. */
export interface Topics {
  /** @throws AppError `account_not_allowed` for a topic of an account that the app may not ask */
  checkAccount(topicArn: string): Promise<void>;
  /** Answers SNS's question whether a subscription is wanted, by API: its `SubscribeURL` is never fetched. */
  confirm(topicArn: string, token: string): Promise<void>;
  /** Subscribes; what is subscribed already stays so. An address is asked to confirm, a queue of one's own is not. */
  subscribe(topicArn: string, subscriber: Subscriber): Promise<void>;
  /**
   * Publishes a text, as the account that the topic is in. SNS has no token by which it would know a message again, so it
   * is sent once: after a fault of the code `aws_unavailable` nobody knows whether it was published.
   * @param begun called before it is sent
   */
  publish(topicArn: string, message: string, begun: () => Promise<void>): Promise<void>;
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
      // SNS's client takes every answer with status 404 for this one: only AWS's own names it.
      if (!isNamedBySns(error))
        throw new AppError('aws_unavailable', 'AWS did not answer. Retrying automatically.', { cause: error });
      throw new AppError('invalid_request', `There is no topic ${topicArn}.`, { cause: error });
    }
  }

  const clientFor = (topicArn: string, role?: string, tries?: 'once') =>
    clients.sns(regionOf(topicArn) ?? '', role, tries);

  const accountOf = (topicArn: string) => topicArn.split(':')[4] ?? '';

  return {
    async checkAccount(topicArn) {
      await accounts.roleFor(accountOf(topicArn));
    },
    confirm: (TopicArn, Token) =>
      call('ConfirmSubscription', TopicArn, async () => {
        const { ConfirmSubscriptionCommand } = await import('@aws-sdk/client-sns');
        const sns = await clientFor(TopicArn);
        await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe: 'true' }));
      }),
    subscribe: (TopicArn, { protocol: Protocol, endpoint: Endpoint }) =>
      call('Subscribe', TopicArn, async () => {
        const { SubscribeCommand } = await import('@aws-sdk/client-sns');
        const sns = await clientFor(TopicArn);
        await sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
      }),
    publish: (TopicArn, Message, begun) =>
      call('Publish', TopicArn, async () => {
        const { PublishCommand } = await import('@aws-sdk/client-sns');
        const role = await accounts.roleFor(accountOf(TopicArn));
        const sns = await clientFor(TopicArn, role, 'once');
        // Credentials that cannot be had fail here: nothing was sent by then.
        await sns.config.credentials();
        await begun();
        const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message }));
        // What is no answer of SNS's (a proxy's page) says nothing.
        if (MessageId === undefined) throw new AppError('aws_unavailable', 'AWS did not answer.');
      }),
  };
}
