import { seedAccount, seedIncidents, seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';
import { requester } from './asking.ts';
import { notificationsQueue } from './notifications-queue.ts';

const unlisted = `arn:aws:sns:eu-west-1:${seedAccount}:not-listed`;
const queueArn = `arn:aws:sqs:eu-west-1:${seedAccount}:notifications`;

let app: AppUnderTest;
let person: ReturnType<typeof requester>;

beforeAll(async () => {
  app = await startApp({
    environment: (services) => ({
      CHAT_TOPICS: `${seedTopics.chat}=${ids.incidents}+${ids.partner},${seedTopics.status}=${ids.checkout}`,
      INCIDENT_EDITORS: `${ids.ada},${ids.guest}`,
      NOTIFICATIONS_QUEUE_URL: notificationsQueue(services, [seedTopics.chat]),
    }),
  });
  app.sns.topics.create({ account: seedAccount, region: 'eu-west-1' }, 'not-listed');
  person = requester(app);
});
afterEach(() => {
  app.aws.faults.clear();
  app.slack.faults.clear();
});
afterAll(() => app.stop());

const until = <T>(look: () => T | Promise<T>) => app.slack.workspace.until(look, 20_000);
const publish = (message: object | string, topic: string = seedTopics.chat) =>
  app.sns.publish(topic, typeof message === 'string' ? message : JSON.stringify(message));
const said = (channel: string) => app.slack.workspace.messages(channel).map(({ text }) => text);
const alarm = (name: string, fields: object = {}) => ({
  AlarmName: name,
  AWSAccountId: seedAccount,
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed: 3 datapoints were greater than the threshold <!channel>',
  StateChangeTime: new Date().toISOString().replace('Z', '+0000'),
  Region: 'EU (Ireland)',
  AlarmArn: `arn:aws:cloudwatch:eu-west-1:${seedAccount}:alarm:${name}`,
  Trigger: { MetricName: 'Latency' },
  ...fields,
});

describe('/incident topics', () => {
  test('/incident topics shows each topic with its channels, its messages and the shape of unknown ones', async () => {
    const before = await person.ask('topics');
    expect(before.text).toMatch(/2 topics, 2 of them silent so far/);
    publish({
      version: '0',
      'detail-type': 'SSM Incident Record Update',
      source: 'aws.ssm-incidents',
      resources: [seedIncidents.low],
    });
    publish({ strange: { secret: 'hunter2', count: 3 } });
    publish(alarm('counted'));
    const after = await until(async () => {
      const answer = await person.ask('topics');
      return /unknown 1/.test(answer.all) && /alarm 1/.test(answer.all) ? answer : undefined;
    });
    expect(after.all).toContain(seedTopics.chat);
    expect(after.all).toContain(`<#${ids.incidents}>`);
    expect(after.all).toMatch(/last message <!date/);
    expect(after.all).toMatch(/incident 1/);
    expect(after.all).toContain('{strange: {secret: string, count: number}}');
    expect(after.all).not.toContain('hunter2');
    expect(after.all).toContain('no message yet');
  });

  test('an unknown argument of /incident topics is refused', async () => {
    expect((await person.ask('topics delete')).text).toMatch(/takes connect/);
  });
});

describe('/incident topics connect', () => {
  const subscribers = (topic: string) =>
    app.sns.topics.subscriptions(topic).map(({ protocol, endpoint, confirmed }) => ({ protocol, endpoint, confirmed }));

  test('/incident topics connect subscribes the queue, and prints the policy statement', async () => {
    const { all } = await person.ask(`topics connect ${seedTopics.status}`);
    expect(subscribers(seedTopics.status)).toEqual([{ protocol: 'sqs', endpoint: queueArn, confirmed: true }]);
    const statement = /`(\{.*?\})`/.exec(
      JSON.parse(`"${/"text":"((?:[^"\\]|\\.)*sqs:SendMessage(?:[^"\\]|\\.)*)"/.exec(all)?.[1]}"`),
    )?.[1];
    expect(JSON.parse(statement ?? '')).toEqual({
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': seedTopics.status } },
    });
    expect(all).not.toContain('Add this to CHAT_TOPICS');
  });

  test("/incident topics connect subscribes the app's address, and the subscription is confirmed by API", async () => {
    await person.ask(`topics connect ${seedTopics.status} ${app.appUrl}`);
    await until(() =>
      subscribers(seedTopics.status).some(({ protocol, confirmed }) => protocol === 'http' && confirmed),
    );
    expect(subscribers(seedTopics.status).at(-1)?.endpoint).toBe(`${app.appUrl}/notifications`);
    expect(app.sns.publicRequests.filter((path) => path.includes('Action='))).toEqual([]);
  });

  test('/incident topics connect of an unlisted topic says what to add to CHAT_TOPICS', async () => {
    const { all } = await person.ask(`topics connect ${unlisted}`, ids.checkout);
    expect(all).toContain(`${unlisted}=${ids.checkout}`);
    expect(all).toMatch(/Add this to CHAT_TOPICS/);
  });

  test.each([
    ['no ARN', 'topics connect', /ARN of an SNS topic/],
    ['the ARN of something else', `topics connect ${seedIncidents.low}`, /ARN of an SNS topic/],
    ['an address without TLS', `topics connect ${seedTopics.chat} http://example.com`, /needs an https address/],
    [
      'an address with a password',
      `topics connect ${seedTopics.chat} https://a:b@example.com`,
      /needs an https address/,
    ],
    ['a topic that is not there', `topics connect ${seedTopics.chat}-gone`, /There is no topic/],
  ])('/incident topics connect refuses %s', async (_, text, answer) => {
    expect((await person.ask(text)).text).toMatch(answer);
  });

  test('/incident topics connect that AWS refuses names the missing action', async () => {
    app.aws.faults.add({ kind: 'access_denied', operation: 'Subscribe' });
    expect((await person.ask(`topics connect ${seedTopics.chat}`)).text).toMatch(/sns:Subscribe/);
  });

  test.each([
    ['a person who is not an editor', ids.grace],
    ['a guest, though named', ids.guest],
  ])('%s may not connect topics', async (_, user) => {
    const before = app.aws.calls.count('Subscribe');
    expect((await person.ask(`topics connect ${seedTopics.chat}`, ids.checkout, user)).text).toMatch(
      /Only incident editors/,
    );
    expect(app.aws.calls.count('Subscribe')).toBe(before);
  });
});

describe('/incident alarms', () => {
  test('with alarms on, an alarm without an incident is posted once, without a mention; with alarms off, it is not', async () => {
    expect((await person.ask('alarms')).text).toMatch(/without an incident are not posted/);
    expect((await person.ask('alarms on')).text).toMatch(/without an incident are posted/);
    const message = alarm('checkout-p99');
    publish(message);
    publish(message);
    await until(() => said(ids.incidents).some((text) => text.includes('checkout-p99')));
    publish(
      alarm('checkout-p99', {
        NewStateValue: 'OK',
        NewStateReason: 'Fine',
        StateChangeTime: new Date(Date.now() + 1000).toISOString(),
      }),
    );
    await until(() => said(ids.incidents).some((text) => /OK again: checkout-p99/.test(text)));
    const lines = said(ids.incidents).filter((text) => text.includes('checkout-p99'));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/In alarm: checkout-p99\. Threshold Crossed/);
    expect(allText(app.slack.workspace.messages(ids.incidents))).not.toContain('<!channel>');
    expect((await person.ask('alarms off')).text).toMatch(/without an incident are not posted/);
    publish(alarm('not-told'));
    publish(alarm('known-by-then', { AlarmDescription: `see ${seedIncidents.alarm}` }));
    await until(() => allText(app.slack.workspace.messages(ids.incidents)).includes(seedIncidents.alarm));
    expect(said(ids.incidents).join()).not.toContain('not-told');
  });

  test('an alarm is posted once despite lost answers and rate limits of Slack', async () => {
    await person.ask('alarms on');
    app.slack.faults.add({ kind: 'reset', method: 'chat.postMessage', times: 1, after: true });
    publish(alarm('lost-answer'));
    await until(() => app.slack.calls.count('conversations.history') > 0);
    app.slack.faults.add({ kind: 'rate_limited', method: 'chat.postMessage', times: 1 });
    publish(alarm('limited'));
    await until(() => said(ids.incidents).some((text) => text.includes('limited')));
    expect(said(ids.incidents).filter((text) => text.includes('lost-answer'))).toHaveLength(1);
    await person.ask('alarms off');
  });

  test('an alarm is not posted in a shared channel', async () => {
    await person.ask('alarms on');
    expect((await person.ask('alarms on', ids.partner)).text).toMatch(/shared with another organisation/);
    expect((await person.ask('alarms on', ids.secret)).text).toMatch(/can't tell who else reads this channel/);
    publish(alarm('inside'));
    await until(() => said(ids.incidents).some((text) => text.includes('inside')));
    expect(said(ids.partner)).toEqual([]);
    await person.ask('alarms off');
  });

  test('/incident alarms says if no topic posts to the channel, and refuses unknown arguments', async () => {
    expect((await person.ask('alarms on', ids.general)).text).toMatch(/no topic posts to it/);
    expect((await person.ask('alarms loud')).text).toMatch(/takes on, off/);
  });
});

describe('/incident say', () => {
  const start = () => app.aws.incidents.start(seedPlans.checkout, { title: 'Say so', impact: 4 });
  function chatless(): string {
    const arn = start();
    app.aws.incidents.update(arn, { chatChannel: { empty: {} } });
    return arn;
  }
  const published = (text: string) =>
    app.sns.published.filter(({ texts }) => texts.default?.includes(text)).map(({ topicArn }) => topicArn);

  test('/incident say publishes a custom notification to each chat topic, and says how many have it', async () => {
    const arn = start();
    const { text } = await person.ask(`say ${arn} Rolling back, <!channel> @here. ETA 12:30`);
    expect(text).toBe('Said to 2 of 2 chat topics.');
    expect(published('Rolling back')).toEqual([seedTopics.chat, seedTopics.chatUs]);
    const [message] = app.sns.published.filter(({ texts }) => texts.default?.includes('Rolling back'));
    const sent = JSON.parse(message?.texts.default ?? '') as {
      source: string;
      content: { title: string; description: string };
    };
    expect(sent).toMatchObject({ version: '1.0', source: 'custom', content: { title: 'Say so' } });
    expect(sent.content.description).toMatch(/ETA 12:30\n— ada$/);
    expect(sent.content.description).not.toMatch(/<!channel>|@here/);
  });

  test('/incident say publishes once to each topic, even if its job runs again', async () => {
    const arn = start();
    app.aws.faults.add({ kind: 'throttle', operation: 'Publish', region: 'us-east-1', times: 2 });
    const first = await person.ask(`say ${arn} Only once`);
    expect(first.text).toMatch(/limiting requests/);
    const answers = () => app.slack.workspace.ephemerals(ids.ada, ids.incidents).map(({ text }) => text);
    await until(() => answers().at(-1) === 'Said to 2 of 2 chat topics.');
    expect(published('Only once')).toHaveLength(2);
    expect(new Set(published('Only once')).size).toBe(2);
  });

  test('/incident say names a topic that refuses the message', async () => {
    app.aws.faults.add({ kind: 'access_denied', operation: 'Publish', region: 'us-east-1' });
    expect((await person.ask(`say ${start()} Halfway`)).text).toMatch(
      /Said to 1 of 2 chat topics\. Not said to the others: AWS refused sns:Publish/,
    );
  });

  test.each(['reset', 'stall', 'internal', 'nonsense'] as const)(
    '/incident say is not sent again after a lost answer (%s), and says so',
    async (kind) => {
      const arn = start();
      app.aws.faults.add({ kind, operation: 'Publish', region: 'eu-west-1', afterwards: true });
      const { text } = await person.ask(`say ${arn} Lost by ${kind}`);
      expect(text).toMatch(
        /^Said to 1 of 2 chat topics\. AWS did not answer for \S+, so it may or may not have been said there/,
      );
      expect(published(`Lost by ${kind}`)).toEqual([seedTopics.chat, seedTopics.chatUs]);
    },
  );

  test('/incident say does not publish twice to one topic because another one is retried', async () => {
    const arn = start();
    app.aws.faults.add({ kind: 'reset', operation: 'Publish', region: 'eu-west-1', afterwards: true });
    app.aws.faults.add({ kind: 'throttle', operation: 'Publish', region: 'us-east-1', times: 2 });
    const first = await person.ask(`say ${arn} Lost and limited`);
    expect(first.text).toMatch(/limiting requests/);
    const answers = () => app.slack.workspace.ephemerals(ids.ada, ids.incidents).map(({ text }) => text);
    await until(() => /^Said to 1 of 2 chat topics\. AWS did not answer/.test(answers().at(-1) ?? ''));
    expect(published('Lost and limited')).toEqual([seedTopics.chat, seedTopics.chatUs]);
  });

  test('/incident say waits until the record can be read, then publishes once', async () => {
    const arn = start();
    app.aws.faults.add({ kind: 'unavailable', operation: 'GetIncidentRecord', times: 4 });
    await person.ask(`say ${arn} Later`);
    const answers = () => app.slack.workspace.ephemerals(ids.ada, ids.incidents).map(({ text }) => text);
    await until(() => answers().at(-1) === 'Said to 2 of 2 chat topics.');
    expect(published('Later')).toEqual([seedTopics.chat, seedTopics.chatUs]);
  });

  test.each([
    ['no text', () => `say ${start()}`, /What do you want to say/],
    ['no incident', () => 'say hello everybody', /Which incident/],
    ['no chat channel', () => `say ${chatless()} hello`, /no chat channel/],
  ])('/incident say refuses %s', async (_, text, answer) => {
    expect((await person.ask(text())).text).toMatch(answer);
  });

  test('only editors may use /incident say', async () => {
    const arn = start();
    expect((await person.ask(`say ${arn} Not mine to say`, ids.checkout, ids.grace)).text).toMatch(
      /Only incident editors/,
    );
    expect(published('Not mine')).toEqual([]);
  });
});

test('a shared channel gets no cards of its topic', async () => {
  publish(seedIncidents.rule);
  await until(() => allText(app.slack.workspace.messages(ids.incidents)).includes(seedIncidents.rule));
  expect(allText(app.slack.workspace.messages(ids.partner))).not.toContain('incident-record');
});
