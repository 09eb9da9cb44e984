import { generateKeyPairSync } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseHttpsBody } from '../../../src/notifications/sns/envelope.ts';
import {
  createSignatureVerifier,
  type SignatureVerifierOptions,
} from '../../../src/notifications/sns/verify-signature.ts';
import {
  bodyOf,
  certificate,
  certificateFor,
  certificateUrl,
  confirmation,
  type Envelope,
  notification,
  nowMs,
  privateKey,
  publicKey,
  signed,
} from '../signed-envelope.ts';

const parsed = (envelope: Envelope) => parseHttpsBody({}, bodyOf(envelope));

function verifier(options: Partial<SignatureVerifierOptions> = {}) {
  const fetched: string[] = [];
  const verify = createSignatureVerifier({
    now: () => nowMs,
    async fetchCertificate(url) {
      fetched.push(url);
      return certificate;
    },
    ...options,
  });
  return { fetched, verify: (envelope: Envelope) => verify(parsed(envelope)) };
}

const unsubscription = { ...confirmation, Type: 'UnsubscribeConfirmation' };

describe('a true signature is accepted', () => {
  test.each<[string, Envelope]>([
    ['version 1', signed(notification, '1')],
    ['version 2', signed(notification)],
    ['version 2 with a subject', signed({ ...notification, Subject: 'A subject' })],
    ['an empty subject', signed({ ...notification, Subject: '' })],
    ['other letters', signed({ ...notification, Message: 'Zürich 東京 🔴', Subject: 'ü' })],
    ['a message that looks like fields', signed({ ...notification, Message: 'x\nMessageId\ny\nSubject\nz' })],
    ['SubscriptionConfirmation, version 1', signed(confirmation, '1')],
    ['SubscriptionConfirmation, version 2', signed(confirmation)],
    ['UnsubscribeConfirmation, version 1', signed(unsubscription, '1')],
    ['UnsubscribeConfirmation, version 2', signed(unsubscription)],
  ])('%s', async (_, envelope) => {
    await expect(verifier().verify(envelope)).resolves.toBeUndefined();
  });
});

describe('a false signature is refused', () => {
  const good = signed({ ...notification, Subject: 'A subject' });
  const { Subject: _, ...withoutSubject } = good;
  const other = '33333333-fdea-4c2c-8f9d-bdfb0c7bf324';
  test.each<[string, Envelope]>([
    ['another message', { ...good, Message: 'Hello world?' }],
    ['another id', { ...good, MessageId: other }],
    ['another topic', { ...good, TopicArn: `${good.TopicArn}x` }],
    ['another time', { ...good, Timestamp: new Date(nowMs + 1).toISOString() }],
    ['another subject', { ...good, Subject: 'Another' }],
    ['the subject taken away', withoutSubject],
    ['a subject added', { ...signed(notification), Subject: '' }],
    ['another token', { ...signed(confirmation), Token: 'x' }],
    ['another SubscribeURL', { ...signed(confirmation), SubscribeURL: 'https://evil.example/' }],
    ['another type', { ...signed(confirmation), Type: 'UnsubscribeConfirmation' }],
    ['a confirmation made a notification', { ...signed(confirmation), Type: 'Notification' }],
    ['version 2 said to be 1', { ...good, SignatureVersion: '1' }],
    ['version 3', { ...good, SignatureVersion: '3' }],
    ['a version from the prototype', { ...good, SignatureVersion: 'toString' }],
    ['a short signature', { ...good, Signature: 'AAAA' }],
  ])('%s', async (_, envelope) => {
    await expect(verifier().verify(envelope)).rejects.toMatchObject({ code: 'bad_signature', status: 403 });
  });

  test('a message signed with another key', async () => {
    const strange = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const { verify } = verifier({ fetchCertificate: async () => certificateFor(strange) });
    await expect(verify(good)).rejects.toMatchObject({ code: 'bad_signature' });
  });
});

