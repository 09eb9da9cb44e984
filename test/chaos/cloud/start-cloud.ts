import { fork } from 'node:child_process';
import { once } from 'node:events';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { tableDefinition } from '../../../src/cloud/dynamodb-table.ts';
import type { ClockFacts } from '../clock.ts';
import type { FromApp, ToApp } from '../process-messages.ts';
import type { Random } from '../random.ts';
import { jobKey } from './check-dead-letters.ts';
import { type DeadLetter, readDeadLetters } from './dead-letters.ts';
import type { FromEngines } from './engine-messages.ts';
import { openServiceGate, type ServiceFaults } from './service-gate.ts';

/** The queue and the store of a run in the cloud. */
export interface Cloud {
  /** Environment variables of the app. */
  environment: Record<string, string>;
  setClock(facts: ClockFacts): void;
  setFaults(faults: { sqs?: ServiceFaults | undefined; dynamo?: ServiceFaults | undefined }): void;
  deadLetters(): Promise<DeadLetter[]>;
  /** How often a job was handed to a worker, by `jobKey`. */
  readonly handed: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const credentials = { accessKeyId: 'AKIDSANDBOX000000000', secretAccessKey: 'sandbox' };
const table = 'incidents';

/** Starts SQS and DynamoDB by engines that are not ours, in a process of their own, each behind a gate that injects faults. */
export async function startCloud(random: Random, clock: ClockFacts): Promise<Cloud> {
  const child = fork(new URL('./engines-main.ts', import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', new URL('../fast-clock.ts', import.meta.url).href],
    env: { ...process.env, CHAOS_CLOCK: JSON.stringify(clock) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const closed = once(child, 'exit');
  const { sqsUrl, dynamoUrl } = await new Promise<FromEngines>((resolve, reject) => {
    child.on('message', (message: FromEngines | FromApp) => message.kind === 'ready' && resolve(message));
    child.once('exit', () => reject(new Error('the engines do not start')));
  });
  const handed = new Map<string, number>();
  const sqs = await openServiceGate({
    target: sqsUrl,
    random,
    onAnswer(operation, answer) {
      if (operation !== 'ReceiveMessage') return;
      const { Messages = [] } = JSON.parse(answer) as { Messages?: { Body: string }[] };
      for (const key of Messages.map(({ Body }) => jobKey(Body))) handed.set(key, (handed.get(key) ?? 0) + 1);
    },
  });
  const dynamo = await openServiceGate({ target: dynamoUrl, random });
  await Promise.all([createQueues(sqsUrl), createTable(dynamoUrl)]);
  return {
    environment: {
      QUEUE_URL: `${sqs.url}/000000000000/jobs.fifo`,
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
      STORE_URL: `dynamodb:${table}`,
    },
    handed,
    setClock(facts) {
      const message: ToApp = { kind: 'clock', facts };
      child.send(message);
    },
    setFaults(faults) {
      sqs.setFaults(faults.sqs ?? {});
      dynamo.setFaults(faults.dynamo ?? {});
    },
    deadLetters: () => readDeadLetters(sqsUrl, 'dead-jobs.fifo'),
    async close() {
      await Promise.all([sqs.close(), dynamo.close()]);
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** The jobs' queue and its dead letters, as in `deploy/storage.yml`. */
async function createQueues(endpoint: string): Promise<void> {
  const client = new SQSClient({ endpoint, region: 'eu-west-1', credentials });
  const create = (QueueName: string, Attributes: Record<string, string> = {}) =>
    client.send(new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true', ...Attributes } }));
  await create('dead-jobs.fifo');
  const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:000000000000:dead-jobs.fifo';
  await create('jobs.fifo', {
    VisibilityTimeout: '360',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1000 }),
  });
  client.destroy();
}

async function createTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  await client.send(new CreateTableCommand({ ...tableDefinition, TableName: table }));
  client.destroy();
}
