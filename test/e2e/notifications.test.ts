import { seedIncidents, seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { allText } from '../support/all-text.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';
import { seededRandom } from './seeded.ts';
import { channelReader, topicChannels, topicEnvironment, workDone } from './topic-channels.ts';

// Delayed refreshes end ten seconds after the last notification.
vi.setConfig({ testTimeout: 90_000 });

let app: AppUnderTest;
let read: ReturnType<typeof channelReader>;

beforeAll(async () => {
  app = await startApp({ environment: topicEnvironment });
  read = channelReader(app);
  for (const topic of [seedTopics.chat, seedTopics.chatUs]) app.sns.subscribe(topic, `${app.appUrl}/notifications`);
  await confirmed(2);
});
afterEach(() => {
  app.aws.faults.clear();
  app.slack.faults.clear();
  app.sns.setFaults(undefined);
});
afterAll(() => app.stop());

const until = <T>(look: () => T | Promise<T>, timeoutMs = 20_000) => app.slack.workspace.until(look, timeoutMs);
const subscriptions = () =>
  [seedTopics.chat, seedTopics.chatUs].flatMap((topic) => app.sns.topics.subscriptions(topic));
const confirmed = (count: number) => until(() => subscriptions().filter((one) => one.confirmed).length === count);
const start = (title: string, impact = 2, plan: string = seedPlans.checkout) =>
  app.aws.incidents.start(plan, { title, impact });
const publish = (text: string, topic: string = seedTopics.chat) => app.sns.publish(topic, text);
const everywhere = (holds: (channel: string) => boolean, timeoutMs?: number) =>
  until(() => topicChannels.every(holds), timeoutMs);

test('both subscriptions are confirmed by API, never by their SubscribeURL', () => {
  expect(app.aws.calls.count('ConfirmSubscription')).toBe(2);
  expect(app.sns.publicRequests.filter((path) => path.includes('Action='))).toEqual([]);
});

describe('notifications of an incident', () => {
  let arn: string;

  test('a new incident gets one card in each channel of its topics, with one mention', async () => {
    arn = start('Checkout is slow');
    await everywhere((channel) => read.lines(channel, arn).length === 1);
    for (const channel of topicChannels) {
      expect(read.cards(channel, arn)).toHaveLength(1);
      expect(read.lines(channel, arn)[0]).toContain(`<!subteam^${ids.managers}>`);
    }
  });

  test('a change updates the cards in place, with one line in each thread', async () => {
    app.aws.incidents.update(arn, { impact: 1 });
    await everywhere((channel) => read.lines(channel, arn).length === 2);
    app.aws.incidents.update(arn, { summary: 'The **database** is full.' });
    await everywhere((channel) => read.lines(channel, arn).length === 3);
    for (const channel of topicChannels) {
      const [, impact = '', summary = ''] = read.lines(channel, arn);
      expect(impact).toMatch(/Impact: High → Critical, by exampleUser/);
      expect(impact).toContain(`<!subteam^${ids.onCall}>`);
      expect(summary).toMatch(/Summary edited by exampleUser/);
      expect(summary).not.toContain('<!');
      expect(read.cards(channel, arn)).toHaveLength(1);
      expect(allText(read.cards(channel, arn)[0]?.blocks)).toMatch(/Critical.*database/);
    }
  });

  test('an acknowledged page shows on the card, even if AWS reports it late', async () => {
    app.aws.faults.add({ kind: 'throttle', operation: 'ListPagesByEngagement', times: 1 });
    expect(app.aws.incidents.acknowledge(arn)).toBe(true);
    const says = (line: string) => /Amelia Ruiz \(Checkout on-call\) acknowledged the page/.test(line);
    await everywhere((channel) => read.lines(channel, arn).some(says), 40_000);
    await workDone(app);
    for (const channel of topicChannels) expect(read.lines(channel, arn).filter(says)).toHaveLength(1);
  });

  test('a resolution is posted in the thread and, once, in the channel', async () => {
    app.aws.incidents.resolve(arn);
    const said = (channel: string) =>
      app.slack.workspace.messages(channel).filter(({ text }) => /Resolved after .* by exampleUser/.test(text));
    await everywhere((channel) => said(channel).length > 0);
    await workDone(app);
    for (const channel of topicChannels) {
      expect(said(channel)).toHaveLength(1);
      expect(read.lines(channel, arn).filter((line) => line.includes('Resolved after'))).toHaveLength(1);
      expect(allText(read.cards(channel, arn)[0]?.blocks)).toContain('Resolved');
    }
  });

  test('an incident of two topics is read as often as one, and nothing is posted twice', async () => {
    const both = app.sns.published.filter((message) => allText(message.texts).includes(arn));
    expect(new Set(both.map(({ topicArn }) => topicArn)).size).toBeGreaterThan(1);
    for (const channel of topicChannels) {
      const lines = read.lines(channel, arn);
      expect(new Set(lines).size).toBe(lines.length);
    }
  });

  test('the card of a deleted incident says so', async () => {
    app.aws.incidents.delete(arn);
    publish(arn);
    await everywhere((channel) =>
      allText(read.cards(channel, arn)[0]?.blocks).includes('No longer in Incident Manager'),
    );
  });

  test('an incident that AWS does not know yet is read again', async () => {
    const early = `${seedIncidents.low.slice(0, -12)}00000000abcd`;
    publish(early);
    await until(() =>
      app.aws.calls.all().some(({ input, status }) => allText(input).includes(early) && status === 404),
    );
    const known = app.aws.incidents.get(seedIncidents.low);
    if (known) app.aws.incidents.put({ ...known, record: { ...known.record, arn: early } });
    await everywhere((channel) => read.cards(channel, early).length === 1);
  });
});

test('notifications without a change cause no call to Slack', async () => {
  // Its plan starts no runbook, which would change the incident later.
  const arn = start('Quiet', 2, seedPlans.search);
  await everywhere((channel) => read.lines(channel, arn).length === 1);
  await workDone(app);
  app.slack.calls.clear();
  for (let count = 0; count < 20; count += 1) publish(`again: ${arn}`);
  await workDone(app);
  expect(app.slack.calls.all()).toEqual([]);
});

test('a burst of notifications causes few reads, and at most one update per card and second', async () => {
  const arn = start('Busy', 3);
  await everywhere((channel) => read.cards(channel, arn).length === 1);
  await workDone(app);
  app.slack.calls.clear();
  app.aws.calls.clear();
  const beganMs = Date.now();
  for (let count = 0; count < 60; count += 1) {
    app.aws.incidents.update(arn, { title: `Busy ${count}` });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const tookS = Math.ceil((Date.now() - beganMs) / 1000) + 1;
  await everywhere((channel) => allText(read.cards(channel, arn)[0]?.blocks).includes('Busy 59'));
  await workDone(app);
  const doneMs = Date.now();
  expect(app.aws.calls.count('GetIncidentRecord')).toBeLessThanOrEqual(3 * (tookS + 1));
  for (const channel of topicChannels) {
    const [card] = read.cards(channel, arn);
    const updates = app.slack.calls.all('chat.update').filter(({ args }) => args.ts === card?.ts);
    const gaps = updates.slice(1).map(({ at }, index) => at - (updates[index]?.at ?? 0));
    expect(updates.length).toBeLessThanOrEqual((doneMs - beganMs) / 950 + 2);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(950);
  }
});

describe('fifty notifications, doubled and shuffled, with AWS throttling and Slack limiting, failing and losing answers', () => {
  test('fifty shuffled duplicates under faults leave one true card in each channel, and a line for each change', async () => {
    const random = seededRandom();
    app.aws.faults.add({ kind: 'throttle', operation: 'GetIncidentRecord', probability: 0.3, random });
    app.slack.faults.add({ kind: 'rate_limited', probability: 0.1, retryAfterS: 1 });
    app.slack.faults.add({ kind: 'internal', probability: 0.05 });
    app.slack.faults.add({ kind: 'reset', probability: 0.05, after: true });
    const arn = start('Storm', 3);
    const notify = () => {
      app.sns.setFaults({ random, duplicate: 0.5, delayMs: 300, shuffle: 5 });
      for (let count = 0; count < 10; count += 1)
        publish(`news of ${arn}`, count % 2 ? seedTopics.chat : seedTopics.chatUs);
      app.sns.setFaults(undefined);
    };
    const changes: [Parameters<typeof app.aws.incidents.update>[1], RegExp][] = [
      [{ title: 'Storm rises' }, /Title changed by .*Storm rises/],
      [{ impact: 4 }, /Impact: Medium → Low/],
      [{ summary: 'First words' }, /Summary edited by .*First words/],
      [{ impact: 5 }, /Impact: Low → No impact/],
      [{ status: 'RESOLVED' }, /Resolved after/],
    ];
    for (const [change, line] of changes) {
      await everywhere((channel) => read.cards(channel, arn).length === 1, 60_000);
      app.aws.incidents.update(arn, change);
      notify();
      await everywhere((channel) => read.lines(channel, arn).some((told) => line.test(told)), 60_000);
    }
    app.aws.faults.clear();
    app.slack.faults.clear();
    await workDone(app);
    for (const channel of topicChannels) {
      const [card, ...more] = read.cards(channel, arn);
      expect(more).toEqual([]);
      expect(allText(card?.blocks)).toMatch(/Storm rises.*Resolved.*No impact.*First words/);
      const told = read.lines(channel, arn).filter((line) => !/paged|page/i.test(line));
      expect(told).toHaveLength(changes.length);
      for (const [index, [, line]] of changes.entries()) expect(told[index]).toMatch(line);
    }
  }, 240_000);
});

describe('what is refused', () => {
  const deliveries = (messageId: string) => app.sns.deliveries.filter((delivery) => delivery.messageId === messageId);

  test('a message with raw delivery gets 400 and causes nothing', async () => {
    const [subscription] = app.sns.topics.subscriptions(seedTopics.chat);
    if (subscription === undefined) throw new Error('no subscription');
    subscription.raw = true;
    const reads = app.aws.calls.count('GetIncidentRecord');
    const messageId = publish(seedIncidents.low);
    subscription.raw = false;
    await until(() => deliveries(messageId).length > 0);
    expect(deliveries(messageId).map(({ status }) => status)).toEqual([400]);
    expect(app.aws.calls.count('GetIncidentRecord')).toBe(reads);
  });

  test('the subscription and the messages of an unlisted topic are refused', async () => {
    const foreign = app.sns.topics.create({ account: '111122223333', region: 'eu-west-1' }, 'somebody-elses');
    app.sns.subscribe(foreign.arn, `${app.appUrl}/notifications`);
    await until(() => app.sns.deliveries.some(({ subscriptionArn }) => subscriptionArn.startsWith(foreign.arn)));
    const [subscription] = app.sns.topics.subscriptions(foreign.arn);
    expect(subscription?.confirmed).toBe(false);
    if (subscription) subscription.confirmed = true;
    const messageId = publish(seedIncidents.low, foreign.arn);
    await until(() => deliveries(messageId).length > 0);
    expect(deliveries(messageId).map(({ status }) => status)).toEqual([403]);
    expect(read.cards(ids.incidents, seedIncidents.low)).toEqual([]);
  });

  test('an incident of an account that is not listed gets no card', async () => {
    const foreign = seedIncidents.low.replace('111122223333', '999999999999');
    publish(foreign);
    await workDone(app);
    expect(read.cards(ids.incidents, foreign)).toEqual([]);
    expect(app.aws.calls.all().filter(({ input }) => allText(input).includes(foreign))).toEqual([]);
  });
});