describe('a certificate is fetched from SNS of the topic’s Region alone', () => {
  const name = 'SimpleNotificationService-0123456789abcdef0123456789abcdef.pem';
  const host = 'sns.eu-west-1.amazonaws.com';
  test.each([
    `http://${host}/${name}`,
    `https://${host}:443/${name}`,
    `https://${host}:8443/${name}`,
    `https://user@${host}/${name}`,
    `https://${host}@evil.example/${name}`,
    `https://${host}.evil.example/${name}`,
    `https://evil.example/${host}/${name}`,
    `https://evil.example/#${host}/${name}`,
    `https://${host}\\@evil.example/${name}`,
    `https://xsns.eu-west-1.amazonaws.com/${name}`,
    `https://sns.us-east-1.amazonaws.com/${name}`,
    `https://${host}.cn/${name}`,
    `https://snsXeu-west-1.amazonaws.com/${name}`,
    `https://s3.eu-west-1.amazonaws.com/${name}`,
    `https://sns.s3.amazonaws.com/${name}`,
    `https://sns.eu-west-1.s3.amazonaws.com/${name}`,
    `https://${host}/?Action=x&.pem`,
    `https://${host}/${name}?x`,
    `https://${host}/${name}#x`,
    `https://${host}/${name}/../x.pem`,
    `https://${host}/x/../${name}`,
    `https://${host}//${name}`,
    `https://${host}/SimpleNotificationService-.pem`,
    `https://${host}/SimpleNotificationService-${'z'.repeat(32)}.pem`,
    `https://${host}/SimpleNotificationService-0123456789abcdef%2e.pem`,
    `https://${host}/other.pem`,
    `HTTPS://${host}/${name}`,
    ` https://${host}/${name}`,
    `https://${host}/${name} `,
    `https://127.0.0.1/${name}`,
    `file:///etc/${name}`,
    'https://sns.eu-west-1.amazonaws.com',
  ])('not from %s', async (url) => {
    const { verify, fetched } = verifier();
    await expect(verify(signed(notification, '2', url))).rejects.toMatchObject({
      code: 'bad_certificate_url',
      status: 403,
    });
    expect(fetched).toEqual([]);
  });

  test.each([
    ['arn:aws:sns:eu-west-1:111122223333:x', 'https://sns.eu-west-1.amazonaws.com'],
    ['arn:aws-us-gov:sns:us-gov-west-1:111122223333:x', 'https://sns.us-gov-west-1.amazonaws.com'],
    ['arn:aws-cn:sns:cn-north-1:111122223333:x', 'https://sns.cn-north-1.amazonaws.com.cn'],
  ])('for %s from %s', async (TopicArn, origin) => {
    const { verify, fetched } = verifier();
    await verify(signed({ ...notification, TopicArn }, '2', `${origin}/${name}`));
    expect(fetched).toEqual([`${origin}/${name}`]);
  });

  test('another rule trusts another place, and no longer that one', async () => {
    const sandbox = 'http://127.0.0.1:4567/SimpleNotificationService-x.pem';
    const { verify } = verifier({ trustsCertificateUrl: (url) => url === sandbox });
    await expect(verify(signed(notification, '2', sandbox))).resolves.toBeUndefined();
    await expect(verify(signed(notification))).rejects.toMatchObject({ code: 'bad_certificate_url' });
  });
});

