import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AppUnderTest, startApp } from '../support/start-app.ts';

let app: AppUnderTest;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const form = 'application/x-www-form-urlencoded';
const command = 'command=%2Fincident&text=help&channel_id=C1&user_id=U1&trigger_id=1.2.3&team_id=T1';

function post(
  body: string | Buffer,
  { atS = Math.floor(Date.now() / 1000), secret = app.slack.signingSecret, type = form } = {},
) {
  const signature = createHmac('sha256', secret).update(`v0:${atS}:`).update(body).digest('hex');
  return fetch(`${app.appUrl}/slack/events`, {
    method: 'POST',
    headers: { 'content-type': type, 'x-slack-request-timestamp': String(atS), 'x-slack-signature': `v0=${signature}` },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
}

describe('the HTTP server', () => {
  test.each([
    ['another secret', { secret: 'x' }, 401],
    ['an old signature', { atS: Math.floor(Date.now() / 1000) - 400 }, 401],
    ['a signature from the future', { atS: Math.floor(Date.now() / 1000) + 400 }, 401],
    ['a good one', {}, 200],
  ])('the signature of a request is checked: %s', async (_, options, status) => {
    expect((await post(command, options)).status).toBe(status);
  });

  test.each([
    ['text', 'text/plain', 'hello'],
    ['broken JSON', 'application/json', '{"a":'],
    ['bytes that are no UTF-8', 'application/json', Buffer.from([0xff, 0xfe, 0x00])],
    ['an empty body', form, ''],
    ['a broken payload', form, 'payload=%7Bx'],
  ])('signed, but %s: 400', async (_, type, body) => {
    const answer = await post(body, { type });
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toMatch(/at |Error|stack/);
  });

  test('a body over 1 MB gets 413, with or without a Content-Length', async () => {
    expect((await post('x'.repeat(1_100_000))).status).toBe(413);
    const status = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(app.appUrl).port), '127.0.0.1', () => {
        socket.write('POST /slack/events HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n');
        const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
        for (let count = 0; count < 20; count += 1) socket.write(chunk);
      });
      socket.once('data', (data) => {
        resolve(data.toString().split('\r\n', 1)[0] ?? '');
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(status).toContain('413');
  });

  test('other methods and paths get 404 or 405', async () => {
    expect((await fetch(`${app.appUrl}/slack/events`)).status).toBe(405);
    expect((await fetch(`${app.appUrl}/healthz`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${app.appUrl}/anything`)).status).toBe(404);
    const health = await fetch(`${app.appUrl}/healthz`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({
      queue: true,
      store: true,
      worker: true,
      jobs: { waiting: 0, parked: expect.any(Number) },
    });
  });

  test('a command that Slack repeats runs once', async () => {
    const { ids } = app.slack.workspace;
    const arn = app.aws.incidents.list()[0]?.record.arn ?? '';
    const body = new URLSearchParams({
      command: '/incident',
      text: arn,
      channel_id: ids.incidents,
      user_id: ids.ada,
      team_id: ids.team,
      trigger_id: 'same.trigger.id',
      response_url: `${app.slack.url}/nowhere`,
    }).toString();
    await Promise.all([post(body), post(body), post(body)]);
    await app.slack.workspace.until(() => app.slack.workspace.messages(ids.incidents).length > 0, 10_000);
    const reads = app.aws.calls.count('GetIncidentRecord');
    expect(reads).toBe(1);
    expect(app.slack.workspace.messages(ids.incidents)).toHaveLength(1);
  });
});
