import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSlackFront } from '../../../src/fronts/http/slack-front.ts';
import type { JobToSend } from '../../../src/jobs/queue.ts';

const secret = '8f742231b10e8888abcd99yyyzzz85a5';
const nowMs = 1_700_000_000_000;
const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout/78bd9919-b9ac-962d-91e0-149960600e3f';

function signed(body: string, { atS = nowMs / 1000, key = secret, type = 'application/x-www-form-urlencoded' } = {}) {
  const signature = `v0=${createHmac('sha256', key).update(`v0:${atS}:${body}`).digest('hex')}`;
  return {
    'content-type': type,
    'x-slack-request-timestamp': String(atS),
    'x-slack-signature': signature,
  };
}

function front() {
  const sent: JobToSend[] = [];
  const queue = { send: async (jobs: readonly JobToSend[]) => void sent.push(...jobs) };
  const lines: object[] = [];
  const note = (message: string, fields: object = {}) => void lines.push({ message, ...fields });
  const log = { debug: note, info: note, warn: note, error: note };
  const answer = createSlackFront({ signingSecret: secret, queue, now: () => nowMs, log });
  return { sent, lines, post: (headers: Record<string, string>, body: string) => answer(headers, Buffer.from(body)) };
}

const command = new URLSearchParams({
  command: '/incident',
  text: arn,
  channel_id: 'C1',
  user_id: 'U1',
  trigger_id: '1.2.3',
}).toString();
const json = { type: 'application/json' };
const event = (inner: object) => JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event: inner });

