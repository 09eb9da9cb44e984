import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { startEmbeddedServices } from 'slack-aws-sandbox';
import { startDynamoDb } from '../cloud/start-dynamodb.ts';

/** The functions' backends: SQS and the rest of the embedded AWS, and a DynamoDB engine. */
export async function startLambdaBackends() {
  const [services, dynamo] = await Promise.all([
    startEmbeddedServices({ retryDelaysMs: [50, 100, 200] }),
    startDynamoDb(),
  ]);
  const table = await dynamo.createTable();
  const credentials = { accessKeyId: 'AKIDSANDBOX000000000', secretAccessKey: 'sandbox' };
  const client = new SQSClient({ endpoint: services.aws.url, region: 'eu-west-1', credentials });
  const create = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const fifo = { FifoQueue: 'true', VisibilityTimeout: '360', ...Attributes };
    return (await client.send(new CreateQueueCommand({ QueueName, Attributes: fifo }))).QueueUrl ?? '';
  };
  const deadLetterUrl = await create('dead-jobs.fifo');
  const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:111122223333:dead-jobs.fifo';
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1000 });
  const queueUrl = await create('jobs.fifo', { RedrivePolicy });
  const peopleQueueUrl = await create('people.fifo', { RedrivePolicy });

  async function receive(url: string): Promise<Message[]> {
    const ask = { QueueUrl: url, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const] };
    return (await client.send(new ReceiveMessageCommand(ask))).Messages ?? [];
  }

  return {
    ...services,
    dynamo,
    table,
    queueUrl,
    /** What PEOPLE_QUEUE_URL may name: `environment` does not. */
    peopleQueueUrl,
    /** Environment variables of every function. */
    environment: {
      ...services.environment,
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
      QUEUE_URL: queueUrl,
      STORE_URL: `dynamodb:${table}`,
      LOG_LEVEL: 'warn',
    },
    /** Receives messages of a queue as Lambda would; they are in flight then. */
    async takeEvent(url = queueUrl): Promise<SQSEvent> {
      return toEvent(await receive(url), url);
    },
    /** Deletes the completed messages, as Lambda does after the function's answer. */
    async settle(event: SQSEvent, { batchItemFailures }: SQSBatchResponse, QueueUrl = queueUrl): Promise<void> {
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { messageId, receiptHandle: ReceiptHandle } of event.Records) {
        if (!failed.has(messageId)) await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    },
    /** Ends the visibility timeout of messages in flight. */
    async show({ Records }: SQSEvent, QueueUrl = queueUrl): Promise<void> {
      for (const { receiptHandle: ReceiptHandle } of Records) {
        const now = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
        await client.send(new ChangeMessageVisibilityCommand(now));
      }
    },
    deadLetters: async () => (await receive(deadLetterUrl)).map(({ Body = '' }) => JSON.parse(Body)),
    /** Number of messages in the queue, including those in flight. */
    async left(url = queueUrl): Promise<number> {
      const ask = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
      const { Attributes = {} } = await client.send(ask);
      return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
    },
    async end(): Promise<void> {
      client.destroy();
      await Promise.all([services.close(), dynamo.close()]);
    },
  };
}

export type LambdaBackends = Awaited<ReturnType<typeof startLambdaBackends>>;

/** Messages of a queue as Lambda passes them to a function. @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export function toEvent(messages: readonly Message[], url: string): SQSEvent {
  return {
    Records: messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {}, MD5OfBody = '' }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: { ...Attributes } as SQSEvent['Records'][number]['attributes'],
      messageAttributes: {},
      md5OfBody: MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:eu-west-1:111122223333:${url.split('/').at(-1)}`,
      awsRegion: 'eu-west-1',
    })),
  };
}
