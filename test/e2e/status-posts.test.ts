import { WebClient } from '@slack/web-api';
import { seedPlans } from 'slack-aws-sandbox/aws';
import type { PageMessage } from 'slack-aws-sandbox/page';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { startBackends } from '../support/backends.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';
import { type ChildApp, startChildApp } from './child-app.ts';

/** Status updates every 1 s for critical, every 1.2 s for high, none for the others. */
const statusPosts = '1=0.016667,2=0.02,3=off,4=off,5=off';
const criticalMs = 1000;

let app: AppUnderTest;

beforeAll(async () => {
  app = await startApp({ environment: { STATUS_POSTS: statusPosts } });
});
afterEach(() => {
  app.aws.faults.clear();
  app.slack.faults.clear();
});
afterAll(() => app.stop());

const until = <T>(look: () => T) => app.slack.workspace.until(look, 15_000);
const atMs = (message: PageMessage | undefined): number => Number(message?.ts ?? 0) * 1000;
const ask = (text: string, channel: string = ids.incidents) =>
  app.slack.workspace.command({ user: ids.ada, channel, text: `/incident ${text}` });
const newIncident = (title: string, impact = 1, summary = 'Known.'): string => {
  const arn = app.aws.incidents.start(seedPlans.checkout, { title, impact });
  app.aws.incidents.update(arn, { summary });
  return arn;
};

async function told(text: string, channel: string = ids.incidents): Promise<string> {
  const before = app.slack.workspace.ephemerals(ids.ada, channel).length;
  await ask(text, channel);
  return allText(await until(() => app.slack.workspace.ephemerals(ids.ada, channel)[before]));
}

const cardIn = (arn: string, channel: string): PageMessage | undefined =>
  app.slack.workspace.messages(channel).find((message) => allText(message.metadata).includes(arn));
const threadOf = (arn: string, channel: string = ids.incidents): PageMessage[] => {
  const card = cardIn(arn, channel);
  return card === undefined ? [] : app.slack.workspace.thread(channel, card.ts).slice(1);
};
const posts = (arn: string, channel: string = ids.incidents): PageMessage[] =>
  threadOf(arn, channel).filter((message) => message.text.startsWith('Still open'));
const untilPosts = async (arn: string, count: number, channel: string = ids.incidents): Promise<PageMessage[]> => {
  await until(() => posts(arn, channel).length >= count);
  return posts(arn, channel);
};
const pause = (ms: number) => new Promise((next) => setTimeout(next, ms));

describe('status updates', () => {
  test("status updates follow the impact's cadence, and come less often after two without a change", async () => {
    const arn = newIncident('Checkout fails');
    await told(`watch ${arn}`);
    const [first, second, third] = await untilPosts(arn, 3);
    expect(allText(first)).toMatch(/Still open after .*Critical/);
    expect(allText(first)).toMatch(/No change for/);
    expect(allText(first)).toMatch(/Next update/);
    expect(allText(second)).toMatch(/Nothing changed twice in a row/);
    const [one, two] = [atMs(second) - atMs(first), atMs(third) - atMs(second)];
    expect(one).toBeGreaterThan(criticalMs * 0.9 - 300);
    expect(one).toBeLessThan(criticalMs + 1000);
    expect(two).toBeGreaterThan(criticalMs * 2 * 0.75 - 300);
    expect(two).toBeLessThan(criticalMs * 2 + 1000);
    await told(`unwatch ${arn}`);
  });

  test('a status update says what changed, and who did it', async () => {
    const arn = newIncident('Payments fail', 2);
    await told(`watch ${arn}`);
    await untilPosts(arn, 1);
    app.aws.incidents.update(arn, { impact: 1, summary: 'Rolled back.' });
    const second = (await untilPosts(arn, 2))[1];
    expect(allText(second)).toMatch(/Impact: High → Critical, by/);
    expect(allText(second)).toMatch(/Summary edited/);
    expect(allText(cardIn(arn, ids.incidents))).toMatch(/🔴.*\*Critical\*/);
    await told(`unwatch ${arn}`);
  });

  test('a status update suggests a summary if there is none', async () => {
    const arn = newIncident('Nobody wrote anything', 1, '');
    await told(`watch ${arn}`);
    const [first] = await untilPosts(arn, 1);
    expect(allText(first)).toMatch(/no summary|No summary/);
    await told(`unwatch ${arn}`);
  });

  test('status updates end with the resolution, which is posted in the channel too', async () => {
    const arn = newIncident('Soon over');
    await told(`watch ${arn}`);
    await untilPosts(arn, 1);
    app.aws.incidents.update(arn, { impact: 3 });
    app.aws.incidents.update(arn, { status: 'RESOLVED' });
    const last = await until(() => threadOf(arn).find((message) => message.text.startsWith('Resolved')));
    expect(allText(last)).toMatch(/Resolved .*by .*This was the last status update/);
    expect(allText(last)).toMatch(/Impact: Critical → Medium/);
    const count = threadOf(arn).length;
    await until(async () => !(await told('watching')).includes('Soon over'));
    await pause(criticalMs * 1.5);
    expect(threadOf(arn)).toHaveLength(count);
  });

  test('status updates end with one line when the incident is gone', async () => {
    const arn = newIncident('Deleted soon');
    await told(`watch ${arn}`);
    await untilPosts(arn, 1);
    app.aws.incidents.delete(arn);
    await until(() => threadOf(arn).find((message) => /No longer in Incident Manager/.test(message.text)));
    await until(() => allText(cardIn(arn, ids.incidents)).includes('No longer in Incident Manager'));
    await pause(criticalMs * 1.5);
    expect(threadOf(arn).filter((message) => /No longer in Incident Manager/.test(message.text))).toHaveLength(1);
  });

  test('status updates end when the card is deleted', async () => {
    const arn = newIncident('Unwanted here');
    await told(`watch ${arn}`);
    await untilPosts(arn, 1);
    const slack = new WebClient(app.slack.botToken, { slackApiUrl: app.slack.apiUrl });
    await slack.chat.delete({ channel: ids.incidents, ts: cardIn(arn, ids.incidents)?.ts ?? '' });
    await until(async () => !(await told('watching')).includes('Unwanted here'));
  });

  test('status updates say once that the incident cannot be read, and continue when it can', async () => {
    const arn = newIncident('Out of reach');
    await told(`watch ${arn}`);
    await untilPosts(arn, 1);
    app.aws.faults.add({ kind: 'access_denied', operation: 'GetIncidentRecord' });
    const lines = () => threadOf(arn).filter((message) => /cannot be read/.test(message.text));
    await until(() => lines().length > 0);
    await pause(criticalMs * 1.5);
    expect(lines()).toHaveLength(1);
    app.aws.faults.clear();
    await untilPosts(arn, 2);
    await told(`unwatch ${arn}`);
  });

  test('lost answers and rate limits of Slack cause no second status update', async () => {
    const arn = newIncident('Slack is unwell');
    await told(`watch ${arn}`);
    await untilPosts(arn, 1);
    app.slack.faults.add({ kind: 'internal', method: 'chat.postMessage', times: 1, after: true });
    await untilPosts(arn, 2);
    const keys = posts(arn).map((message) => allText(message.metadata));
    expect(new Set(keys).size).toBe(keys.length);
    await told(`unwatch ${arn}`);
  });

  test('/incident quiet pauses status updates and says when the next one comes', async () => {
    const arn = newIncident('Known and boring');
    await told(`watch ${arn}`);
    await untilPosts(arn, 1);
    expect(await told(`quiet ${arn} 2h`)).toMatch(/No status updates here for 2 h/);
    const count = posts(arn).length;
    await pause(criticalMs * 1.5);
    expect(posts(arn)).toHaveLength(count);
    expect(await told('watching')).toMatch(/Known and boring.*next status update/);
    expect(await told('list')).toMatch(/next status update/);
    expect(await told(`quiet ${arn} off`)).toMatch(/continue/);
    await untilPosts(arn, count + 1);
    expect(await told(`quiet ${arn} sometime`)).toMatch(/For how long/);
    await told(`unwatch ${arn}`);
    expect(await told(`quiet ${arn} 1h`)).toMatch(/does not watch/);
  });
});

