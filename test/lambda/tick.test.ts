import { seedIncidents } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDynamoStore } from '../../src/cloud/dynamodb-store.ts';
import { createWatchStore } from '../../src/watches/watch.ts';
import { type BuiltFunctions, buildFunctions } from './built-functions.ts';
import { type LambdaBackends, startLambdaBackends } from './lambda-backends.ts';

let functions: BuiltFunctions;
let backends: LambdaBackends;
beforeAll(async () => {
  [functions, backends] = await Promise.all([buildFunctions(), startLambdaBackends()]);
});
afterAll(async () => {
  functions.remove();
  await backends.end();
});

/** @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html */
const schedule = {
  version: '0',
  source: 'aws.scheduler',
  'detail-type': 'Scheduled Event',
  time: '2026-01-02T03:04:00Z',
  detail: '{}',
};

test('the built clock sends a job for the due watch only, once', async () => {
  const nowMs = Date.now();
  const store = createDynamoStore({ client: backends.dynamo.connect(), tableName: backends.table, now: Date.now });
  const watches = createWatchStore(store);
  const watch = { arn: seedIncidents.critical, by: 'U1', sinceMs: nowMs - 3_600_000, impact: 1 };
  await watches.put({ ...watch, channel: 'C1', nextPostMs: nowMs - 1000 }, 'absent');
  await watches.put({ ...watch, channel: 'C2', nextPostMs: nowMs + 3_600_000 }, 'absent');
  const [first, second] = await functions.invoke('tick', [schedule, schedule], backends.environment);
  expect(first).toMatchObject({ posts: 1, busy: false });
  expect(second).toMatchObject({ posts: 0 });
  const { Records } = await backends.takeEvent();
  expect(Records.map(({ body }) => JSON.parse(body).job)).toMatchObject([
    { kind: 'status-read', arn: seedIncidents.critical, posts: [{ channel: 'C1' }] },
  ]);
});
