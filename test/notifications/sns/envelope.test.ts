import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import {
  maximumEnvelopeBytes,
  parseHttpsBody,
  parseLambdaRecord,
  parseSqsBody,
} from '../../../src/notifications/sns/envelope.ts';
import { NotificationRefused } from '../../../src/notifications/sns/refusal.ts';
import { bodyOf, confirmation, notification, signed, topicArn } from '../signed-envelope.ts';

const read = (body: Buffer, headers = {}) => parseHttpsBody(headers, body);

/** Runs what must be refused, and answers the refusal. */
function refusal(run: () => unknown): NotificationRefused {
  try {
    run();
  } catch (error) {
    if (error instanceof NotificationRefused) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('the three shapes give one message', () => {
  const envelope = signed({ ...notification, Subject: 'A subject' });
  const { SigningCertURL, ...rest } = envelope;
  const record = {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: `${topicArn}:21be56ed-a058-49f5-8c98-aedd2564c486`,
    Sns: { ...rest, SigningCertUrl: SigningCertURL, UnsubscribeUrl: 'https://x', MessageAttributes: {} },
  };

  test.each([
    ['HTTPS', () => read(bodyOf({ ...envelope, UnsubscribeURL: 'https://x' }))],
    ['SQS', () => parseSqsBody(JSON.stringify(envelope))],
    ['Lambda', () => parseLambdaRecord(record)],
    ['Lambda with the other spelling', () => parseLambdaRecord({ ...record, Sns: envelope })],
  ])('%s', (_, run) => {
    expect(run()).toEqual({
      type: 'Notification',
      messageId: notification.MessageId,
      topicArn,
      message: 'Hello world!',
      subject: 'A subject',
      timestamp: notification.Timestamp,
      timestampMs: Date.parse(notification.Timestamp ?? ''),
      signatureVersion: '2',
      signature: envelope.Signature,
      signingCertUrl: SigningCertURL,
    });
  });

  test('a Lambda record without subject says null', () => {
    const message = parseLambdaRecord({ ...record, Sns: { ...envelope, Subject: null } });
    expect(message).not.toHaveProperty('subject');
  });

  test('a confirmation carries its token, a notification never does', () => {
    expect(read(bodyOf(signed(confirmation)))).toMatchObject({
      type: 'SubscriptionConfirmation',
      token: confirmation.Token,
      subscribeUrl: confirmation.SubscribeURL,
    });
    expect(read(bodyOf({ ...envelope, Token: 'x', SubscribeURL: 'https://x' }))).not.toHaveProperty('token');
  });
});

describe('raw delivery is refused, with what to set', () => {
  test.each([
    ['HTTPS, by its header', () => read(Buffer.from('bare text'), { 'x-amz-sns-rawdelivery': 'true' })],
    ['SQS, plain text', () => parseSqsBody('bare text')],
    ['SQS, JSON that is no envelope', () => parseSqsBody('{"detail-type":"SSM Incident Start"}')],
    ['SQS, a JSON text', () => parseSqsBody('"x"')],
  ])('%s', (_, run) => {
    expect(refusal(run)).toMatchObject({
      code: 'raw_delivery',
      status: 400,
      message: expect.stringContaining('Set RawMessageDelivery to false'),
    });
  });
});

describe('what is no envelope is refused', () => {
  const envelope = signed(notification);
  const json = JSON.stringify(envelope);
  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['no JSON', 'x'],
    ['an array', '[]'],
    ['null', 'null'],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from('{"Type":"'), Buffer.from([0xff]), Buffer.from('"}')])],
    ['keys that differ only by case', json.replace('{', '{"signingcerturl":"https://evil.example/x.pem",')],
    ['both spellings of the certificate', json.replace('{', '{"SigningCertUrl":"https://evil.example/x.pem",')],
    ['topic twice by case', json.replace('{', '{"topicArn":"arn:aws:sns:eu-west-1:999999999999:evil",')],
    ['a prototype', json.replace('{', '{"__proto__":{"Token":"x"},')],
  ])('%s', (_, body) => {
    expect(refusal(() => read(Buffer.from(body)))).toMatchObject({ code: 'malformed', status: 400 });
  });

  test.each<[string, string, unknown]>([
    ['an unknown type', 'Type', 'Other'],
    ['a number for the message', 'Message', 7],
    ['a line break in the id', 'MessageId', 'a\nTopicArn\nb'],
    ['a line break in the subject', 'Subject', 'a\nb'],
    ['an id over 100 characters', 'MessageId', 'x'.repeat(101)],
    ['a topic that is no topic', 'TopicArn', 'arn:aws:sqs:eu-west-1:111122223333:x'],
    ['a topic with a line break', 'TopicArn', `${topicArn}\n`],
    ['an over-long subject', 'Subject', 'x'.repeat(401)],
    ['a time without zone', 'Timestamp', '2026-01-01T00:00:00'],
    ['no time', 'Timestamp', 'yesterday'],
    ['a signature that is no base64', 'Signature', '<script>'],
    ['an over-long certificate URL', 'SigningCertURL', `https://${'x'.repeat(500)}`],
    ['an object for the URL', 'SigningCertURL', { toString: 'x' }],
    ['no message', 'Message', undefined],
  ])('%s', (_, name, value) => {
    const refused = refusal(() => read(bodyOf({ ...envelope, [name]: value })));
    expect(refused).toMatchObject({ code: 'malformed', status: 400 });
    expect(refused.message).toContain(name);
    if (typeof value === 'string') expect(refused.message).not.toContain(value);
  });

  test.each(['Token', 'SubscribeURL'])('a confirmation without %s', (name) => {
    const { [name]: _, ...rest } = signed(confirmation);
    expect(refusal(() => read(bodyOf(rest))).code).toBe('malformed');
  });

  test.each([
    ['another event', { EventSource: 'aws:s3', Sns: signed(notification) }],
    ['no envelope', { EventSource: 'aws:sns' }],
    ['no record', null],
  ])('a Lambda record of %s', (_, record) => {
    expect(refusal(() => parseLambdaRecord(record)).code).toBe('malformed');
  });
});

