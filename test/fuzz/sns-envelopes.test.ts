import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { createSnsHttpsFront } from '../../src/fronts/http/sns-https.ts';
import { parseJob } from '../../src/jobs/job.ts';
import type { JobToSend } from '../../src/jobs/queue.ts';
import {
  parseHttpsBody,
  parseLambdaRecord,
  parseSqsBody,
  type SnsMessage,
} from '../../src/notifications/sns/envelope.ts';
import { NotificationRefused } from '../../src/notifications/sns/refusal.ts';
import { createSignatureVerifier } from '../../src/notifications/sns/verify-signature.ts';
import { certificate, confirmation, notification, nowMs, signed, topicArn } from '../notifications/signed-envelope.ts';
import { silentLog } from '../support/silent-log.ts';
import { fewRuns, numRuns, timeout } from './cases.ts';
import { anyBytes, anyJson, anyText, damaged, mangled } from './hostile.ts';

/** Signed like SNS, then damaged or not. */
const envelope = fc.constantFrom(signed(notification), signed(confirmation), signed(notification, '1'));
const lambdaSpelling = envelope.map(({ SigningCertURL, ...rest }) => ({ ...rest, SigningCertUrl: SigningCertURL }));
const anyEnvelope: fc.Arbitrary<unknown> = fc.oneof(envelope, damaged(envelope), damaged(lambdaSpelling), anyJson);
const anyBody: fc.Arbitrary<Buffer> = fc.oneof(
  anyEnvelope.map((value) => Buffer.from(JSON.stringify(value) ?? '')),
  mangled(envelope.map((value) => JSON.stringify(value))).map((text) => Buffer.from(text)),
  anyBytes,
);

/** The parsed envelope, or the coded error; any other error fails the test. */
function readOrRefused(read: () => SnsMessage): SnsMessage | NotificationRefused {
  try {
    return read();
  } catch (error) {
    if (error instanceof NotificationRefused) return error;
    throw error;
  }
}

function expectTyped(outcome: SnsMessage | NotificationRefused): void {
  if (outcome instanceof NotificationRefused) {
    expect(outcome.message).not.toContain('\n');
    expect(outcome.status).toBeGreaterThanOrEqual(200);
    return;
  }
  expect(outcome.topicArn).toMatch(/^arn:aws[a-z-]*:sns:/);
  expect(Number.isFinite(outcome.timestampMs)).toBe(true);
  // Nothing but the message may hold a line break: the signature covers lines.
  for (const [name, value] of Object.entries(outcome)) if (name !== 'message') expect(String(value)).not.toMatch(/\n/);
}

test.prop([anyBody, fc.oneof(fc.constant(undefined), anyText)], { numRuns })(
  'by HTTPS any body is an envelope or a refusal in one line',
  (body, raw) => {
    expectTyped(readOrRefused(() => parseHttpsBody({ 'x-amz-sns-rawdelivery': raw }, body)));
  },
  timeout,
);

test.prop([anyBody], { numRuns })(
  'by SQS any body is an envelope or a refusal in one line',
  (body) => {
    expectTyped(readOrRefused(() => parseSqsBody(body.toString())));
  },
  timeout,
);

const anyRecord = fc.oneof(
  anyEnvelope.map((Sns) => ({ EventSource: 'aws:sns', EventVersion: '1.0', Sns })),
  anyJson,
);
test.prop([anyRecord], { numRuns })(
  'by Lambda any record is an envelope or a refusal in one line',
  (record) => {
    expectTyped(readOrRefused(() => parseLambdaRecord(record)));
  },
  timeout,
);

test.prop([anyBody], { numRuns: fewRuns })(
  'the whole front answers any body by a status, and stores only what SNS signed',
  async (body) => {
    const sent: JobToSend[] = [];
    const front = createSnsHttpsFront({
      topics: new Map([[topicArn, ['C1']]]),
      verifySignature: createSignatureVerifier({ now: () => nowMs, fetchCertificate: async () => certificate }),
      queue: { send: async (jobs) => void sent.push(...jobs) },
      store: { get: async () => undefined, write: async () => 1 },
      now: () => nowMs,
      log: silentLog,
    });
    const { status } = await front({}, body);
    expect([200, 400, 403, 413, 503]).toContain(status);
    for (const { job } of sent) expect(parseJob(JSON.stringify(job))).toHaveProperty('job');
    if (sent.length === 0) return;
    const { Message, TopicArn } = JSON.parse(body.toString()) as Record<string, string>;
    expect(TopicArn).toBe(topicArn);
    expect([notification.Message, confirmation.Message]).toContain(Message);
  },
  timeout,
);
