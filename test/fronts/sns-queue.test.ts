import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { until } from 'slack-aws-sandbox/slack';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SnsQueueFront, startSnsQueueFront } from '../../src/fronts/sns-queue.ts';
import type { JobToSend } from '../../src/jobs/queue.ts';
import type { LogFields } from '../../src/log.ts';
import { startSqs } from '../cloud/start-sqs.ts';
import { confirmation, type Envelope, notification, topicArn } from '../notifications/signed-envelope.ts';
import { silentLog } from '../support/silent-log.ts';

const incident =
  'arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21';

let sqs: Awaited<ReturnType<typeof startSqs>>;
let queueUrl: string;
let front: SnsQueueFront;
let sent: JobToSend[];
let refused: (LogFields | undefined)[];
let failures: number;

beforeEach(async () => {
  sqs = await startSqs();
  const create = { QueueName: 'notifications', Attributes: { VisibilityTimeout: '1' } };
  ({ QueueUrl: queueUrl = '' } = await sqs.connect().send(new CreateQueueCommand(create)));
  sent = [];
  refused = [];
  failures = 0;
  const log = { ...silentLog, warn: (_: string, fields?: LogFields) => void refused.push(fields) };
  const queue = {
    async send(jobs: readonly JobToSend[]) {
      if (failures > 0) {
        failures -= 1;
        throw new Error('the queue of jobs is down');
      }
      sent.push(...jobs);
    },
  };
  const topics = new Map([[topicArn, ['C1']]]);
  front = await startSnsQueueFront({ client: sqs.connect(), queueUrl, topics, queue, now: Date.now, log });
});
afterEach(async () => {
  await front.stop();
  await sqs.close();
});

/** The body that SNS sends to a queue. */
const envelope = (fields: Envelope = {}): string =>
  JSON.stringify({
    ...notification,
    Message: incident,
    SignatureVersion: '1',
    Signature: 'AAAA',
    SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/x.pem',
    ...fields,
  });
const put = (body: string) => sqs.connect().send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
const isEmpty = async () => {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await sqs
    .connect()
    .send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }));
  return names.every((name) => Attributes[name] === '0');
};

describe('SNS by an SQS queue', () => {
  test('a message becomes a job and leaves the queue, whatever its age', async () => {
    await put(envelope({ Timestamp: '2020-01-01T00:00:00.000Z' }));
    await until(() => sent.length === 1 && isEmpty(), 10_000);
    expect(sent[0]).toMatchObject({
      dedupeId: `sns:${notification.MessageId}`,
      job: { kind: 'notification', topicArn, incidents: [incident] },
    });
    expect(front.alive).toBe(true);
  });

  test('a duplicate message is the same job', async () => {
    await put(envelope());
    await put(envelope());
    await until(() => sent.length === 2, 10_000);
    expect(new Set(sent.map(({ dedupeId }) => dedupeId)).size).toBe(1);
  });

  test.each([
    ['of an unlisted topic', envelope({ TopicArn: `${topicArn}-else` }), 'unknown_topic'],
    ['delivered raw', '{"detail-type":"SSM Incident Start"}', 'raw_delivery'],
    ['that is not an envelope', 'hello', 'raw_delivery'],
    ['with a malformed envelope', envelope({ MessageId: 'a b' }), 'malformed'],
  ])('a message %s is refused, leaves the queue and is logged', async (_, body, code) => {
    await put(body);
    await until(() => refused.length > 0 && isEmpty(), 10_000);
    expect(refused.map((fields) => fields?.code)).toEqual([code]);
    expect(sent).toEqual([]);
  });

  test('a refused message does not block others', async () => {
    await Promise.all([put('hello'), put(envelope()), put('{}')]);
    await until(() => sent.length === 1 && refused.length === 2 && isEmpty(), 10_000);
  });

  test('a message that cannot be stored stays in the queue and is received again', async () => {
    failures = 1;
    await put(envelope());
    await until(() => front.alive === false, 10_000);
    await until(() => sent.length > 0 && isEmpty(), 15_000);
    expect(front.alive).toBe(true);
  });

  test('a confirmation in the queue is answered by API', async () => {
    await put(JSON.stringify({ ...JSON.parse(envelope()), ...confirmation }));
    await until(() => sent.length === 1, 10_000);
    expect(sent[0]?.job).toMatchObject({ kind: 'confirm', topicArn, token: confirmation.Token });
  });

  test('the front stops without waiting for a poll, which may take 20 seconds', { timeout: 15_000 }, () =>
    front.stop(),
  );
});