describe('size', () => {
  test('a message of 256 KiB is read, also with every second character escaped', () => {
    const Message = '"x'.repeat(131_072);
    expect(read(bodyOf(signed({ ...notification, Message }))).message).toBe(Message);
  });

  test('a body over the bound is refused before it is parsed', () => {
    const body = Buffer.alloc(maximumEnvelopeBytes + 1, '[');
    expect(refusal(() => read(body))).toMatchObject({ code: 'too_large', status: 413 });
    expect(refusal(() => parseSqsBody(body.toString())).code).toBe('too_large');
  });
});

const envelopes = fc.record(
  {
    Type: fc.oneof(fc.constantFrom('Notification', 'SubscriptionConfirmation'), fc.json()),
    MessageId: fc.oneof(fc.uuid(), fc.string({ unit: 'binary' })),
    TopicArn: fc.oneof(fc.constant(topicArn), fc.string({ unit: 'binary' })),
    Message: fc.oneof(fc.string({ unit: 'binary' }), fc.anything()),
    Timestamp: fc.oneof(
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.string(),
    ),
    SignatureVersion: fc.constantFrom('1', '2', 'x'),
    Signature: fc.oneof(fc.base64String(), fc.string()),
    SigningCertURL: fc.oneof(fc.webUrl(), fc.string()),
  },
  { requiredKeys: [] },
);

property.prop([fc.oneof(envelopes, fc.anything()).map((value) => JSON.stringify(value) ?? '')], { numRuns: 2000 })(
  'whatever comes is a message or refused, never another error',
  (text) => {
    for (const run of [
      () => read(Buffer.from(text)),
      () => parseSqsBody(text),
      () => parseLambdaRecord({ EventSource: 'aws:sns', Sns: safeParse(text) }),
    ]) {
      try {
        expect(run().topicArn).toMatch(/^arn:aws[a-z-]*:sns:/);
      } catch (error) {
        expect(error).toBeInstanceOf(NotificationRefused);
      }
    }
  },
);

property.prop([fc.uint8Array({ maxLength: 300 })], { numRuns: 1000 })('any bytes are refused', (bytes) => {
  expect(refusal(() => parseHttpsBody({}, bytes)).code).toBe('malformed');
});

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
