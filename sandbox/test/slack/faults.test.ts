import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusal, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let nowMs: number;
beforeEach(async () => {
  nowMs = 1_790_000_000_000;
  app = await startTestApp({ now: () => nowMs });
});
afterEach(() => app.close());

const channel = 'C0INCIDNT1';
const call = async (method: string, args: Record<string, string> = {}) =>
  fetch(`${app.slack.apiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.slack.botToken}` },
    body: new URLSearchParams(args),
  });
const post = (text = 'x', to = channel) => call('chat.postMessage', { channel: to, text });

describe('rate limits', () => {
  test('a channel takes a short burst, then one message per second', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 6; count += 1) statuses.push((await post()).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await post();
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toEqual({ ok: false, error: 'ratelimited' });
    expect((await post('x', 'C0CHECKOU1')).status).toBe(200);
    nowMs += 1000;
    expect([(await post()).status, (await post()).status]).toEqual([200, 429]);
  });

  test.each([
    ['conversations.list', 20, 3],
    ['conversations.info', 50, 2],
    ['users.info', 100, 1],
  ])('%s has the rate limit of its tier: %d per minute', async (method, perMinute, retryAfterS) => {
    const args = { channel, user: 'U0ADA00001' };
    for (let count = 0; count < perMinute; count += 1) await call(method, args);
    const refused = await call(method, args);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, String(retryAfterS)]);
    nowMs += 60_000;
    expect((await call(method, args)).status).toBe(200);
  });

  test('rate limits can be turned off', async () => {
    await app.close();
    app = await startTestApp({ rateLimits: false });
    const answers = await Promise.all(Array.from({ length: 30 }, () => post()));
    expect(answers.every((answer) => answer.ok)).toBe(true);
  });

  test("Slack's client waits for Retry-After", async () => {
    app.slack.faults.add({ kind: 'rate_limited', method: 'auth.test', times: 1, retryAfterS: 1 });
    const patient = new WebClient(app.slack.botToken, {
      slackApiUrl: app.slack.apiUrl,
      retryConfig: { retries: 1, minTimeout: 1 },
    });
    const started = performance.now();
    expect((await patient.auth.test()).ok).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(900);
    expect(app.slack.calls.all('auth.test').map(({ ok, error }) => error ?? ok)).toEqual(['rate_limited', true]);
  });
});

describe('faults', () => {
  test.each([
    ['rate_limited', 429, 'application/json; charset=utf-8'],
    ['internal', 500, 'application/json; charset=utf-8'],
    ['unavailable', 503, 'text/plain'],
    ['nonsense', 200, 'text/html'],
    ['half_json', 200, 'application/json; charset=utf-8'],
    ['fatal_error', 200, 'application/json; charset=utf-8'],
  ] as const)(
    'a fault %s answers with status %d and type %s, for the given number of calls',
    async (kind, status, type) => {
      app.slack.faults.add({ kind, times: 2 });
      const answers = [await post(), await post(), await post()];
      expect(answers.map((answer) => answer.status)).toEqual([status, status, 200]);
      expect(answers[0]?.headers.get('content-type')).toBe(type);
      expect(app.slack.workspace.messages(channel)).toHaveLength(1);
    },
  );

  test('a fault can cut the connection or never answer', async () => {
    app.slack.faults.add({ kind: 'reset', times: 1 });
    await expect(post()).rejects.toThrow('fetch failed');
    app.slack.faults.add({ kind: 'stall', times: 1 });
    const impatient = new WebClient(app.slack.botToken, {
      slackApiUrl: app.slack.apiUrl,
      timeout: 100,
      retryConfig: { retries: 0 },
    });
    expect(await refusal(impatient.auth.test())).toBe('slack_webapi_request_error');
  });

  test('a fault can lose the response after the call took effect', async () => {
    app.slack.faults.add({ kind: 'internal', method: 'chat.postMessage', after: true, times: 1 });
    expect((await post('done')).status).toBe(500);
    expect(app.slack.workspace.messages(channel).map((message) => message.text)).toEqual(['done']);
  });

  test('a fault affects only its method, can add latency or be random, and can be cleared', async () => {
    const { faults } = app.slack;
    faults.add({ kind: 'internal', method: 'auth.test' });
    faults.add({ kind: 'slow', method: 'chat.postMessage', latencyMs: 80 });
    const started = performance.now();
    expect([(await post()).status, (await call('auth.test')).status]).toEqual([200, 500]);
    expect(performance.now() - started).toBeGreaterThan(75);
    faults.clear();
    faults.add({ kind: 'internal', probability: 0 });
    expect((await call('auth.test')).status).toBe(200);
  });

  test('faults apply to response URLs and uploads as well', async () => {
    const { workspace, faults } = app.slack;
    await workspace.command({ user: workspace.ids.ada, channel, text: 'help' });
    faults.add({ kind: 'unavailable', method: 'response_url', times: 1 });
    const url = String(app.of('/incident')[0]?.response_url);
    const respond = () => fetch(url, { method: 'POST', body: JSON.stringify({ text: 'x' }) });
    expect([(await respond()).status, (await respond()).status]).toEqual([503, 200]);
    expect(workspace.ephemerals(workspace.ids.ada)).toHaveLength(1);
  });
});

describe('the call log', () => {
  test('the call log keeps method, arguments and outcome, never the token', async () => {
    await post('hello');
    await call('chat.postMessage', { channel: 'C404', text: 'x', token: app.slack.botToken });
    expect(app.slack.calls.all()).toEqual([
      { method: 'chat.postMessage', args: { channel, text: 'hello' }, at: nowMs, ok: true },
      {
        method: 'chat.postMessage',
        args: { channel: 'C404', text: 'x' },
        at: nowMs,
        ok: false,
        error: 'channel_not_found',
      },
    ]);
    expect(app.slack.calls.count('chat.postMessage')).toBe(2);
    app.slack.calls.clear();
    expect(app.slack.calls.count()).toBe(0);
  });
});
