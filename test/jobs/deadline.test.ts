import { createServer, type Server } from 'node:http';
import { seedAlarms, seedOpsItems } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIncidentApp, type IncidentApp } from '../../src/app.ts';
import { createDigestStore } from '../../src/clock/digest-store.ts';
import { readConfig } from '../../src/config/config.ts';
import { inTime, requestSignal, withDeadline } from '../../src/deadline.ts';
import { closeServer, listen } from '../../src/fronts/http/listen.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { Delivery } from '../../src/jobs/queue.ts';
import { openStorage, type Storage } from '../../src/open-storage.ts';
import { createChannelSettings } from '../../src/posting/channel-settings.ts';
import { createCardStore } from '../../src/posting/posted-card.ts';
import { createWatchStore } from '../../src/watches/watch.ts';
import { arnOf } from '../support/arn-of.ts';
import { silentLog } from '../support/silent-log.ts';
import { slackJob } from './slack-job.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/aaaa1111-2222-3333-4444-555566667777';
const channel = ids.incidents;
const limitMs = 200;

/** A server in place of Slack and AWS that accepts every request and never answers. */
let silent: Server;
let requests = 0;
let open = 0;
let storage: Storage;
let app: IncidentApp;

beforeAll(async () => {
  silent = createServer((_, response) => {
    requests += 1;
    open += 1;
    response.on('close', () => {
      open -= 1;
    });
  });
  const url = `http://127.0.0.1:${await listen(silent, 0, '127.0.0.1')}`;
  const environment = {
    AWS_ACCESS_KEY_ID: 'AKIDSANDBOX000000000',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: url,
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: '0123456789abcdef'.repeat(2),
    SLACK_API_URL: `${url}/api/`,
    STORE_URL: 'sqlite::memory:',
    CHAT_TOPICS: `arn:aws:sns:eu-west-1:111122223333:chat=${channel}`,
    DEVOPS_AGENT_SPACE: 'eu-west-1/f95eb69d-46e2-48c9-875f-07536fd3b4b2',
    ON_CALL_GROUPS: 'ben=S0ONCALL01',
  };
  Object.assign(process.env, environment);
  const config = readConfig(environment);
  storage = await openStorage(config, Date.now);
  const { store, queue } = storage;
  const parts = { store, queue, environment, now: Date.now, log: silentLog };
  app = createIncidentApp({ config, regions: ['eu-west-1'], ...parts });
  await app.ready();
  await createChannelSettings(store).set(channel, { alarms: true, opsitems: true });
  const digest = { channel, by: ids.ada, minuteOfDay: 540, zone: 'UTC', nextMs: 1000 };
  await createDigestStore(store).put(digest, 'anything');
  await createCardStore(store).put({ arn, channel, ts: '1.1', key: 'k', sinceMs: 1 }, 'absent', Date.now());
  await createWatchStore(store).put({ arn, channel, by: ids.ada, sinceMs: 1, nextPostMs: 1000 }, 'anything');
  // Load every module that the jobs need, so that a job's time is spent on its requests.
  await Promise.allSettled(Object.values(jobs).map((job) => withDeadline(2000, () => app.run(deliver(job)))));
});
beforeEach(() => {
  requests = 0;
});
afterAll(async () => {
  app.close();
  await storage.close();
  silent.closeAllConnections();
  await closeServer(silent);
});

const miss = { bring: true, reason: 'AWS did not answer', again: false, sinceMs: 1 };
const fault = { code: 'aws_unavailable', message: 'AWS did not answer.' };
const post = { channel, dueMs: 1000, foundMs: 1000, atMs: 1000, redraw: true, again: false };

/** A job of every kind that calls Slack or AWS. The type makes the compiler require new kinds here. */
const jobs: Readonly<Record<Exclude<Job['kind'], 'notification' | 'withdraw' | 'investigation'>, Job>> = {
  slack: { ...slackJob('list'), body: { command: '/incident', text: 'list', user_id: ids.ada, channel_id: channel } },
  confirm: { kind: 'confirm', topicArn: 'arn:aws:sns:eu-west-1:111122223333:chat', token: 't' },
  look: { kind: 'look', arn: arnOf(arn), channels: [channel], engaged: false },
  sync: { kind: 'sync', arn, channel, bring: true },
  alarm: { kind: 'alarm', channel, alarm: { name: 'p99', state: 'ALARM' }, receivedAtMs: Date.now() },
  'on-call': { kind: 'on-call', usergroup: 'S0ONCALL01' },
  'alarm-read': { kind: 'alarm-read', alarms: [seedAlarms.checkout] },
  chart: { kind: 'chart', arn: arnOf(arn), channel },
  room: { kind: 'room', arn: arnOf(arn), what: 'tell', reason: 'Admins make channels.' },
  'ops-item': { kind: 'ops-item', arn: seedOpsItems.critical, channels: [channel] },
  'agent-task': { kind: 'agent-task', taskId: '3bb4e347-e040-417c-ac57-b2ce0f2fe3b4' },
  unfurl: { kind: 'unfurl', arn, channel, ts: '1.1', threadTs: '1.1', user: ids.ada },
  'status-read': { kind: 'status-read', arn: arnOf(arn), engaged: false, posts: [post] },
  'status-post': { kind: 'status-post', arn, channel, dueMs: 1000, redraw: true, again: false, fault },
  digest: { kind: 'digest', channel, dueMs: 1000, again: false },
  missed: { kind: 'missed', channel, what: 'card', about: arn, ...miss },
};

const deliver = (job: Job): Delivery => ({ id: `d ${job.kind}`, group: 'g', attempt: 1, sentAtMs: Date.now(), job });

describe('a job that exceeds its time limit', () => {
  test.each(Object.values(jobs))(
    'a $kind job that times out: its open requests are aborted and it starts no others',
    async (job) => {
      let left: Promise<void> | undefined;
      const run = withDeadline(limitMs, () => {
        left = app.run(deliver(job));
        return left;
      });
      await expect(run).rejects.toMatchObject({ code: 'out_of_time', retryable: true });
      // Earlier than any client's timeout.
      await expect.poll(() => open, { timeout: 3000 }).toBe(0);
      const started = requests;
      expect(started).toBeGreaterThan(0);
      await left?.catch(() => undefined);
      expect(requests).toBe(started);
    },
  );

  test('a job that timed out can neither store nor send', async () => {
    const { store } = storage;
    const bound = inTime(store);
    let left: Promise<unknown> | undefined;
    const key = { partition: 'late', sort: 'item' };
    const run = withDeadline(1, () => {
      const signal = requestSignal();
      left = new Promise((resolve) => signal?.addEventListener('abort', resolve)).then(() =>
        bound.write({ ...key, value: 1 }, 'anything'),
      );
      return left;
    });
    await expect(run).rejects.toMatchObject({ code: 'out_of_time' });
    await expect(left).rejects.toMatchObject({ code: 'out_of_time' });
    expect(await store.get(key)).toBeUndefined();
    // Outside of the job the same store works.
    expect(await bound.write({ ...key, value: 1 }, 'anything')).toBe(1);
  });
});
