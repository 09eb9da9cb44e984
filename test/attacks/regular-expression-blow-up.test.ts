import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notification, signed } from '../notifications/signed-envelope.ts';
import { type Fronts, slackHeaders, startFronts } from './start-fronts.ts';

const most = 900_000;
const fill = (unit: string) => unit.repeat(Math.floor(most / unit.length));

/** Texts that make careless expressions backtrack, as large as a front accepts. */
const texts = [
  ['blanks', fill(' ')],
  ['blanks that end nowhere', `${fill(' ')}x`],
  ['beginnings of ARNs', fill('arn:aws:')],
  ['ARNs that break off', fill('arn:aws:ssm-incidents::111122223333:incident-record/a/ ')],
  ['one endless ARN', `arn:aws:ssm-incidents::111122223333:incident-record/${fill('a')}`],
  ['beginnings of links', fill('https://console.aws.amazon.com/')],
  ['brackets', fill('<')],
  ['quotes and backslashes', fill('\\"')],
  ['escapes', fill('%25')],
  ['JSON in JSON', fill('{"a":')],
  ['accents on one letter', fill('\u0301')],
] as const;

let fronts: Fronts;
beforeAll(async () => {
  fronts = await startFronts();
});
afterAll(() => fronts.stop());

/** How many times as long as plain text it may take. Backtracking takes thousands of times as long. */
const factor = 20;
/** Shorter is noise, in milliseconds. */
const leastMs = 20;

/** Sends a text, and a plain one of the same length: the text may take a little longer. */
async function expectNoBlowUp(text: string, send: (text: string) => Promise<Response>): Promise<void> {
  const took = async (given: string): Promise<number> => {
    const started = performance.now();
    const answer = await send(given);
    expect(answer.status).toBeLessThan(500);
    return performance.now() - started;
  };
  const plain = await took('plain words '.repeat(text.length / 12));
  const bound = factor * Math.max(leastMs, plain);
  const first = await took(text);
  // A machine with other work gets a second chance.
  expect(first <= bound ? first : Math.min(first, await took(text))).toBeLessThanOrEqual(bound);
}

describe.each(texts)('%s', (_, text) => {
  test('a hostile command is parsed in time', () =>
    expectNoBlowUp(text.slice(0, most), (words) => {
      const body = `command=%2Fincident&trigger_id=${Math.random()}&text=${words}`;
      return fronts.postSlack(body, slackHeaders(body));
    }));

  test('a hostile message is parsed in time', () =>
    expectNoBlowUp(text.slice(0, most / 2), (words) => {
      const event = { type: 'message', channel: 'C1', user: 'U1', ts: '1.1', text: words };
      const body = JSON.stringify({ type: 'event_callback', event });
      return fronts.postSlack(body, slackHeaders(body, { type: 'application/json' }));
    }));

  test('a hostile notification is parsed in time', () =>
    expectNoBlowUp(text.slice(0, most / 2), (words) =>
      fronts.postSns(signed({ ...notification, MessageId: crypto.randomUUID(), Message: words })),
    ));
});
