import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  type QueueAttributeName,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll } from 'vitest';
import { createEmbeddedSqs, type EmbeddedSqs } from '../../../aws/sqs/embedded-sqs.ts';
import { type ServedAlone, serveAlone } from '../../../aws/sqs/serve-alone.ts';

/** The time of the queues. */
export const clock = { ms: Date.UTC(2026, 0, 1) };
export let sqs: EmbeddedSqs;
export let server: ServedAlone;
export let client: SQSClient;

/** To be called once per test file: starts a server with queues for its tests. */
export function queuesForThisFile(): void {
  beforeAll(async () => {
    sqs = createEmbeddedSqs({ now: () => clock.ms });
    server = await serveAlone(sqs.handler);
    client = clientIn('eu-west-1');
  });

  afterAll(async () => {
    client.destroy();
    sqs.close();
    await server.close();
  });
}

export function clientIn(region: string): SQSClient {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new SQSClient({ endpoint: server.url, region, credentials, maxAttempts: 1 });
}

let count = 0;
export async function newQueue(attributes: Partial<Record<QueueAttributeName, string>> = {}): Promise<string> {
  count += 1;
  const name = attributes.FifoQueue === 'true' ? `queue-${count}.fifo` : `queue-${count}`;
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  return QueueUrl ?? '';
}
export const newFifo = (attributes: Partial<Record<QueueAttributeName, string>> = {}) =>
  newQueue({ FifoQueue: 'true', ...attributes });

export const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));

export const sendTo = (url: string, group: string, body: string) =>
  send(url, body, { MessageGroupId: group, MessageDeduplicationId: body });

export async function receive(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  const answer = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
      ...more,
    }),
  );
  return answer.Messages ?? [];
}

export const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);
export const remove = (QueueUrl: string, { ReceiptHandle }: Message) =>
  client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
export const hide = (QueueUrl: string, { ReceiptHandle }: Message, VisibilityTimeout: number) =>
  client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

export async function attributes(QueueUrl: string) {
  const answer = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return answer.Attributes ?? {};
}
