import { seedAlarms, seedIncidents, seedOpsItems, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createIncidentApp, type IncidentApp } from '../../src/app.ts';
import { createDigestStore } from '../../src/clock/digest-store.ts';
import { readConfig } from '../../src/config/config.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { Log, LogFields } from '../../src/log.ts';
import { openStorage, type Storage } from '../../src/open-storage.ts';
import { createChannelSettings } from '../../src/posting/channel-settings.ts';
import { createCardStore } from '../../src/posting/posted-card.ts';
import { createWatchStore } from '../../src/watches/watch.ts';
import { everyRequest } from '../attacks/every-request.ts';
import { arnOf } from '../support/arn-of.ts';
import { type Backends, startBackends } from '../support/backends.ts';

/** The channels by their sharing: not shared, shared, unknown. */
const channels = { own: ids.incidents, shared: ids.partner, unknown: ids.secret } as const;
const arn = seedIncidents.critical;

let backends: Backends;
let storage: Storage;
let app: IncidentApp;
const logged: { message: string; fields: LogFields }[] = [];

beforeAll(async () => {
  const CHAT_TOPICS = `${seedTopics.chat}=${Object.values(channels).join('+')}`;
  backends = await startBackends({
    environment: { CHAT_TOPICS, INCIDENT_EDITORS: ids.ada, PUBLIC_URL: 'https://incidents.example.com' },
  });
  Object.assign(process.env, backends.appEnvironment);
  const config = readConfig(backends.appEnvironment);
  storage = await openStorage(config, Date.now);
  const note = (message: string, fields: LogFields = {}) => void logged.push({ message, fields });
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const { store, queue } = storage;
  const environment = backends.appEnvironment;
  const parts = { store, queue, environment, now: Date.now, log };
  app = createIncidentApp({ config, regions: ['eu-west-1'], ...parts });
  for (const channel of Object.values(channels)) {
    await createChannelSettings(store).set(channel, { alarms: true, opsitems: true });
    const digest = { channel, by: ids.ada, minuteOfDay: 540, zone: 'UTC', nextMs: 1000 };
    await createDigestStore(store).put(digest, 'anything');
  }
});
afterEach(() => {
  backends.slack.calls.clear();
  logged.length = 0;
});
afterAll(async () => {
  app.close();
  await storage.close();
  await backends.end();
});

const snapshot = (): IncidentSnapshot => {
  const record = backends.aws.incidents.get(arn)?.record;
  if (record === undefined) throw new Error('the seed has the incident');
  const source = { name: 'manual', createdBy: '' };
  const facts = {
    dedupeString: '',
    automationExecutions: [],
    chatTopics: [],
    source,
    modifiedBy: '',
    notificationTargets: [],
  };
  return {
    record: {
      arn: arnOf(arn),
      title: record.title,
      status: 'OPEN',
      impact: 1,
      createdAtMs: 1,
      modifiedAtMs: 1,
      ...facts,
    },
    readAtMs: Date.now(),
  };
};

const named = { channel: '', ts: '1.1', threadTs: '1.1', user: ids.ada };
const miss = { bring: true, reason: 'AWS did not answer', again: false, sinceMs: 1 };

/** A job of every kind. The type makes the compiler require new kinds here. */
const jobs: Readonly<Record<Job['kind'], (channel: string) => Job[]>> = {
  slack: (channel) =>
    everyRequest({ user: ids.ada, userTeam: ids.team, team: ids.team, channel, arn })
      // Covered by test/attacks/outsiders.test.ts.
      .filter(({ name }) => name === '/incident <arn>')
      .map(({ payload }) => ({ kind: 'slack', body: payload, receivedAtMs: 1 })),
  notification: () => [
    {
      kind: 'notification',
      topicArn: seedTopics.chat,
      sort: 'incident',
      incidents: [arn],
      engaged: false,
      receivedAtMs: 1,
    },
  ],
  confirm: () => [],
  look: (channel) => [{ kind: 'look', arn: arnOf(arn), channels: [channel], engaged: false }],
  sync: (channel) => [
    { kind: 'sync', arn, channel, bring: true, view: snapshot() },
    { kind: 'sync', arn, channel, bring: true },
  ],
  room: () => [{ kind: 'room', arn: arnOf(arn), what: 'tell', reason: 'Admins make channels.' }],
  withdraw: (channel) => [{ kind: 'withdraw', arn, channel }],
  alarm: (channel) => [
    { kind: 'alarm', channel, alarm: { name: 'checkout-p99', state: 'ALARM' }, receivedAtMs: Date.now() },
  ],
  'on-call': () => [{ kind: 'on-call', usergroup: ids.onCall }],
  'alarm-read': () => [{ kind: 'alarm-read', alarms: [seedAlarms.checkout] }],
  chart: (channel) => [{ kind: 'chart', arn: arnOf(arn), channel }],
  'ops-item': (channel) => [{ kind: 'ops-item', arn: seedOpsItems.critical, channels: [channel] }],
  investigation: () => [{ kind: 'investigation', arn }],
  'agent-task': () => [{ kind: 'agent-task', taskId: '3bb4e347-e040-417c-ac57-b2ce0f2fe3b4' }],
  unfurl: (channel) =>
    [arn, arn.replace(/incident-record\/([^/]+)\/.*/, 'response-plan/$1')].map((each) => ({
      kind: 'unfurl',
      ...named,
      channel,
      arn: each,
    })),
  'status-read': (channel) => [
    {
      kind: 'status-read',
      arn: arnOf(arn),
      engaged: false,
      posts: [{ channel, dueMs: 1000, foundMs: 1000, atMs: 1000, redraw: true, again: false }],
    },
  ],
  'status-post': (channel) => [
    { kind: 'status-post', arn, channel, dueMs: 1000, redraw: true, again: false, view: snapshot() },
    { kind: 'status-post', arn, channel, dueMs: 1000, redraw: true, again: false },
    { kind: 'status-post', arn, channel, dueMs: 1000, redraw: true, again: false, fault: { code: 'x', message: 'y' } },
  ],
  digest: (channel) => [{ kind: 'digest', channel, dueMs: 1000, again: false }],
  missed: (channel) => [
    { kind: 'missed', channel, what: 'card', about: arn, ...miss },
    { kind: 'missed', channel, what: 'posts', about: arn, ...miss },
    { kind: 'missed', channel, what: 'digest', about: '', ...miss },
    { kind: 'missed', channel, what: 'alarm', about: 'checkout-p99', state: 'ALARM', ...miss },
    { kind: 'missed', channel, what: 'ops-item', about: seedOpsItems.critical, ...miss },
    { kind: 'missed', channel, what: 'topic', about: seedTopics.chat, ...miss },
  ],
};

