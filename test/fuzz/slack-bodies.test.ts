import { createHmac } from 'node:crypto';
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { createSlackFront, isSignedBySlack } from '../../src/fronts/http/slack-front.ts';
import { parseSlackBody } from '../../src/fronts/slack-body.ts';
import { slackJob } from '../../src/fronts/slack-job.ts';
import { parseJob } from '../../src/jobs/job.ts';
import type { JobToSend } from '../../src/jobs/queue.ts';
import { createLog } from '../../src/log.ts';
import { numRuns, timeout } from './cases.ts';
import { anyBytes, anyText } from './hostile.ts';
import { anyPayload, anyRequest } from './slack-bodies.ts';

const signingSecret = 'a signing secret';
const nowMs = 1_700_000_000_000;
const timestamp = String(nowMs / 1000);

const isPlainObject = (value: unknown) => Object.getPrototypeOf(value) === Object.prototype;

test.prop([anyRequest], { numRuns })(
  'any body is an object or is not taken',
  ({ type, body }) => {
    const read = parseSlackBody(type, body);
    if (read !== undefined) expect(isPlainObject(read)).toBe(true);
  },
  timeout,
);

test.prop([anyPayload], { numRuns })(
  'any payload becomes a job with a group and an id, that can be stored and read again',
  (payload) => {
    fc.pre(typeof payload === 'object' && payload !== null && !Array.isArray(payload));
    const body: unknown = JSON.parse(JSON.stringify(payload));
    const sent = slackJob(body as Record<string, unknown>, nowMs);
    expect(sent.group).toMatch(/./s);
    expect(sent.dedupeId).toMatch(/./s);
    expect(parseJob(JSON.stringify(sent.job))).toHaveProperty('job.kind', 'slack');
    // The same request twice is one job.
    expect(slackJob(body as Record<string, unknown>, nowMs + 1).dedupeId).toBe(sent.dedupeId);
  },
  timeout,
);

test.prop([anyRequest, fc.oneof(fc.constant(undefined), anyText)], { numRuns })(
  'any signed request is answered with 200 or 400, and is stored when it is worth a job',
  async ({ type, body }, retry) => {
    const sent: JobToSend[] = [];
    const queue = { send: async (jobs: readonly JobToSend[]) => void sent.push(...jobs) };
    const front = createSlackFront({ signingSecret, queue, now: () => nowMs, log: createLog('error') });
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex');
    const headers = {
      'content-type': type,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
      ...(retry !== undefined && { 'x-slack-retry-num': retry, 'x-slack-retry-reason': retry }),
    };
    const { status } = await front(headers, body);
    expect([200, 400]).toContain(status);
    if (status === 400) expect(sent).toEqual([]);
    for (const { job } of sent) expect(parseJob(JSON.stringify(job))).toHaveProperty('job');
  },
  timeout,
);

const anySignature = fc.oneof(anyText, fc.stringMatching(/^v0=[0-9a-f]{64}$/));

test.prop([anyBytes, fc.oneof(anyText, fc.constant(timestamp)), anySignature], { numRuns })(
  'no signature that Slack did not make is taken, whatever stands in the headers',
  (body, at, signature) => {
    expect(isSignedBySlack({ body, timestamp: at, signature }, signingSecret, nowMs)).toBe(false);
  },
  timeout,
);
