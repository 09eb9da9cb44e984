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

test('a signed message of a listed topic is accepted', async () => {
  await expect(acceptMessage(parsed(signed(notification)), rules().https)).resolves.toBeUndefined();
});

test('a signed message of another topic is refused before anything is fetched', async () => {
  const { https, fetched } = rules();
  const foreign = signed({ ...notification, TopicArn: 'arn:aws:sns:eu-west-1:999999999999:incident-chat' });
  await expect(acceptMessage(parsed(foreign), https)).rejects.toMatchObject({
    code: 'unknown_topic',
    status: 403,
    message: expect.stringContaining('arn:aws:sns:eu-west-1:999999999999:incident-chat is not in CHAT_TOPICS'),
  });
  expect(fetched).toEqual([]);
});

test('a forged message is refused, whatever its date', async () => {
  const forged = { ...signed(notification), Message: 'forged', Timestamp: '2020-01-01T00:00:00Z' };
  await expect(acceptMessage(parsed(forged), rules().https)).rejects.toMatchObject({ code: 'bad_signature' });
});

describe('age', () => {
  test.each([
    ['now', 0],
    ["as old as SNS's last retry", maximumAgeMs],
    ['as far in the future as clocks may differ', -maximumAheadMs],
  ])('a message %s is accepted', async (_, ageMs) => {
    await expect(acceptMessage(datedAt(ageMs), rules().https)).resolves.toBeUndefined();
  });

  test.each([
    ['older', maximumAgeMs + 1],
    ['of 2020', nowMs - Date.UTC(2020, 0, 1)],
    ['further in the future', -maximumAheadMs - 1],
  ])('a message %s is stale', async (_, ageMs) => {
    await expect(acceptMessage(datedAt(ageMs), rules().https)).rejects.toMatchObject({ code: 'stale', status: 403 });
  });
});

test('a duplicate message is answered as already accepted', async () => {
  const seen = new Set([notification.MessageId ?? '']);
  const { https } = rules((id) => seen.has(id));
  await expect(acceptMessage(parsed(signed(notification)), https)).rejects.toMatchObject({
    code: 'replayed',
    status: 200,
  });
});

test('for SQS and Lambda only the topic is checked', async () => {
  const old = parsed({ ...signed(notification), Timestamp: '2025-01-01T00:00:00Z' });
  await expect(acceptMessage(old, { topics: new Set([topicArn]) })).resolves.toBeUndefined();
  await expect(acceptMessage(old, { topics: new Set() })).rejects.toMatchObject({ code: 'unknown_topic' });
});
