import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createEmbeddedAws } from '../../../aws/embedded-aws.ts';
import { createEmbeddedSns } from '../../../aws/sns/embedded-sns.ts';
import { createEmbeddedSqs } from '../../../aws/sqs/embedded-sqs.ts';

test('SNS and Incident Manager share one URL and are distinguished by the credential scope', async () => {
  const sqs = createEmbeddedSqs();
  const sns = await createEmbeddedSns({ sqs });
  const aws = await createEmbeddedAws({ seeds: false, services: { sns: sns.handler, sqs: sqs.handler } });
  const settings = {
    endpoint: aws.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const snsClient = new SNSClient(settings);
  const sqsClient = new SQSClient(settings);
  const { TopicArn } = await snsClient.send(new CreateTopicCommand({ Name: 'incident-chat' }));
  const Policy = JSON.stringify({
    Statement: { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' },
  });
  const { QueueUrl } = await sqsClient.send(
    new CreateQueueCommand({ QueueName: 'notifications', Attributes: { Policy } }),
  );
  const Endpoint = `arn:aws:sqs:eu-west-1:${aws.account}:notifications`;
  await snsClient.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  await snsClient.send(new PublishCommand({ TopicArn, Message: 'hello' }));
  const { Messages } = await sqsClient.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  expect(JSON.parse(Messages?.[0]?.Body ?? '{}')).toMatchObject({ TopicArn, Message: 'hello' });
  snsClient.destroy();
  sqsClient.destroy();
  await aws.close();
  await sns.close();
  sqs.close();
});
