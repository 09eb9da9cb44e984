import { seedAlarms, seedIncidents, seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { allText } from '../support/all-text.ts';
import { startApp } from '../support/start-app.ts';
import { startClockedApp } from './clocked-app.ts';
import { channelReader, topicChannels, topicEnvironment } from './topic-channels.ts';

vi.setConfig({ testTimeout: 60_000 });

const measured = { values: [4.4, 4.6, 5.1], period: 60 };
const normal = { values: [0.8, 0.7, 0.7], period: 60 };
const trigger = { source: 'aws.cloudwatch', triggerArn: seedAlarms.checkout };
const numbers = /checkout-p99>: 4\.2 &gt; 4 for 3 min, in alarm since/;

/** The event of one contributor of an alarm on several time series. */
const contributorEvent = (table: string) =>
  JSON.stringify({
    'detail-type': 'CloudWatch Alarm Contributor State Change',
    source: 'aws.cloudwatch',
    region: 'eu-west-1',
    resources: [seedAlarms.tables],
    detail: {
      alarmName: 'throttled-tables',
      alarmContributor: { id: table, attributes: { TableName: table } },
      state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: '2026-11-27T07:29:00.000+0000' },
    },
  });

describe('an incident that an alarm started', () => {
  const channels = [ids.checkout, ids.incidents];
  let app: Awaited<ReturnType<typeof startClockedApp>>;
  let read: ReturnType<typeof channelReader>;

  beforeEach(async () => {
    app = await startClockedApp(channels);
    read = channelReader(app);
  });
  afterEach(() => app.close());

  const card = (arn: string, channel: string = ids.checkout) => allText(read.cards(channel, arn)[0]?.blocks);
  const alarmLines = (arn: string, channel: string) =>
    read.lines(channel, arn).filter((line) => line.includes('Alarm checkout-p99'));
  const back = () => app.aws.alarms.setState(seedAlarms.checkout, 'OK', { ...normal, lastAtMs: app.now() });
  async function shown(more: { impact?: number } = {}): Promise<string> {
    // While the incident is open its alarm starts no other.
    app.aws.incidents.resolve(seedIncidents.critical);
    const arn = app.aws.incidents.start(seedPlans.checkout, { title: 'Checkout is slow', trigger, ...more });
    await app.pass(10);
    return arn;
  }

  test('a card shows what the alarm measured, and that it is back to normal, in the thread too', async () => {
    const arn = await shown();
    for (const channel of channels) expect(card(arn, channel)).toMatch(numbers);
    await app.pass(60);
    const before = app.aws.calls.count('DescribeAlarms');
    back();
    await app.pass(90);
    for (const channel of channels) {
      expect(card(arn, channel)).toMatch(/checkout-p99>: back to normal since/);
      expect(alarmLines(arn, channel)).toEqual([expect.stringContaining('Alarm checkout-p99 is back to normal')]);
    }
    // Two reads by the clock at most, and one for the refresh.
    expect(app.aws.calls.count('DescribeAlarms') - before).toBeLessThanOrEqual(3);
    // The timeline knows nothing of it; the threads of two channels do, and catching up tells it once.
    const caughtUp = async () => {
      await app.command(`catchup ${arn}`, ids.checkout);
      return allText(app.slack.workspace.ephemerals(ids.ada, ids.checkout).at(-1));
    };
    expect((await caughtUp()).match(/checkout-p99(>:| is) back to normal/g)).toHaveLength(2);
    expect(await caughtUp()).not.toContain('Alarm checkout-p99 is back to normal');
    app.aws.alarms.setState(seedAlarms.checkout, 'ALARM', { ...measured, lastAtMs: app.now() });
    await app.pass(320);
    expect(card(arn)).toMatch(/checkout-p99>: 5\.1 &gt; 4 for 3 min, in alarm since/);
    expect(alarmLines(arn, ids.checkout)[1]).toContain('is in alarm again: 5.1 &gt; 4 for 3 min');
  });

  test('the alarm of a resolved incident is no longer read', async () => {
    const arn = await shown();
    app.aws.incidents.resolve(arn);
    await app.pass(30);
    expect(card(arn)).toContain('still in alarm');
    const before = app.aws.calls.count('DescribeAlarms');
    await app.pass(180);
    expect(app.aws.calls.count('DescribeAlarms')).toBe(before);
  });

  test('without permission to read the alarm the card has no alarm line, and AWS is not called every minute', async () => {
    app.aws.faults.add({ kind: 'access_denied', operation: 'DescribeAlarms' });
    // Without a chart, which waits for the permission while the incident is new.
    const arn = await shown({ impact: 3 });
    expect(card(arn)).toContain('Checkout is slow');
    expect(card(arn)).not.toContain('in alarm since');
    const before = app.aws.calls.count('DescribeAlarms');
    await app.pass(180);
    expect(app.aws.calls.count('DescribeAlarms')).toBe(before);
  });

  test.each([['DescribeAlarmContributors'], ['ListAlarmMuteRules']])(
    'without %s the alarm line shows everything else',
    async (operation) => {
      app.aws.faults.add({ kind: 'access_denied', operation });
      expect(card(await shown())).toMatch(numbers);
    },
  );
});

test("an alarm's message refreshes the incidents that it started, and is a line in channels with alarms on", async () => {
  const app = await startApp({ environment: topicEnvironment });
  try {
    const read = channelReader(app);
    const { workspace } = app.slack;
    app.sns.subscribe(seedTopics.chat, `${app.appUrl}/notifications`);
    await workspace.until(
      () => app.sns.topics.subscriptions(seedTopics.chat).some(({ confirmed }) => confirmed),
      20_000,
    );
    app.aws.incidents.resolve(seedIncidents.critical);
    const arn = app.aws.incidents.start(seedPlans.checkout, { title: 'Checkout is slow', trigger });
    await Promise.all(topicChannels.map((channel) => read.card(channel, arn)));
    await workspace.command({ user: ids.ada, channel: ids.checkout, text: '/incident alarms on' });
    await workspace.until(() => workspace.ephemerals(ids.ada, ids.checkout).length > 0, 20_000);
    app.aws.alarms.setState(seedAlarms.checkout, 'OK', { ...normal, lastAtMs: Date.now() });
    const isTold = (channel: string) => read.lines(channel, arn).some((line) => line.includes('is back to normal'));
    await workspace.until(() => topicChannels.every(isTold), 20_000);
    const inChannel = (channel: string) =>
      workspace.messages(channel).filter(({ text }) => text.includes('OK again: checkout-p99'));
    await workspace.until(() => inChannel(ids.checkout).length === 1, 20_000);
    expect(inChannel(ids.incidents)).toEqual([]);
    const series = ['orders', 'carts'];
    for (const table of series) app.sns.publish(seedTopics.chat, contributorEvent(table));
    const isPosted = (table: string) =>
      workspace.messages(ids.checkout).filter(({ text }) => text.includes(`throttled-tables [TableName=${table}]`));
    await workspace.until(() => series.every((table) => isPosted(table).length === 1), 20_000);
  } finally {
    await app.stop();
  }
});