describe('certificates', () => {
  test('one is fetched once, also for messages at the same time', async () => {
    const { verify, fetched } = verifier();
    await Promise.all([1, 2, 3].map(() => verify(signed(notification))));
    await verify(signed(notification));
    expect(fetched).toEqual([certificateUrl]);
  });

  test('a failure is transient and never kept', async () => {
    const answers = [
      Promise.reject(new Error('503')),
      Promise.resolve('<html>503</html>'),
      Promise.resolve(certificate),
    ];
    answers[0]?.catch(() => {});
    const { verify } = verifier({ fetchCertificate: () => answers.shift() ?? Promise.reject(new Error('too often')) });
    const unavailable = { code: 'certificate_unavailable', status: 503 };
    await expect(verify(signed(notification))).rejects.toMatchObject(unavailable);
    await expect(verify(signed(notification))).rejects.toMatchObject(unavailable);
    await expect(verify(signed(notification))).resolves.toBeUndefined();
    await expect(verify(signed(notification))).resolves.toBeUndefined();
  });

  test('the number of cached certificates is limited: the oldest is fetched again', async () => {
    const { verify, fetched } = verifier();
    const at = (index: number) => certificateUrl.replace(/0123456789abcdef/, index.toString(16).padStart(16, '0'));
    for (let index = 0; index <= 20; index += 1) await verify(signed(notification, '2', at(index)));
    await verify(signed(notification, '2', at(20)));
    expect(fetched).toHaveLength(21);
    await verify(signed(notification, '2', at(0)));
    expect(fetched).toHaveLength(22);
  });

  test('a flood of names does not become a flood of fetches', async () => {
    const fetched: string[] = [];
    const { verify } = verifier({
      fetchCertificate(url) {
        fetched.push(url);
        return new Promise((_, reject) => setImmediate(() => reject(new Error('404'))));
      },
    });
    const at = (index: number) => certificateUrl.replace(/0123456789abcdef/, index.toString(16).padStart(16, '0'));
    const flood = Array.from({ length: 100 }, (_, index) => verify(signed(notification, '2', at(index))));
    const results = await Promise.allSettled(flood);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(fetched).toHaveLength(4);
  });

  test.each([
    ['too old', nowMs - 10 * 86_400_000],
    ['too new', nowMs + 10 * 86_400_000],
  ])('one that is %s is refused', async (_, aroundMs) => {
    const { verify } = verifier({
      fetchCertificate: async () => certificateFor({ publicKey, privateKey }, aroundMs),
    });
    await expect(verify(signed(notification))).rejects.toMatchObject({ code: 'bad_certificate', status: 403 });
  });

  test('one with a short key is refused', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const { verify } = verifier({ fetchCertificate: async () => certificateFor(short) });
    await expect(verify(signed(notification))).rejects.toMatchObject({ code: 'bad_certificate' });
  });
});

describe('the fetch', () => {
  let answer: RequestListener;
  let origin: string;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });

  beforeEach(async () => {
    asked.length = 0;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );

  const verifyHere = () => {
    const url = `${origin}/cert.pem`;
    const verify = createSignatureVerifier({ now: () => nowMs, trustsCertificateUrl: () => true });
    return verify(parsed(signed(notification, '2', url)));
  };

  test('reads a real certificate over HTTP', async () => {
    answer = (_, response) => response.end(certificate);
    await expect(verifyHere()).resolves.toBeUndefined();
  });

  test.each<[string, RequestListener]>([
    [
      'a redirect',
      (request, response) =>
        request.url === '/cert.pem'
          ? response.writeHead(302, { location: '/other.pem' }).end()
          : response.end(certificate),
    ],
    ['a 503', (_, response) => response.writeHead(503).end(certificate)],
    ['a 404', (_, response) => response.writeHead(404).end(certificate)],
    ['a body of more than 32 KiB', (_, response) => response.end(certificate + '\n'.repeat(32 * 1024))],
    ['a broken connection', (request) => request.socket.destroy()],
  ])('refuses %s', async (_, listener) => {
    answer = listener;
    await expect(verifyHere()).rejects.toMatchObject({ code: 'certificate_unavailable', status: 503 });
    expect(asked).toEqual(['/cert.pem']);
  });

  test('waits three seconds at most', async () => {
    answer = () => {};
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    await expect(verifyHere()).rejects.toMatchObject({ code: 'certificate_unavailable' });
    expect(timeout.mock.calls).toEqual([[3000]]);
    timeout.mockRestore();
  });
});
