import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nowMs } from '../notifications/signed-envelope.ts';
import { type Fronts, slackHeaders, startFronts } from './start-fronts.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout/78bd9919-b9ac-962d-91e0-149960600e3f';
const body = new URLSearchParams({ command: '/incident', text: arn, user_id: 'U1', trigger_id: '1.2.3' }).toString();
const nowS = nowMs / 1000;

let fronts: Fronts;
beforeEach(async () => {
  fronts = await startFronts();
});
afterEach(() => fronts.stop());

const good = slackHeaders(body);
const { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp } = good;

describe('refused with 401, and nothing stored', () => {
  test.each<[string, Record<string, string>]>([
    ['no signature at all', { 'content-type': good['content-type'] }],
    ['signed with another secret', slackHeaders(body, { secret: 'guessed' })],
    ['signed with an empty secret', slackHeaders(body, { secret: '' })],
    ['recorded six minutes ago', slackHeaders(body, { atS: nowS - 360 })],
    ['dated six minutes ahead', slackHeaders(body, { atS: nowS + 360 })],
    ['a recorded signature with a new time', { ...good, 'x-slack-request-timestamp': String(nowS + 1) }],
    ['a time that is written differently', { ...good, 'x-slack-request-timestamp': `0${timestamp}` }],
    ['a time with a fraction', { ...good, 'x-slack-request-timestamp': `${timestamp}.0` }],
    ['a time in another notation', { ...good, 'x-slack-request-timestamp': '1e9' }],
    ['another version of the scheme', { ...good, 'x-slack-signature': signature.replace('v0', 'v1') }],
    ['the signature in capitals', { ...good, 'x-slack-signature': signature.toUpperCase().replace('V0', 'v0') }],
    ['a shortened signature', { ...good, 'x-slack-signature': signature.slice(0, -2) }],
    ['two signatures in one', { ...good, 'x-slack-signature': `${signature}, ${signature}` }],
    ['the signature of another body', slackHeaders(`${body}&x=1`)],
  ])('a request with %s is refused', async (_, headers) => {
    const answer = await fronts.postSlack(body, headers);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe('not signed by Slack\n');
    expect(await fronts.jobs()).toBe(0);
  });

  test.each(['ssl_check=1&command=%2Fincident&text=list', 'ssl_check=1&payload=%7B%7D', 'ssl_check=1&ssl_check=0&x=1'])(
    'an unsigned %s is refused, although other receivers take it for a certificate check',
    async (forged) => {
      expect((await fronts.postSlack(forged, { 'content-type': good['content-type'] })).status).toBe(401);
      expect(await fronts.jobs()).toBe(0);
    },
  );

  test('a signed body with another content type is never parsed as both', async () => {
    const answer = await fronts.postSlack(body, { ...good, 'content-type': 'application/json' });
    expect(answer.status).toBe(400);
    expect(await fronts.jobs()).toBe(0);
  });
});

test('a replayed request is stored once', async () => {
  for (let count = 0; count < 3; count += 1) expect((await fronts.postSlack(body, good)).status).toBe(200);
  expect(await fronts.jobs()).toBe(1);
});

test("Slack's unsigned certificate check is answered, and causes nothing", async () => {
  const check = await fronts.postSlack('ssl_check=1&token=abc', { 'content-type': good['content-type'] });
  expect([check.status, await check.text(), await fronts.jobs()]).toEqual([200, '', 0]);
});
