import { describe, expect, test } from 'vitest';
import {
  type AcceptRules,
  acceptMessage,
  maximumAgeMs,
  maximumAheadMs,
} from '../../../src/notifications/sns/accept.ts';
import { parseHttpsBody } from '../../../src/notifications/sns/envelope.ts';
import { createSignatureVerifier } from '../../../src/notifications/sns/verify-signature.ts';
import { bodyOf, certificate, type Envelope, notification, nowMs, signed, topicArn } from '../signed-envelope.ts';

const parsed = (envelope: Envelope) => parseHttpsBody({}, bodyOf(envelope));

function rules(seen: (id: string) => boolean = () => false) {
  const fetched: string[] = [];
  const verifySignature = createSignatureVerifier({
    now: () => nowMs,
    async fetchCertificate(url) {
      fetched.push(url);
      return certificate;
    },
  });
  const https: AcceptRules = { topics: new Set([topicArn]), https: { verifySignature, now: () => nowMs, seen } };
  return { https, fetched };
}

const datedAt = (ageMs: number) =>
  parsed(signed({ ...notification, Timestamp: new Date(nowMs - ageMs).toISOString() }));

test('a true message of an allowed topic is taken', async () => {
  await expect(acceptMessage(parsed(signed(notification)), rules().https)).resolves.toBeUndefined();
});

test('a validly signed message of another topic is refused before anything is fetched', async () => {
  const { https, fetched } = rules();
  const foreign = signed({ ...notification, TopicArn: 'arn:aws:sns:eu-west-1:999999999999:incident-chat' });
  await expect(acceptMessage(parsed(foreign), https)).rejects.toMatchObject({
    code: 'unknown_topic',
    status: 403,
    message: expect.stringContaining('arn:aws:sns:eu-west-1:999999999999:incident-chat is not in CHAT_TOPICS'),
  });
  expect(fetched).toEqual([]);
});

test('a forged message is refused, however it is dated', async () => {
  const forged = { ...signed(notification), Message: 'forged', Timestamp: '2020-01-01T00:00:00Z' };
  await expect(acceptMessage(parsed(forged), rules().https)).rejects.toMatchObject({ code: 'bad_signature' });
});

describe('age', () => {
  test.each([
    ['now', 0],
    ['as late as SNS may try', maximumAgeMs],
    ['as far ahead as clocks may be', -maximumAheadMs],
  ])('%s is taken', async (_, ageMs) => {
    await expect(acceptMessage(datedAt(ageMs), rules().https)).resolves.toBeUndefined();
  });

  test.each([
    ['older', maximumAgeMs + 1],
    ['of 2020', nowMs - Date.UTC(2020, 0, 1)],
    ['further ahead', -maximumAheadMs - 1],
  ])('%s is stale', async (_, ageMs) => {
    await expect(acceptMessage(datedAt(ageMs), rules().https)).rejects.toMatchObject({ code: 'stale', status: 403 });
  });
});

test('a message that came before is answered as done', async () => {
  const seen = new Set([notification.MessageId ?? '']);
  const { https } = rules((id) => seen.has(id));
  await expect(acceptMessage(parsed(signed(notification)), https)).rejects.toMatchObject({
    code: 'replayed',
    status: 200,
  });
});

test('by SQS and Lambda the topic alone decides', async () => {
  const old = parsed({ ...signed(notification), Timestamp: '2025-01-01T00:00:00Z' });
  await expect(acceptMessage(old, { topics: new Set([topicArn]) })).resolves.toBeUndefined();
  await expect(acceptMessage(old, { topics: new Set() })).rejects.toMatchObject({ code: 'unknown_topic' });
});