describe('/incident digest', () => {
  test.each([
    ['09:00 Europe/London', /every day at 09:00 Europe\/London/],
    ['9:30pm america/new york', /every day at 21:30 America\/New_York/],
    ['', /every day at 21:30 America\/New_York/],
    ['09:00', /need a time zone/],
    ['25:00 UTC', /is not a time of day/],
    ['09:00 Mars', /don't know the time zone/],
    [
      '09:00 BST',
      /don't know the time zone \S+BST\S+\. Did you mean Europe\/London\?.*digest 09:00 Europe\/London, or an offset/,
    ],
    ['09:00 EST', /Did you mean America\/New_York\?/],
    ['09:00 Londn', /Did you mean Europe\/London\?/],
    ['09:00 Europe/Kyiv', /every day at 09:00 Europe\/Kyiv/],
    ['09:00 asia/kolkata', /every day at 09:00 Asia\/Kolkata/],
    ['09:00 UTC+2', /every day at 09:00 UTC\+02:00/],
    ['09:00 -03:30', /every day at 09:00 UTC-03:30/],
    ['off', /gets no digest/],
  ])('/incident digest %s', async (text, answer) => {
    expect(await told(`digest ${text}`)).toMatch(answer);
  });

  test('/incident digest is refused in a private channel without the app', async () => {
    const channel = app.slack.workspace.addChannel({ name: 'closed', is_private: true, members: [ids.ada] });
    expect(await told('digest 09:00 UTC', channel)).toMatch(/I am not in this channel/);
    expect(await told('digest', channel)).toMatch(/gets no digest/);
  });
});

test('a process that restarts after several cadences posts one status update for them', {
  // Longer than its own waits together, and two starts.
  timeout: 90_000,
}, async () => {
  const backends = await startBackends({ environment: { STATUS_POSTS: '1=0.025' } });
  const { workspace } = backends.slack;
  const apps: ChildApp[] = [await startChildApp(backends.appEnvironment)];
  backends.slack.setAppUrl(apps[0]?.url ?? '');
  const arn = backends.aws.incidents.start(seedPlans.checkout, { title: 'Checkout fails', impact: 1 });
  const keys = (): string[] => {
    const card = workspace.messages(ids.incidents).find((message) => allText(message.metadata).includes(arn));
    const thread = card === undefined ? [] : workspace.thread(ids.incidents, card.ts).slice(1);
    return thread.filter(({ text }) => text.startsWith('Still open')).map(({ metadata }) => allText(metadata));
  };
  await workspace.command({ user: ids.ada, channel: ids.incidents, text: `/incident watch ${arn}` });
  await workspace.until(() => keys().length >= 1, 15_000);
  await apps[0]?.kill();
  await pause(4000);
  const before = keys().length;
  apps.push(await startChildApp(backends.appEnvironment));
  await workspace.until(() => keys().length > before, 10_000);
  expect(keys().length).toBe(before + 1);
  await workspace.until(() => keys().length > before + 1, 15_000);
  expect(new Set(keys()).size).toBe(keys().length);
  expect(await apps[1]?.terminate()).toBe(0);
  await backends.end();
});
