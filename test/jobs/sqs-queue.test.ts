import { randomUUID } from 'node:crypto';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { createSqsQueue } from '../../src/jobs/sqs-queue.ts';
import { queueContract } from './queue-contract.ts';
import { startSqs } from './start-sqs.ts';

queueContract(
  'SQS',
  async (now) => {
    const sqs = await startSqs(now);
    const client = sqs.connect();
    const { queueUrl } = await sqs.createJobQueue();
    return {
      queue: createSqsQueue({ client, queueUrl, now }),
      async sendRaw(group, text) {
        await client.send(
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: text,
            MessageGroupId: group,
            MessageDeduplicationId: randomUUID(),
          }),
        );
      },
      close: () => sqs.close(),
    };
  },
  { countsHandBacks: true, knowsAge: false },
);
