import { randomUUID } from 'node:crypto';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { nextLocalTimeMs } from '../../src/clock/digest-time.ts';
import { cardGroup } from '../../src/jobs/card-group.ts';
import type { Job } from '../../src/jobs/job.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { arnOf } from '../support/arn-of.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';
import { requester } from './asking.ts';
import { channelReader } from './topic-channels.ts';

vi.setConfig({ testTimeout: 60_000 });

let app: AppUnderTest;
let read: ReturnType<typeof channelReader>;
let person: ReturnType<typeof requester>;

beforeAll(async () => {
  app = await startApp({ environment: { CHAT_TOPICS: `${seedTopics.chat}=${ids.checkout}` } });
  read = channelReader(app);
  person = requester(app);
});
afterEach(() => {
  app.aws.faults.clear();
  app.slack.faults.clear();
});
afterAll(() => app.stop());

const start = (title: string) => app.aws.incidents.start(seedPlans.search, { title, impact: 2 });
const until = <T>(look: () => T | Promise<T>) => app.slack.workspace.until(look, 20_000);
const down = () => app.aws.faults.add({ kind: 'unavailable', operation: 'GetIncidentRecord' });
const fresh = (fields: object = {}) =>
  app.slack.workspace.addChannel({ name: `room-${Math.random()}`, members: [ids.ada, ids.botUser], ...fields });
const textsIn = (channel: string) => app.slack.workspace.messages(channel).map(({ text }) => text);

/** Puts jobs into the app's queue that are older than the time for which it retries. */
async function sendOld(jobs: readonly { group: string; job: Job }[]): Promise<void> {
  const database = openSqliteDatabase((app.appEnvironment.STORE_URL ?? '').slice('sqlite:'.length));
  const queue = createSqliteQueue(database, { now: () => Date.now() - 400_000 });
  await queue.send(jobs.map((each) => ({ ...each, dedupeId: randomUUID() })));
  await queue.close();
  database.close();
}

async function show(arn: string, channel: string): Promise<void> {
  await app.slack.workspace.command({ user: ids.ada, channel, text: `/incident ${arn}` });
  await read.card(channel, arn);
}

async function jobCounts() {
  const health = (await (await fetch(`${app.appUrl}/healthz`)).json()) as {
    jobs: { waiting: number; running: number; parked: number };
  };
  return health.jobs;
}

const look = (arn: string, channels: string[] = []) => ({
  group: randomUUID(),
  job: { kind: 'look' as const, arn: arnOf(arn), channels, engaged: false },
});
const cannotLook = /This card may be out of date: AWS did not answer for 6 minutes\. The app keeps trying\./;

/** Makes concurrent refreshes fail for minutes. */
async function failLooks(arn: string, times: number, channels: string[] = []): Promise<void> {
  const { parked } = await jobCounts();
  down();
  await sendOld(Array.from({ length: times }, () => look(arn, channels)));
  await until(async () => {
    const { waiting, running } = await jobCounts();
    return waiting + running === 0;
  });
  app.aws.faults.clear();
  // Deferred jobs are not dead letters.
  expect((await jobCounts()).parked).toBe(parked);
}

