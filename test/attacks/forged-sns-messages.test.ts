import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetchCertificate } from '../../src/notifications/sns/certificate-keys.ts';
import {
  certificateFor,
  certificateUrl,
  confirmation,
  type Envelope,
  notification,
  nowMs,
  signed,
} from '../notifications/signed-envelope.ts';
import { type Fronts, startFronts, startTrap } from './start-fronts.ts';

let fronts: Fronts;
beforeEach(async () => {
  fronts = await startFronts();
});
afterEach(() => fronts.stop());

const good = signed(notification);
const foreignTopic = 'arn:aws:sns:eu-west-1:999999999999:incident-chat';

describe('refused, and nothing stored', () => {
  test.each<[string, Envelope, number]>([
    ['another message under a true signature', { ...good, Message: 'forged' }, 403],
    ['no signature', { ...good, Signature: '' }, 400],
    ['a signature of nothing', { ...good, Signature: 'AAAA' }, 403],
    ['a topic that was not allowed, signed by SNS itself', signed({ ...notification, TopicArn: foreignTopic }), 403],
    [
      'a topic of the same name in another Region',
      { ...good, TopicArn: good.TopicArn?.replace('west', 'east') ?? '' },
      403,
    ],
    ['recorded two hours ago', signed({ ...notification, Timestamp: new Date(nowMs - 7_200_000).toISOString() }), 403],
    ['a topic with a line break', { ...good, TopicArn: `${good.TopicArn}\nType` }, 400],
  ])('a message is refused: %s', async (_, envelope, status) => {
    expect((await fronts.postSns(envelope)).status).toBe(status);
    expect(await fronts.jobs()).toBe(0);
  });

  test('a message signed with another certificate at the right address is refused', async () => {
    const strange = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const other = await startFronts({ verifier: { fetchCertificate: async () => certificateFor(strange) } });
    expect((await other.postSns(good)).status).toBe(403);
    expect(await other.jobs()).toBe(0);
    await other.stop();
  });

  test('a message with one field in two spellings is refused', async () => {
    expect((await fronts.postSns({ ...good, topicarn: foreignTopic })).status).toBe(400);
  });
});

test('a replayed message is answered 200 and stored once', async () => {
  for (let count = 0; count < 3; count += 1) expect((await fronts.postSns(good)).status).toBe(200);
  expect(await fronts.jobs()).toBe(1);
});

describe('the app is never made to fetch what a message names', () => {
  const name = 'SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';

  test.each([
    `https://sns.eu-west-1.amazonaws.com.evil.example/${name}`,
    `https://sns.eu-west-1.amazonaws.com@evil.example/${name}`,
    `https://evil.example/sns.eu-west-1.amazonaws.com/${name}`,
    `https://sns.us-east-1.amazonaws.com/${name}`,
    `https://sns.eu-west-1.amazonaws.com:8443/${name}`,
    `http://sns.eu-west-1.amazonaws.com/${name}`,
    `https://sns.eu-west-1.s3.amazonaws.com/${name}`,
    `https://169.254.169.254/${name}`,
    'file:///etc/passwd',
    'http://169.254.169.254/latest/meta-data/iam/security-credentials/',
  ])('certificate at %s', async (url) => {
    expect((await fronts.postSns(signed(notification, '2', url))).status).toBe(403);
    expect(fronts.fetched).toEqual([]);
  });

  test('neither the SubscribeURL nor a certificate elsewhere is fetched', async () => {
    const trap = await startTrap();
    const subscription = signed({ ...confirmation, SubscribeURL: `${trap.url}/?Action=ConfirmSubscription` });
    expect((await fronts.postSns(subscription)).status).toBe(200);
    // The token goes to the API of the topic's own Region, by a job.
    expect(await fronts.jobs()).toBe(1);
    expect((await fronts.postSns(signed(notification, '2', `${trap.url}/${name}`))).status).toBe(403);
    expect(trap.asked).toEqual([]);
    await trap.stop();
  });

  test("a redirect of the certificate's host is not followed", async () => {
    const trap = await startTrap();
    const { createServer } = await import('node:http');
    const redirecting = createServer((_, response) => response.writeHead(302, { location: trap.url }).end());
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
    const { port } = redirecting.address() as { port: number };
    await expect(fetchCertificate(`http://127.0.0.1:${port}/${name}`)).rejects.toThrow();
    expect(trap.asked).toEqual([]);
    redirecting.closeAllConnections();
    await new Promise((resolve) => redirecting.close(resolve));
    await trap.stop();
  });

  test('an unknown topic is refused before anything is fetched', async () => {
    await fronts.postSns(signed({ ...notification, TopicArn: foreignTopic }, '2', certificateUrl));
    expect(fronts.fetched).toEqual([]);
  });
});
