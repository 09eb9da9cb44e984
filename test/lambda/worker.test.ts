import { randomUUID } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { readManifest } from 'slack-aws-sandbox';
import { seedIncidents, seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { createEmbeddedSlack, type EmbeddedSlack } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sendDeferred } from '../../src/clock/deferred-refreshes.ts';
import { createDynamoStore } from '../../src/cloud/dynamodb-store.ts';
import { openSqsQueue } from '../../src/cloud/open-sqs.ts';
import { slackJob } from '../../src/fronts/slack-job.ts';
import { cardGroup } from '../../src/jobs/card-group.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { JobToSend } from '../../src/jobs/queue.ts';
import { allText } from '../support/all-text.ts';
import { type BuiltFunctions, buildFunctions } from './built-functions.ts';
import { serveFunctionUrl } from './function-url.ts';
import { signingSecret } from './http-events.ts';
import { type LambdaBackends, startLambdaBackends } from './lambda-backends.ts';

let functions: BuiltFunctions;
let backends: LambdaBackends;
let slack: EmbeddedSlack;
let door: Awaited<ReturnType<typeof serveFunctionUrl>>;
let environment: NodeJS.ProcessEnv;
/** The worker of the running test, once it has started. */
let warm: ReturnType<BuiltFunctions['start']> | undefined;

beforeAll(async () => {
  [functions, backends] = await Promise.all([buildFunctions(), startLambdaBackends()]);
  slack = await createEmbeddedSlack({ manifest: readManifest('manifest.yml'), rateLimits: false, signingSecret });
  environment = {
    ...backends.environment,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    INCIDENT_EDITORS: ids().ada,
  };
  door = await serveFunctionUrl(functions, { ...backends.environment, SLACK_SIGNING_SECRET: signingSecret });
  slack.setAppUrl(door.url);
});
beforeEach(() => backends.aws.faults.clear());
afterEach(async () => {
  await warm?.stop();
  warm = undefined;
});
afterAll(async () => {
  functions.remove();
  await door.close();
  await slack.close();
  await backends.end();
});

const ids = () => slack.workspace.ids;
const type = (text: string, channel: string = ids().incidents, user: string = ids().ada) =>
  slack.workspace.command({ user, channel, text: `/incident ${text}` });
const failures = (response: SQSBatchResponse) => response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

/** One poll of Lambda: receives messages, runs the function, deletes the completed ones. */
async function poll(change: (event: SQSEvent) => SQSEvent = (event) => event) {
  const event = change(await backends.takeEvent());
  warm ??= functions.start('worker', environment);
  const response = (await warm.invoke(event)) as SQSBatchResponse;
  await backends.settle(event, response);
  return { event, response };
}

/**
 * Polls until the queue is empty, as Lambda does continuously.
 * @param speed factor by which the function's clock is accelerated
 * @returns number of invocations
 */
