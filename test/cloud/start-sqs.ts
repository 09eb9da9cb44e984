import { CreateQueueCommand, type QueueAttributeName, SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { createEmbeddedSqs, serveAlone } from 'slack-aws-sandbox/aws';

/** An embedded SQS on 127.0.0.1 that uses the given clock. */
export async function startSqs(now: () => number = Date.now) {
  const sqs = createEmbeddedSqs({ now });
  const server = await serveAlone(sqs.handler);
  const clients: SQSClient[] = [];
  const connect = (settings: SQSClientConfig = {}): SQSClient => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new SQSClient({
      endpoint: server.url,
      region: 'eu-west-1',
      credentials,
      maxAttempts: 1,
      ...settings,
    });
    clients.push(client);
    return client;
  };
  const createQueue = async (QueueName: string, Attributes: Partial<Record<QueueAttributeName, string>> = {}) => {
    const { QueueUrl = '' } = await connect().send(
      new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true', ...Attributes } }),
    );
    return QueueUrl;
  };
  return {
    url: server.url,
    connect,
    createQueue,
    /** A FIFO queue with its dead-letter queue. */
    async createJobQueue() {
      const deadLetterQueueUrl = await createQueue('dead.fifo');
      const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:111122223333:dead.fifo';
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 10 });
      return { queueUrl: await createQueue('jobs.fifo', { RedrivePolicy }), deadLetterQueueUrl };
    },
    async close(): Promise<void> {
      for (const client of clients) client.destroy();
      sqs.close();
      await server.close();
    },
  };
}
