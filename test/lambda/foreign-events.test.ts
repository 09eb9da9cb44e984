import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FunctionName } from '../../scripts/bundles.ts';
import { parseHttpEvent } from '../../src/fronts/lambda/http-event.ts';
import { type BuiltFunctions, buildFunctions } from './built-functions.ts';

let functions: BuiltFunctions;
beforeAll(async () => {
  functions = await buildFunctions();
});
afterAll(() => functions.remove());

const scheduled = { source: 'aws.scheduler', 'detail-type': 'Scheduled Event', detail: '{}' };
const foreign = [
  { source: 'serverless-plugin-warmup' },
  { warmer: true, concurrency: 3 },
  { Records: [] },
  { Records: [{ eventSource: 'aws:s3', s3: {} }, null, 'x'] },
  { Records: 'none' },
  { requestContext: {} },
  { requestContext: null, headers: null },
  'ping',
  7,
  [],
  null,
];

describe('foreign events', () => {
  // There is no configuration, so a function that did anything would fail.
  test.each<[FunctionName, unknown]>([
    ['slack', { statusCode: 200, body: '' }],
    ['notifications', null],
    ['worker', { batchItemFailures: [] }],
  ])('the %s function answers and ignores a foreign event', async (name, answer) => {
    const events = name === 'slack' ? foreign : [...foreign, scheduled, {}];
    const answers = await functions.invoke(name, events, {});
    expect(answers).toHaveLength(events.length);
    for (const each of answers)
      answer === null ? expect(each).toBeNull() : expect(each).toMatchObject(answer as object);
  });

  test('the tick function answers and ignores a foreign event', async () => {
    const others = foreign.filter((event) => event !== null && !(Array.isArray(event) && event.length === 0));
    const answers = await functions.invoke('tick', others, {});
    expect(answers).toEqual(others.map(() => null));
  });
});

test('a request in payload format 1.0 is parsed with either form of headers', () => {
  const event = { httpMethod: 'POST', path: '/', body: 'a=b', isBase64Encoded: false };
  const multiValueHeaders = { 'X-Slack-Signature': ['v0=1'], 'Content-Type': ['a', 'b'] };
  const headers = { 'X-Slack-Signature': 'v0=1' };
  const read = (more: object) => parseHttpEvent({ ...event, ...more })?.headers;
  expect(read({ headers, multiValueHeaders: null })).toEqual({ 'x-slack-signature': 'v0=1' });
  expect(read({ headers: null, multiValueHeaders })).toEqual({
    'x-slack-signature': 'v0=1',
    'content-type': ['a', 'b'],
  });
  expect(read({ headers: null, multiValueHeaders: null })).toEqual({});
  expect(read({})).toEqual({});
});
