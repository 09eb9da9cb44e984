#!/usr/bin/env bash
# fauxqs 1.9.2: a FIFO queue may have a standard queue for its dead letters.
#
# Guessed before running: SetQueueAttributes refuses the redrive policy, as SQS documents: "the dead-letter queue of a FIFO
# queue must also be a FIFO queue". fauxqs refuses other parameters that do not fit a FIFO queue, such as a delay of one
# message, with SQS's own words.
# Seen: the policy is accepted. A stack with this mistake passes here and fails to deploy.
# Rule: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact fauxqs@1.9.2 @aws-sdk/client-sqs@3.1169.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';

const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
const endpoint = `http://127.0.0.1:${server.port}`;
const client = new SQSClient({ region: 'us-east-1', endpoint, credentials: { accessKeyId: 'key', secretAccessKey: 'secret' } });
const create = (QueueName, Attributes) => client.send(new CreateQueueCommand({ QueueName, Attributes }));
const { QueueUrl: jobs } = await create('jobs.fifo', { FifoQueue: 'true' });
const { QueueUrl: dead } = await create('dead');
const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] }));
const delayed = { QueueUrl: jobs, MessageBody: 'job', MessageGroupId: 'group', MessageDeduplicationId: 'job', DelaySeconds: 2 };
const delay = await client.send(new SendMessageCommand(delayed)).then(() => 'accepted', ({ name }) => name);
const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes.QueueArn, maxReceiveCount: 5 });
const redrive = await client
  .send(new SetQueueAttributesCommand({ QueueUrl: jobs, Attributes: { RedrivePolicy } }))
  .then(() => 'accepted', ({ name }) => name);
await server.stop();
console.log(JSON.stringify({ delay, redrive }));
process.exit(delay.endsWith('InvalidParameterValue') && redrive === 'accepted' ? 0 : 1);
JS
node --no-warnings run.mjs
