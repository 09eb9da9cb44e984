import { regionOf } from '../incidents/arn.ts';
import type { AwsClients } from './clients.ts';
import { awsFault } from './fault.ts';

/** What the app does with SNS topics. Each call goes to the topic's own Region. */
export interface Topics {
  /** Answers SNS's question whether a subscription is wanted, by API: its `SubscribeURL` is never fetched. */
  confirm(topicArn: string, token: string): Promise<void>;
}

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html */
export function createTopics(clients: AwsClients): Topics {
  return {
    async confirm(topicArn, token) {
      try {
        const { ConfirmSubscriptionCommand } = await import('@aws-sdk/client-sns');
        const sns = await clients.sns(regionOf(topicArn) ?? '');
        const asked = { TopicArn: topicArn, Token: token, AuthenticateOnUnsubscribe: 'true' };
        await sns.send(new ConfirmSubscriptionCommand(asked));
      } catch (error) {
        throw awsFault(error, 'sns:ConfirmSubscription');
      }
    },
  };
}
