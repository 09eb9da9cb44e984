#!/usr/bin/env bash
# fauxqs 1.9.2: one receive of a FIFO queue holds at most one message of each group.
#
# Guessed before running: a receive for ten gives a1, a2, a3 and b1 in one answer, as SQS documents: it returns as many
# messages of one group as it can before it goes on to the next.
# Seen: a1 and b1. With a single group in the queue, a batch of ten is a batch of one: a worker that handles followers of a
# group within one batch never meets the case here, and throughput figures do not carry over.
# Rule: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact fauxqs@1.9.2 @aws-sdk/client-sqs@3.1169.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';

const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
const endpoint = `http://127.0.0.1:${server.port}`;
const client = new SQSClient({ region: 'us-east-1', endpoint, credentials: { accessKeyId: 'key', secretAccessKey: 'secret' } });
const { QueueUrl } = await client.send(
  new CreateQueueCommand({ QueueName: 'jobs.fifo', Attributes: { FifoQueue: 'true' } }),
);
for (const body of ['a1', 'a2', 'a3', 'b1']) {
  await client.send(
    new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: body[0], MessageDeduplicationId: body }),
  );
}
const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
await server.stop();
const received = Messages.map(({ Body }) => Body).join(' ');
console.log(JSON.stringify({ received }));
process.exit(received === 'a1 b1' ? 0 : 1);
JS
node --no-warnings run.mjs
