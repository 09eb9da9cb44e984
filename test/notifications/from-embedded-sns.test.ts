import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEmbeddedSns, createEmbeddedSqs, type EmbeddedSns } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptMessage } from '../../src/notifications/sns/accept.ts';
import {
  parseHttpsBody,
  parseLambdaRecord,
  parseSqsBody,
  type SnsMessage,
} from '../../src/notifications/sns/envelope.ts';
import { NotificationRefused } from '../../src/notifications/sns/refusal.ts';
import { createSignatureVerifier } from '../../src/notifications/sns/verify-signature.ts';

const owner = { account: '111122223333', region: 'eu-west-1' };
const lambdaEvents: { Records: unknown[] }[] = [];
const sqs = createEmbeddedSqs();
let sns: EmbeddedSns;
let url: string;
let taken: SnsMessage[];
let refused: NotificationRefused[];

/** A minimal front: 200 for an accepted message, the refusal's status for others. */
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    const message = parseHttpsBody(request.headers, Buffer.concat(chunks));
    await acceptMessage(message, rules());
    taken.push(message);
    response.writeHead(200).end();
  } catch (error) {
    if (!(error instanceof NotificationRefused)) throw error;
    refused.push(error);
    response.writeHead(error.status).end();
  }
});

let allowed: Set<string>;
let verifySignature: ReturnType<typeof createSignatureVerifier>;
const rules = () => ({
  topics: allowed,
  https: {
    verifySignature,
    now: Date.now,
    seen: (id: string) => taken.some(({ messageId }) => messageId === id),
  },
});

beforeAll(async () => {
  sns = await createEmbeddedSns({
    sqs,
    retryDelaysMs: [1, 1, 1],
    invokeFunction: async (_, event) => void lambdaEvents.push(event as { Records: unknown[] }),
  });
  const trustsCertificateUrl = (certificateUrl: string) => certificateUrl === sns.certificateUrl;
  verifySignature = createSignatureVerifier({ now: Date.now, trustsCertificateUrl });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await sns.close();
  sqs.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A topic with an unconfirmed subscription of the front above. */
function newTopic(name: string, version: string) {
  taken = [];
  refused = [];
  const topic = sns.topics.create(owner, name, { SignatureVersion: version });
  allowed = new Set([topic.arn]);
  return { topic, subscription: sns.topics.subscribe(topic, 'http', url, owner.account) };
}

test.each(['1', '2'])('a message of signature version %s is accepted', async (version) => {
  const { topic, subscription } = newTopic(`version-${version}`, version);
  sns.topics.confirm(topic.arn, subscription.token);
  sns.publish(topic.arn, 'Zürich\n🔴', { subject: 'A subject' });
  await sns.settled();
  expect(refused).toEqual([]);
  expect(taken).toMatchObject([{ message: 'Zürich\n🔴', subject: 'A subject', signatureVersion: version }]);
  expect(sns.deliveries.at(-1)).toMatchObject({ ok: true, attempt: 1 });
});

test('a duplicate delivery is accepted once and answered with 200', async () => {
  const { topic, subscription } = newTopic('twice', '2');
  sns.topics.confirm(topic.arn, subscription.token);
  sns.setFaults({ random: () => 0.1, duplicate: 1, delayMs: 200 });
  sns.publish(topic.arn, 'x');
  await sns.settled();
  sns.setFaults(undefined);
  // Both may be verified concurrently; the caller drops the duplicate by its id.
  expect(taken.length + refused.length).toBe(2);
  expect(new Set(taken.map(({ messageId }) => messageId)).size).toBe(1);
  for (const { code } of refused) expect(code).toBe('replayed');
});

test('a topic that is not listed is refused and not retried', async () => {
  const { topic, subscription } = newTopic('foreign', '2');
  sns.topics.confirm(topic.arn, subscription.token);
  allowed.clear();
  sns.publish(topic.arn, 'x');
  await sns.settled();
  expect(refused.map(({ code }) => code)).toEqual(['unknown_topic']);
});

test('raw delivery is refused and not retried', async () => {
  const { topic, subscription } = newTopic('raw', '2');
  sns.topics.confirm(topic.arn, subscription.token);
  subscription.raw = true;
  sns.publish(topic.arn, 'x');
  await sns.settled();
  expect(refused.map(({ code }) => code)).toEqual(['raw_delivery']);
});

test('a queue and a function receive the same message', async () => {
  const { topic } = newTopic('elsewhere', '1');
  const queue = sqs.queues.create(owner, 'notifications', {});
  const statement = { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' };
  queue.setAttributes({ Policy: JSON.stringify({ Statement: statement }) });
  sns.topics.subscribe(topic, 'sqs', queue.arn, owner.account);
  sns.topics.subscribe(topic, 'lambda', 'arn:aws:lambda:eu-west-1:111122223333:function:x', owner.account);
  const messageId = sns.publish(topic.arn, 'x');
  await sns.settled();
  const fromQueue = parseSqsBody(queue.messages()[0]?.body ?? '');
  const fromFunction = parseLambdaRecord(lambdaEvents[0]?.Records[0]);
  expect(fromQueue).toEqual(fromFunction);
  expect(fromQueue).toMatchObject({ messageId, message: 'x', topicArn: topic.arn });
  await expect(verifySignature(fromQueue)).resolves.toBeUndefined();
});

test('no link in a message was fetched', () => {
  expect(sns.publicRequests.filter((path) => !path.startsWith('/SimpleNotificationService-'))).toEqual([]);
});
