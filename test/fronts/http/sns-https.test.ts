import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closeServer, listen } from '../../../src/fronts/http/listen.ts';
import { createHttpFront } from '../../../src/fronts/http/server.ts';
import { createSnsHttpsFront } from '../../../src/fronts/http/sns-https.ts';
import type { Log, LogFields } from '../../../src/log.ts';
import { createSignatureVerifier } from '../../../src/notifications/sns/verify-signature.ts';
import { openSqliteDatabase } from '../../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../../src/sqlite/queue.ts';
import { createSqliteStore } from '../../../src/sqlite/store.ts';
import {
  bodyOf,
  certificate,
  confirmation,
  type Envelope,
  notification,
  nowMs,
  signed,
  topicArn,
} from '../../notifications/signed-envelope.ts';
import { silentLog } from '../../support/silent-log.ts';

const incident =
  'arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21';
const minuteMs = 60_000;

let folder: string;
let clockMs: number;
let server: Server;
let url: string;
let warnings: { message: string; fields: LogFields | undefined }[];
let fetched: string[];
let database: ReturnType<typeof openSqliteDatabase>;
let queue: ReturnType<typeof createSqliteQueue>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sns-front-'));
  clockMs = nowMs;
  warnings = [];
  fetched = [];
  const now = () => clockMs;
  database = openSqliteDatabase(join(folder, 'jobs.db'));
  queue = createSqliteQueue(database, { now });
  const log: Log = { ...silentLog, warn: (message, fields) => void warnings.push({ message, fields }) };
  const fetchCertificate = async (address: string) => {
    fetched.push(address);
    return certificate;
  };
  const notifications = createSnsHttpsFront({
    topics: new Map([[topicArn, ['C1']]]),
    verifySignature: createSignatureVerifier({ now, fetchCertificate }),
    queue,
    store: createSqliteStore(database, { now }),
    now,
    log,
  });
  server = createHttpFront({ notifications, health: async () => ({ status: 200 }), log });
  url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}/notifications`;
});
afterEach(async () => {
  await closeServer(server);
  await queue.close();
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Posts as SNS does: JSON with the content type of plain text. */
async function post(envelope: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'text/plain; charset=UTF-8', ...headers },
    body: typeof envelope === 'string' ? envelope : new Uint8Array(bodyOf(envelope)),
  });
  return { status: answer.status, text: await answer.text() };
}

const waiting = async () => (await queue.stats()).waiting;
const codes = () => warnings.map(({ fields }) => fields?.code);
const about = (fields: Envelope = {}): Envelope => ({ ...notification, Message: incident, ...fields });

/** Expects a refusal: the status, nothing stored, one log line. */
async function expectRefused(answer: { status: number; text: string }, status: number, code: string) {
  expect(answer.status).toBe(status);
  expect(answer.text).not.toMatch(/\bat .*\.ts|Error:/);
  expect(await waiting()).toBe(0);
  expect(codes()).toEqual([code]);
}

describe('SNS over HTTPS', () => {
  test.each(['1', '2'])('a message with signature version %s becomes one job', async (version) => {
    expect((await post(signed(about(), version))).status).toBe(200);
    const [delivery] = await queue.receive(1, 0);
    expect(delivery?.job).toEqual({
      kind: 'notification',
      correlation: { id: expect.stringMatching(/^[0-9a-f]{8}$/), atMs: nowMs, from: 'notification' },
      topicArn,
      sort: 'unknown',
      incidents: [incident],
      engaged: false,
      receivedAtMs: nowMs,
    });
    expect(warnings).toEqual([]);
  });

  test('an unsigned message is refused', async () => {
    const { Signature: _, ...unsigned } = signed(about());
    await expectRefused(await post(unsigned), 400, 'malformed');
  });

  test('a signed message whose text was changed is refused', async () => {
    await expectRefused(await post({ ...signed(about()), Message: `${incident} ` }), 403, 'bad_signature');
  });

  test.each([
    ['of another host', 'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0.pem'],
    ['of another path', 'https://sns.eu-west-1.amazonaws.com/mine.pem'],
    ['by http', 'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem'],
    ['inside the network', 'http://169.254.169.254/latest/meta-data'],
  ])('a certificate URL %s is refused and never fetched', async (_, address) => {
    await expectRefused(await post(signed(about(), '2', address)), 403, 'bad_certificate_url');
    expect(fetched).toEqual([]);
  });

  test('a topic that is not listed is refused before anything is fetched', async () => {
    const foreign = signed(about({ TopicArn: topicArn.replace('111122223333', '999999999999') }));
    await expectRefused(await post(foreign), 403, 'unknown_topic');
    expect(fetched).toEqual([]);
  });

  test.each([
    ['66 minutes old', -66 * minuteMs],
    ['6 minutes ahead', 6 * minuteMs],
  ])('a message %s is refused', async (_, offMs) => {
    const stale = signed(about({ Timestamp: new Date(nowMs + offMs).toISOString() }));
    await expectRefused(await post(stale), 403, 'stale');
  });

  test('a message from 64 minutes ago is accepted, because SNS retries for an hour', async () => {
    const late = signed(about({ Timestamp: new Date(nowMs - 64 * minuteMs).toISOString() }));
    expect((await post(late)).status).toBe(200);
    expect(await waiting()).toBe(1);
  });

  test('a replayed message is answered with 200 and not stored again', async () => {
    const message = signed(about());
    await post(message);
    const again = await post(message);
    expect(again.status).toBe(200);
    expect(await waiting()).toBe(1);
    expect(codes()).toEqual(['replayed']);
  });

  test("a replay is recognized as long as the message's age allows it", async () => {
    const message = signed(about());
    await post(message);
    const [delivery] = await queue.receive(1, 0);
    if (delivery) await queue.done(delivery);
    clockMs = nowMs + 64 * minuteMs;
    await post(message);
    expect(await waiting()).toBe(0);
    clockMs = nowMs + 66 * minuteMs;
    expect((await post(message)).status).toBe(403);
    expect(codes()).toEqual(['replayed', 'stale']);
  });

  test('twenty concurrent replays are one job', async () => {
    const message = signed(about());
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(message)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(await waiting()).toBe(1);
  });

  test('raw delivery is refused, with a log line that says why and what to do', async () => {
    const answer = await post('{"detail-type":"SSM Incident Start"}', { 'x-amz-sns-rawdelivery': 'true' });
    await expectRefused(answer, 400, 'raw_delivery');
    expect(answer.text).toMatch(/RawMessageDelivery to false/);
  });

  test('a subscription is confirmed by a job, and its SubscribeURL is not fetched', async () => {
    expect((await post(signed(confirmation))).status).toBe(200);
    const [delivery] = await queue.receive(1, 0);
    expect(delivery?.job).toMatchObject({ kind: 'confirm', topicArn, token: confirmation.Token });
    expect(fetched).toHaveLength(1);
    expect(fetched[0]).not.toMatch(/Action=/);
  });

  test('a subscription of a topic that is not listed is not confirmed', async () => {
    const foreign = signed({ ...confirmation, TopicArn: `${topicArn}-of-somebody` });
    await expectRefused(await post(foreign), 403, 'unknown_topic');
  });

  test('the end of a subscription is logged and never undone', async () => {
    expect((await post(signed({ ...confirmation, Type: 'UnsubscribeConfirmation' }))).status).toBe(200);
    expect(await waiting()).toBe(0);
    expect(warnings.map(({ message }) => message)).toEqual(['SNS subscription of this app was removed']);
  });

  test.each([
    ['text', 'hello'],
    ['JSON that is not an object', '[1]'],
    ['nothing', ''],
  ])('%s is refused with 400', async (_, body) => {
    await expectRefused(await post(body), 400, 'malformed');
  });

  test('a message that cannot be stored is answered with 500, and accepted when SNS retries', async () => {
    const message = signed(about());
    database.exec('PRAGMA query_only = ON');
    expect((await post(message)).status).toBe(500);
    database.exec('PRAGMA query_only = OFF');
    expect((await post(message)).status).toBe(200);
    expect(await waiting()).toBe(1);
  });
});