let deliveries = 0;

/** Runs a job and all jobs that it sends. */
async function run(job: Job): Promise<void> {
  deliveries += 1;
  await app.run({ id: `d${deliveries}`, group: 'g', attempt: 1, sentAtMs: Date.now(), job });
  for (;;) {
    const [next] = await storage.queue.receive(1, 0);
    if (next === undefined) return;
    await app.run(next);
    await storage.queue.done(next);
  }
}

const kinds = Object.keys(jobs) as Job['kind'][];

/** The content that a call shows to a whole channel. Other calls are for one person, or only read. */
const shown = (channel: string) =>
  backends.slack.calls
    .all()
    .filter(({ method, args }) => /^(chat\.(post|update|unfurl)|files)/.test(method) && args.channel === channel)
    .filter(({ method }) => method !== 'chat.postEphemeral')
    // Invisible to people. When a deleted record is readable again, the line about the watch is visible.
    .map(({ method, args: { metadata: _metadata, ...args } }) => ({ method, args }));

/** An existing card, and a watch that is being ended. */
async function remember(channel: string): Promise<void> {
  const cards = createCardStore(storage.store);
  const watch = { arn, channel, by: ids.ada, sinceMs: 1, nextPostMs: 1000, ending: true };
  await cards.put({ arn, channel, ts: '1.1', key: 'k', sinceMs: 1 }, 'absent', Date.now());
  await createWatchStore(storage.store).put(watch, 'anything');
}

// First, because a channel has only one card.
test('in a channel of the own organisation these jobs show the incident', async () => {
  for (const kind of ['notification', 'alarm', 'unfurl', 'digest', 'missed', 'slack'] as const) {
    backends.slack.calls.clear();
    for (const job of jobs[kind](channels.own)) await run(job);
    expect([kind, shown(channels.own).length > 0]).toEqual([kind, true]);
  }
});

describe.each(['shared', 'unknown'] as const)('a channel whose sharing is %s', (name) => {
  test.each(kinds)('a %s job shows nothing of the incident to a channel that is or may be shared', async (kind) => {
    await remember(channels[name]);
    for (const job of jobs[kind](channels[name])) await run(job);
    expect(JSON.stringify(shown(channels[name]))).not.toMatch(/Checkout|Critical|checkout/);
  });
});

const command = (team_id: string, text: string): Job => ({
  kind: 'slack',
  body: { command: '/incident', text, team_id, user_id: ids.ada, channel_id: channels.own, trigger_id: text },
  receivedAtMs: Date.now(),
});

test('a workspace that did not install the app gets no answer, and is logged once', async () => {
  for (const text of ['list', arn, 'help']) await run(command(ids.otherTeam, text));
  expect(backends.slack.calls.all().filter(({ method }) => method !== 'auth.test')).toEqual([]);
  expect(logged).toEqual([
    {
      message: 'request dropped: from a workspace that did not install the app',
      fields: { team: ids.otherTeam },
    },
  ]);
});

test('the log records who subscribed a topic', async () => {
  await run(command(ids.team, `topics connect ${seedTopics.chat}`));
  expect(logged).toContainEqual({
    message: 'topic subscribed from Slack',
    fields: {
      audit: true,
      action: 'connect',
      topicArn: seedTopics.chat,
      endpoint: 'https://incidents.example.com/notifications',
      user: ids.ada,
      channel: channels.own,
    },
  });
});