async function pollUntilDone(speed = 1): Promise<number> {
  const endMs = Date.now() + 60_000;
  if (speed !== 1) await warm?.stop();
  if (speed !== 1 || warm === undefined) warm = functions.start('worker', environment, speed);
  let runs = 0;
  while ((await backends.left()) > 0 && Date.now() < endMs) {
    const event = await backends.takeEvent();
    if (event.Records.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    await backends.settle(event, (await warm.invoke(event)) as SQSBatchResponse);
    runs += 1;
  }
  expect(await backends.left()).toBe(0);
  return runs;
}

/** The messages are old enough for the app to stop retrying. */
const longAgo = (event: SQSEvent): SQSEvent => ({
  Records: event.Records.map((record) => ({
    ...record,
    attributes: { ...record.attributes, SentTimestamp: String(Date.now() - 400_000) },
  })),
});

/** Polls as often as the minimum number of attempts; only the last attempt may settle the job. */
async function pollToTheLimit(): Promise<SQSBatchResponse> {
  for (let turn = 1; turn <= 2; turn += 1) {
    const { event, response } = await poll(longAgo);
    expect(failures(response)).toHaveLength(event.Records.length);
    await backends.show(event);
  }
  return (await poll(longAgo)).response;
}

/** Enqueues a job. */
async function send(group: string, job: object, delayMs = 0): Promise<void> {
  Object.assign(process.env, backends.environment);
  const queue = openSqsQueue(backends.queueUrl, Date.now);
  await queue.send([{ group, dedupeId: randomUUID(), delayMs, job: job as Job }]);
  await queue.close();
}

const cardsIn = (channel: string, arn: string) =>
  slack.workspace.messages(channel).filter((message) => allText(message.metadata).includes(arn));
const linesUnder = (channel: string, arn: string): string[] => {
  const [card] = cardsIn(channel, arn);
  const thread = card === undefined ? [] : slack.workspace.thread(channel, card.ts);
  return thread.slice(1).map(({ text }) => text);
};

describe('the built worker', () => {
  test('a command typed in Slack passes both functions and its card is posted', async () => {
    const acknowledged = await type(seedIncidents.critical);
    expect(acknowledged.status).toBe(200);
    const { response } = await poll();
    expect(response).toEqual({ batchItemFailures: [] });
    const cards = cardsIn(ids().incidents, seedIncidents.critical);
    expect(cards).toHaveLength(1);
    expect(cards[0]?.text).toMatch(/Critical/);
    await pollUntilDone();
    // No function has the address of PUBLIC_URL: each deployment subscribes the topics.
    await type(`topics connect ${seedTopics.chat}`);
    await pollUntilDone();
    expect(slack.workspace.ephemerals(ids().ada).at(-1)?.text).toMatch(/each deployment subscribes the topics/);
  });

  test('a failed job blocks only its group, and other jobs continue', async () => {
    await type(`catchup ${seedIncidents.critical}`);
    await type(seedIncidents.critical);
    await type(seedIncidents.alarm);
    backends.aws.faults.add({ kind: 'unavailable', operation: 'ListTimelineEvents' });
    const { event, response } = await poll();
    expect(event.Records).toHaveLength(3);
    const groups = event.Records.map(({ body }) => JSON.parse(body).group as string);
    const stuck = event.Records.filter((_, index) => groups[index]?.startsWith(seedIncidents.critical));
    expect(stuck).toHaveLength(2);
    expect(failures(response)).toEqual(stuck.map(({ messageId }) => messageId));
    expect(cardsIn(ids().incidents, seedIncidents.alarm)).toHaveLength(1);
    expect(await backends.left()).toBeGreaterThanOrEqual(2);
    backends.aws.faults.clear();
    await pollUntilDone();
    const told = slack.workspace.ephemerals(ids().ada, ids().incidents).map(allText);
    expect(told.some((text) => text.includes('up to date'))).toBe(true);
  });

  test('after the retry limit a job is in the dead-letter queue, the requester is informed, and its group continues', async () => {
    const before = slack.workspace.ephemerals(ids().grace, ids().incidents).length;
    await type(`catchup ${seedIncidents.rule}`, ids().incidents, ids().grace);
    await type(seedIncidents.rule, ids().incidents, ids().grace);
    backends.aws.faults.add({ kind: 'unavailable', operation: 'ListTimelineEvents' });
    expect(await pollToTheLimit()).toEqual({ batchItemFailures: [] });
    const dead = await backends.deadLetters();
    expect(dead).toMatchObject([
      { job: { kind: 'slack' }, parked: { reason: expect.stringMatching(/aws_unavailable|AppError/) } },
    ]);
    const told = slack.workspace.ephemerals(ids().grace, ids().incidents).slice(before).map(allText);
    expect(told.some((text) => /That did not work/.test(text))).toBe(true);
    expect(cardsIn(ids().incidents, seedIncidents.rule)).toHaveLength(1);
    await pollUntilDone();
  });

  test('waiting behind a failing job does not count as an attempt', { timeout: 60_000 }, async () => {
    const { low } = seedIncidents;
    const channel = ids().checkout;
    await type(low, channel);
    await pollUntilDone();
    backends.aws.faults.add({ kind: 'unavailable', operation: 'ListTimelineEvents' });
    await type(`catchup ${low}`, channel);
    // A snapshot that fails to render: a bug in the app, which gets three attempts.
    await send(cardGroup(low, channel), { kind: 'sync', arn: low, channel, bring: false, view: { record: null } });
    for (let turn = 1; turn <= 6; turn += 1) {
      const { event, response } = await poll();
      expect(failures(response)).toHaveLength(2);
      await backends.show(event);
    }
    backends.aws.faults.clear();
    const tries: number[] = [];
    for (let turn = 1; turn <= 3; turn += 1) {
      const { event, response } = await poll();
      tries.push(failures(response).length);
      await backends.show({ Records: event.Records.filter(({ messageId }) => failures(response).includes(messageId)) });
    }
    expect(tries).toEqual([1, 1, 0]);
    expect(await backends.deadLetters()).toMatchObject([{ job: { kind: 'sync', arn: low }, parked: { attempt: 3 } }]);
    await pollUntilDone();
    expect(linesUnder(channel, low)).toEqual([
      expect.stringMatching(/^This card may be out of date: the app has a fault\. .* Reference \S+\.$/),
    ]);
  });

  test('after the retry limit the channel is informed once, and the incident is refreshed later', async () => {
    const { alarm } = seedIncidents;
    const channel = ids().checkout;
    await type(alarm, channel);
    await pollUntilDone();
    backends.aws.faults.add({ kind: 'unavailable', operation: 'GetIncidentRecord' });
    for (const group of ['first look', 'last look']) {
      await send(`${group} ${alarm}`, { kind: 'look', arn: alarm, channels: [], engaged: false });
    }
    expect(await pollToTheLimit()).toEqual({ batchItemFailures: [] });
    expect(await backends.deadLetters()).toEqual([]);
    await poll();
    expect(linesUnder(channel, alarm)).toEqual([
      'This card may be out of date: AWS did not answer for 6 minutes. The app keeps trying.',
    ]);
    // The later refresh waits in the store, not in the queue.
    expect(await backends.left()).toBe(0);
    const store = createDynamoStore({ client: backends.dynamo.connect(), tableName: backends.table, now: Date.now });
    const late: JobToSend[] = [];
    const queue = { send: async (jobs: readonly JobToSend[]) => void late.push(...jobs) };
    await sendDeferred({ store, queue, horizonMs: 60_000 }, Date.now() + 6 * 60_000);
    expect(late).toMatchObject([{ job: { kind: 'look', arn: alarm } }]);
  });

  test('jobs that a failing start never ran do not fail for good', { timeout: 60_000 }, async () => {
    const { critical } = seedIncidents;
    const channel = ids().general;
    await type(critical, channel);
    for (let turn = 1; turn <= 8; turn += 1) {
      const event = await backends.takeEvent();
      const invoked = functions.invoke('worker', [event], { ...environment, SLACK_BOT_TOKEN: '' });
      await expect(invoked).rejects.toThrow('SLACK_BOT_TOKEN');
      await backends.show(event);
    }
    // Even the first attempt may fail with a transient error.
    backends.aws.faults.add({ kind: 'unavailable', operation: 'GetIncidentRecord' });
    const { event, response } = await poll(longAgo);
    expect(failures(response)).toHaveLength(1);
    await backends.show(event);
    backends.aws.faults.clear();
    await pollUntilDone();
    expect(cardsIn(channel, critical)).toHaveLength(1);
    expect(await backends.deadLetters()).toEqual([]);
  });

  test('a report of 1,000 events from a slow AWS arrives once and complete, with no invocation over a minute', {
    timeout: 90_000,
  }, async () => {
    const channel = ids().incidents;
    const { incidents, faults } = backends.aws;
    const arn = incidents.start(seedPlans.search, { title: 'Long' });
    for (let count = 0; count < 1000; count += 1) {
      incidents.addTimelineEvent(arn, 'Custom Event', JSON.stringify(`Step ${count}.`), Date.now() + count);
    }
    // Half a second of the function's time for each page.
    faults.add({ kind: 'latency', latencyMs: 50, operation: 'ListTimelineEvents' });
    await type(`report ${arn}`, channel);
    const runs = await pollUntilDone(10);
    expect(runs).toBeGreaterThan(5);
    const files = slack.workspace.messages(channel).flatMap((message) => message.files ?? []);
    expect(files).toHaveLength(1);
    const text = slack.workspace.file(files[0]?.id ?? '')?.content?.toString('utf8') ?? '';
    const steps = new Set(text.match(/Step \d+\./g));
    expect(steps.size).toBe(1000);
    expect(await backends.deadLetters()).toEqual([]);
  });

  test('a job of PEOPLE_QUEUE_URL is done, retried there, and given up among the dead letters of both', async () => {
    const { peopleQueueUrl } = backends;
    const people = { ...environment, PEOPLE_QUEUE_URL: peopleQueueUrl };
    Object.assign(process.env, backends.environment);
    const queue = openSqsQueue(peopleQueueUrl, Date.now);
    const fields = { channel_id: ids().incidents, user_id: ids().grace, team_id: ids().team, trigger_id: '1.2.people' };
    const typed = { command: '/incident', text: 'list', ...fields };
    await queue.send([slackJob(typed, Date.now())]);
    await queue.close();
    backends.aws.faults.add({ kind: 'unavailable', operation: 'ListIncidentRecords' });
    warm = functions.start('worker', people);
    const responses: SQSBatchResponse[] = [];
    for (let turn = 1; turn <= 3; turn += 1) {
      const event = longAgo(await backends.takeEvent(peopleQueueUrl));
      responses.push((await warm.invoke(event)) as SQSBatchResponse);
      await backends.settle(event, responses.at(-1) ?? { batchItemFailures: [] }, peopleQueueUrl);
      // A failed job was hidden in its own queue for its backoff.
      await backends.show(event, peopleQueueUrl).catch(() => undefined);
    }
    expect(responses.map(({ batchItemFailures }) => batchItemFailures.length)).toEqual([1, 1, 0]);
    expect(await backends.left(peopleQueueUrl)).toBe(0);
    expect(await backends.deadLetters()).toMatchObject([{ job: { body: { text: 'list' } }, parked: { attempt: 3 } }]);
  });

  test('a message that is not a job becomes a dead letter, and the rest of the batch runs', async () => {
    await type('list');
    const { response } = await poll((event) => ({
      Records: [
        ...event.Records,
        ...event.Records.map((record) => ({
          ...record,
          messageId: 'no-job',
          body: '{"group":"C9","job":{"kind":"?"}}',
        })),
      ],
    }));
    expect(response).toEqual({ batchItemFailures: [] });
    expect(await backends.deadLetters()).toMatchObject([{ group: 'C9', raw: expect.stringContaining('"?"') }]);
  });

  test('a job before its time is hidden again', async () => {
    const arn = seedIncidents.low;
    await send(arn, { kind: 'look', arn, channels: [ids().general], engaged: false }, 2000);
    const { event, response } = await poll();
    expect(failures(response)).toEqual(event.Records.map(({ messageId }) => messageId));
    expect(cardsIn(ids().general, arn)).toEqual([]);
    await pollUntilDone();
    expect(cardsIn(ids().general, arn)).toHaveLength(1);
  });

  test('a command whose card waits for a delayed status update is answered as if nothing waited', async () => {
    const { rule } = seedIncidents;
    const channel = ids().general;
    const dueMs = Date.now() + 108_000;
    const post = { channel, dueMs, foundMs: dueMs, atMs: dueMs, redraw: true, again: false };
    await send(`status ${rule}`, { kind: 'status-read', arn: rule, engaged: false, posts: [post] });
    await poll();
    await type(rule, channel);
    const { event, response } = await poll();
    expect(event.Records.map(({ body }) => JSON.parse(body).group)).toEqual(Array(2).fill(cardGroup(rule, channel)));
    // The status update is returned, and the command is done.
    expect(failures(response)).toEqual([event.Records[0]?.messageId]);
    expect(cardsIn(channel, rule)).toHaveLength(1);
    expect(linesUnder(channel, rule)).toEqual([]);
    await poll();
    expect(await backends.left()).toBe(1);
    await backends.settle({ Records: event.Records.slice(0, 1) }, { batchItemFailures: [] });
  });

  test('with METRICS_NAMESPACE the worker writes metrics of its jobs and calls into its log', async () => {
    await type(`${seedIncidents.low}`);
    const event = await backends.takeEvent();
    const worker = functions.start('worker', { ...environment, METRICS_NAMESPACE: 'IncidentApp' });
    const response = (await worker.invoke(event)) as SQSBatchResponse;
    await backends.settle(event, response);
    await worker.stop();
    const metrics = worker.output().filter(({ _aws }) => _aws !== undefined);
    const measured = metrics.map(({ target, outcome }) => [target, outcome].filter(Boolean).join(' '));
    expect(measured).toEqual(expect.arrayContaining(['done', 'slack ok', 'ssm-incidents ok', 'dynamodb ok']));
  });

  test('without its token, queue or table the worker says so and takes no job', async () => {
    const Records = [{ messageId: 'm', receiptHandle: 'r', body: '{}', attributes: {} }];
    for (const missing of ['SLACK_BOT_TOKEN', 'QUEUE_URL', 'STORE_URL']) {
      const invoked = functions.invoke('worker', [{ Records }], { ...environment, [missing]: '' });
      await expect(invoked).rejects.toThrow(missing);
    }
  });
});
