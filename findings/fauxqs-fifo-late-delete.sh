#!/usr/bin/env bash
# fauxqs 2.4.1: in a FIFO queue DeleteMessage with an expired receipt handle is answered as a success.
#
# Guessed before running: a deletion after the visibility timeout is refused with "The receipt handle has expired", as SQS does
# for FIFO queues, whether or not another worker has received the message meanwhile.
# Seen: no error in either case. If no one has received the message again, it is gone: a worker that overran its time finishes
# its job here, and on SQS the job runs again. If another worker has it, nothing is deleted, and nothing says so.
# Rule: https://repost.aws/knowledge-center/sqs-receipt-handle-error
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact fauxqs@2.4.1 @aws-sdk/client-sqs@3.1169.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';

const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
const client = new SQSClient({
  region: 'eu-west-1',
  endpoint: `http://127.0.0.1:${server.port}`,
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
});

/** Deletes a message with a handle that has expired. @returns the answer, and how many messages are left */
async function lateDelete(name, isTakenAgain) {
  const Attributes = { FifoQueue: 'true' };
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes }));
  const receive = async (VisibilityTimeout) =>
    (await client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout, WaitTimeSeconds: 1 }))).Messages ?? [];
  await client.send(
    new SendMessageCommand({ QueueUrl, MessageBody: 'job', MessageGroupId: 'g', MessageDeduplicationId: 'd' }),
  );
  const [{ ReceiptHandle }] = await receive(1);
  await sleep(1500);
  const takenAgain = isTakenAgain ? (await receive(2)).length : 0;
  const deleted = await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })).then(
    () => 'ok',
    (error) => error.name,
  );
  await sleep(isTakenAgain ? 2500 : 0);
  return { takenAgain, deleted, left: (await receive(1)).length };
}

const visible = await lateDelete('visible', false);
const taken = await lateDelete('taken', true);
client.destroy();
await server.stop();
console.log(JSON.stringify({ visible, taken }));
const isSilent = visible.deleted === 'ok' && taken.deleted === 'ok' && taken.takenAgain === 1;
process.exitCode = isSilent && visible.left === 0 && taken.left === 1 ? 0 : 1;
JS
node --no-warnings run.mjs