describe('the Slack front', () => {
  test('a signed command is stored as a job of its incident and channel, and gets an empty answer', async () => {
    const { sent, post } = front();
    expect(await post(signed(command), command)).toEqual({ status: 200 });
    expect(sent).toMatchObject([
      {
        group: `${arn} C1`,
        dedupeId: 'trigger:1.2.3',
        job: { kind: 'slack', receivedAtMs: nowMs, body: { text: arn } },
      },
    ]);
  });

  test.each(['incident:link-1', 'incident:link-2', 'incident:link-26', 'incident:console'])(
    'a click on a button that only opens a link (%s) is acknowledged without a job',
    async (id) => {
      const { sent, post } = front();
      const click = (actionId: string) => {
        const actions = [{ type: 'button', action_id: actionId, action_ts: '1.2' }];
        const payload = {
          type: 'block_actions',
          user: { id: 'U1' },
          channel: { id: 'C1' },
          trigger_id: '1.2.3',
          actions,
        };
        return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
      };
      expect(await post(signed(click(id)), click(id))).toEqual({ status: 200 });
      expect(sent).toEqual([]);
      expect(await post(signed(click('incident:refresh')), click('incident:refresh'))).toEqual({ status: 200 });
      expect(sent).toHaveLength(1);
    },
  );

  test.each([
    ['signed by another secret', signed(command, { key: 'other' })],
    ['older than five minutes', signed(command, { atS: nowMs / 1000 - 301 })],
    ['more than five minutes in the future', signed(command, { atS: nowMs / 1000 + 301 })],
    ['without a signature', { ...signed(command), 'x-slack-signature': '' }],
    ['with a timestamp that is not a number', { ...signed(command), 'x-slack-request-timestamp': 'NaN' }],
    ['with a signature of another length', { ...signed(command), 'x-slack-signature': 'v0=00' }],
  ])('a request %s: 401 and no job', async (_, headers) => {
    const { sent, post } = front();
    expect((await post(headers, command)).status).toBe(401);
    expect(sent).toEqual([]);
  });

  test.each([
    ['secret', signed(command, { key: 'other' }), /SLACK_SIGNING_SECRET/],
    ['clock', signed(command, { atS: nowMs / 1000 - 3600 }), /3600 s behind this machine's clock/],
    ['clock', signed(command, { atS: nowMs / 1000 + 3600 }), /3600 s ahead of this machine's clock/],
    ['secret', signed(command, { key: 'other', atS: nowMs / 1000 - 3600 }), /SLACK_SIGNING_SECRET/],
    ['unsigned', { 'content-type': 'application/x-www-form-urlencoded' }, /no signature/],
  ])('the log names the likely cause of an invalid signature: %s (%#)', async (code, headers, reason) => {
    const { lines, post } = front();
    for (let count = 0; count < 3; count += 1) await post(headers, command);
    expect(lines).toEqual([{ message: 'request not signed by Slack', code, reason: expect.stringMatching(reason) }]);
  });

  test('Slack’s unsigned certificate check is answered and ignored, other unsigned requests are not', async () => {
    const { sent, lines, post } = front();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await post(form, 'ssl_check=1&token=abc')).toEqual({ status: 200 });
    expect(await post(form, 'ssl_check=1')).toEqual({ status: 200 });
    expect(lines).toEqual([]);
    for (const body of [`ssl_check=1&${command}`, 'ssl_check=1&payload={}', 'ssl_check=0', 'token=abc']) {
      expect((await post(form, body)).status).toBe(401);
    }
    expect((await post({ ...form, 'content-type': 'application/json' }, 'ssl_check=1')).status).toBe(401);
    expect(sent).toEqual([]);
  });

  test('a body changed after signing is refused with 401', async () => {
    const { post } = front();
    expect((await post(signed(command), `${command}&x=1`)).status).toBe(401);
  });

  test.each([4 * 60, -4 * 60])('a clock that is off by %d s is tolerated', async (offS) => {
    const { post } = front();
    expect((await post(signed(command, { atS: nowMs / 1000 + offS }), command)).status).toBe(200);
  });

  test.each([
    ['malformed JSON', '{"type":', json],
    ['JSON that is not an object', '[1]', json],
    ['another content type', 'hello', { type: 'text/plain' }],
    ['a form without a payload', 'a=b', {}],
    ['a payload that is not JSON', 'payload=x', {}],
    ['nothing', '', json],
  ])('a body of %s: 400 and no job', async (_, body, options) => {
    const { sent, post } = front();
    expect((await post(signed(body, options), body)).status).toBe(400);
    expect(sent).toEqual([]);
  });

  test('url_verification echoes the challenge, ssl_check is answered', async () => {
    const { sent, post } = front();
    const challenge = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    expect(await post(signed(challenge, json), challenge)).toEqual({ status: 200, body: 'abc' });
    expect(await post(signed('ssl_check=1'), 'ssl_check=1')).toEqual({ status: 200 });
    expect(sent).toEqual([]);
  });

  test('messages without an AWS resource, and messages of bots, are not queued', async () => {
    const { sent, post } = front();
    for (const inner of [
      { type: 'message', channel: 'C1', text: 'good morning' },
      { type: 'message', channel: 'C1', text: arn, bot_id: 'B1' },
    ]) {
      const body = event(inner);
      expect(await post(signed(body, json), body)).toEqual({ status: 200 });
    }
    expect(sent).toEqual([]);
    const body = event({ type: 'message', channel: 'C1', user: 'U1', ts: '1.2', text: `look: ${arn}` });
    await post({ ...signed(body, json), 'x-slack-retry-num': '2', 'x-slack-retry-reason': 'http_timeout' }, body);
    expect(sent).toMatchObject([
      { group: `${arn} C1`, dedupeId: 'event:Ev1', job: { retryNum: 2, retryReason: 'http_timeout' } },
    ]);
  });

  test('UTF-8 is preserved, even with a charset in the content type', async () => {
    const { sent, post } = front();
    const body = event({ type: 'app_mention', channel: 'C1', text: 'é 🚨 שלום' });
    await post(signed(body, { type: 'application/json; charset=utf-8' }), body);
    expect(sent[0]?.job).toMatchObject({ body: { event: { text: 'é 🚨 שלום' } } });
  });
});