describe('a dead letter', () => {
  test('a dead letter leaves its group, other groups do not wait, and the thread gets one line', async () => {
    const channel = fresh();
    const arn = start('Poisoned');
    await show(arn, channel);
    const other = start('Healthy');
    const before = (await jobCounts()).parked;
    // A snapshot that no card can be drawn from: a bug, which a retry does not fix.
    const poisoned = { kind: 'sync', arn, channel, bring: false, view: { record: null } } as unknown as Job;
    const group = cardGroup(arn, channel);
    await sendOld([
      { group, job: poisoned },
      { group, job: poisoned },
    ]);
    await show(other, channel);
    // The second one gets the line too.
    await until(async () => (await jobCounts()).parked === before + 2);
    await until(() => read.lines(channel, arn).length > 0);
    await until(async () => (await jobCounts()).waiting === 0);
    expect(read.lines(channel, arn)).toEqual([
      expect.stringMatching(
        /^This card may be out of date: the app has a fault\. Refresh tries again\. Reference \S+\.$/,
      ),
    ]);
    expect(read.cards(channel, other)).toHaveLength(1);
  });

  test('an outage is reported once in the thread, and once more after it was over', async () => {
    const channel = fresh();
    const arn = start('Out of sight');
    await show(arn, channel);
    await failLooks(arn, 3);
    await until(() => read.lines(channel, arn).length === 1);
    await failLooks(arn, 2);
    await until(async () => (await jobCounts()).running === 0);
    expect(read.lines(channel, arn)).toEqual([expect.stringMatching(cannotLook)]);
    app.aws.incidents.update(arn, { impact: 1 });
    await sendOld([look(arn)]);
    await until(() => read.lines(channel, arn).some((line) => /High → Critical/.test(line)));
    await failLooks(arn, 1);
    await until(() => read.lines(channel, arn).filter((line) => cannotLook.test(line)).length === 2);
  });

  test('a missing card is reported in the channel with the ARN, without a mention', async () => {
    const channel = fresh();
    const arn = start('Unseen');
    await failLooks(arn, 1, [channel]);
    await until(() => textsIn(channel).length > 0);
    const [said] = app.slack.workspace.messages(channel);
    expect(said?.text).toBe(`No card yet of ${arn}: AWS did not answer for 6 minutes. The app keeps trying.`);
    expect(JSON.stringify(said)).not.toMatch(/<!|<@/);
  });

  test('a dead letter is not reported in a shared channel', async () => {
    const channel = fresh({ is_ext_shared: true });
    const inside = fresh();
    await failLooks(start('Confidential'), 1, [channel, inside]);
    await until(() => textsIn(inside).length > 0);
    await until(async () => (await jobCounts()).running === 0);
    expect(textsIn(channel)).toEqual([]);
  });

  test('a missing status update is reported in every thread that expected it', async () => {
    const channel = fresh();
    const arn = start('Followed');
    await person.ask(`watch ${arn}`, channel);
    down();
    const dueMs = Date.now();
    const post = { channel, dueMs, foundMs: dueMs, atMs: dueMs, redraw: false, again: false };
    await sendOld([
      { group: `status ${arn}`, job: { kind: 'status-read', arn: arnOf(arn), engaged: false, posts: [post] } },
    ]);
    await until(() =>
      read.lines(channel, arn).includes('No status update: AWS did not answer for 6 minutes. The app keeps trying.'),
    );
  });

  test('a missing alarm is reported in channels with alarms on', async () => {
    const channel = fresh();
    const deaf = fresh();
    await person.ask('alarms on', channel);
    app.slack.faults.add({ kind: 'refused', code: 'invalid_blocks', method: 'chat.postMessage', times: 1 });
    const alarm = { name: 'checkout-p99', state: 'ALARM' };
    const job = { kind: 'alarm' as const, alarm, receivedAtMs: Date.now() };
    await sendOld([channel, deaf].map((each) => ({ group: `alarms ${each}`, job: { ...job, channel: each } })));
    await until(() => textsIn(channel).length > 0);
    const line = /^Alarm checkout-p99 changed to ALARM and could not be told as usual: Slack did not accept/;
    expect(textsIn(channel)).toEqual([expect.stringMatching(line)]);
    expect(textsIn(deaf)).toEqual([]);
  });

  test('a missing digest is reported in its channel', async () => {
    const channel = fresh();
    await person.ask('digest 09:00 UTC', channel);
    app.aws.faults.add({ kind: 'unavailable', operation: 'ListIncidentRecords' });
    const dueMs = nextLocalTimeMs(9 * 60, 'UTC', Date.now());
    await sendOld([{ group: `digest ${channel}`, job: { kind: 'digest', channel, dueMs, again: false } }]);
    await until(() => textsIn(channel).length > 0);
    expect(textsIn(channel)).toEqual(['No daily digest yet: AWS did not answer for 6 minutes. The app keeps trying.']);
  });

  test('a topic whose subscription AWS refuses is reported in its channels', async () => {
    app.aws.faults.add({ kind: 'access_denied', operation: 'ConfirmSubscription' });
    const job = { kind: 'confirm' as const, topicArn: seedTopics.chat, token: 'a'.repeat(64) };
    await sendOld([{ group: 'topic', job }]);
    await until(() => textsIn(ids.checkout).some((text) => text.startsWith(`Topic ${seedTopics.chat} could not be`)));
  });

  test('while Slack does not answer the report waits, and is posted once it does', async () => {
    const channel = fresh();
    const arn = start('Slack is away');
    await show(arn, channel);
    app.slack.faults.add({ kind: 'unavailable', method: 'chat.postMessage', times: 1 });
    await failLooks(arn, 1);
    await until(() => read.lines(channel, arn).length > 0);
    expect(read.lines(channel, arn)).toEqual([expect.stringMatching(cannotLook)]);
  });
});
