import { seedAlarms, seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startClockedApp } from './clocked-app.ts';
import { channelReader } from './topic-channels.ts';

vi.setConfig({ testTimeout: 60_000 });

const channel = ids.checkout;
const trigger = { source: 'aws.cloudwatch', triggerArn: seedAlarms.checkout };
let app: Awaited<ReturnType<typeof startClockedApp>>;
let read: ReturnType<typeof channelReader>;

beforeEach(async () => {
  app = await startClockedApp([channel]);
  read = channelReader(app);
  // While the incident is open its alarm starts no other.
  app.aws.incidents.resolve(seedIncidents.critical);
});
afterEach(() => app.close());

async function shown(impact = 1): Promise<string> {
  const arn = app.aws.incidents.start(seedPlans.checkout, { title: 'Checkout is slow', impact, trigger });
  await app.pass(15);
  return arn;
}
const thread = (arn: string) => app.slack.workspace.thread(channel, read.cards(channel, arn)[0]?.ts ?? '');
const charts = (arn: string) => thread(arn).filter(({ files = [] }) => files.some(({ name }) => name.endsWith('.png')));
const answers = () => app.slack.workspace.ephemerals(ids.ada, channel).map(({ text }) => text);

describe('a new incident that an alarm started', () => {
  test.each([[1], [2]])('a new incident of impact %i gets one chart, with alternative text', async (impact) => {
    const arn = await shown(impact);
    expect(charts(arn)).toHaveLength(1);
    const [message] = charts(arn);
    expect(message?.text).toMatch(/^checkout-p99: 4\.2 &gt; 4 for 3 min, in alarm since <!date/);
    const [file] = message?.files ?? [];
    expect(file).toMatchObject({ title: 'Chart: Checkout is slow', picture: true });
    expect(file?.alt).toMatch(
      /^Chart of alarm checkout-p99 from .* UTC to .* UTC, threshold 4\. 4\.2 > 4 for 3 min, in alarm/,
    );
    await app.pass(120);
    expect(charts(arn)).toHaveLength(1);
  });

  test('a new incident gets no chart at impact 3, or where charts are off', async () => {
    expect(charts(await shown(3))).toEqual([]);
    await app.command('alarms charts off', channel);
    for (const { record } of app.aws.incidents.list()) app.aws.incidents.resolve(record.arn);
    const arn = await shown();
    expect(read.cards(channel, arn)).toHaveLength(1);
    expect(charts(arn)).toEqual([]);
  });

  test.each([
    ['the app may not read the picture', { operation: 'GetMetricWidgetImage' }],
    ['the app may not read the alarm', { operation: 'DescribeAlarms' }],
  ])('a new incident gets no chart, and no message, where %s', async (_, fault) => {
    app.aws.faults.add({ kind: 'access_denied', ...fault });
    const arn = await shown();
    await app.pass(16 * 60);
    app.aws.faults.clear();
    await app.pass(120);
    expect(read.cards(channel, arn)).toHaveLength(1);
    expect(thread(arn).filter(({ text }) => /chart|refused/i.test(text))).toEqual([]);
    expect(charts(arn)).toEqual([]);
    expect(await app.queue.stats()).toMatchObject({ waiting: 0, parked: 0 });
  });

  test.each([
    ['CloudWatch accepts the credentials again', 'aws', { kind: 'refused', code: 'ExpiredTokenException' }],
    ['the app may read the alarm', 'aws', { kind: 'access_denied', operation: 'DescribeAlarms' }],
    [
      'Slack accepts the token again',
      'slack',
      { kind: 'refused', code: 'invalid_auth', method: 'files.getUploadURLExternal' },
    ],
  ] as const)('a new incident gets its chart once %s', async (_, where, fault) => {
    if (where === 'aws') app.aws.faults.add({ service: 'monitoring', ...fault });
    else app.slack.faults.add(fault);
    const arn = await shown();
    await app.pass(140);
    expect(charts(arn)).toEqual([]);
    app[where].faults.clear();
    await app.pass(130);
    expect(charts(arn)).toHaveLength(1);
    expect(await app.queue.stats()).toMatchObject({ waiting: 0, parked: 0 });
  });

  test("a new incident gets one chart, even if Slack's answer to the upload is lost", async () => {
    app.slack.faults.add({ kind: 'reset', after: true, method: 'files.completeUploadExternal', times: 1 });
    const arn = await shown();
    await app.pass(60);
    expect(charts(arn)).toHaveLength(1);
  });
});

describe('/incident chart', () => {
  test("/incident chart posts the chart in the card's thread, and says so", async () => {
    const arn = await shown(3);
    await app.command(`chart ${arn}`, channel);
    expect(charts(arn)).toHaveLength(1);
    expect(answers()).toContain('The chart is in the thread of its card.');
  });

  test.each([
    ['that no alarm started', seedIncidents.rule, /No CloudWatch alarm started this incident/],
    ['that is not there', seedIncidents.rule.replace(/.$/, 'f'), /No incident/],
  ])('/incident chart of an incident %s says why there is no chart', async (_, arn, reason) => {
    await app.command(`chart ${arn}`, channel);
    await app.pass(60);
    expect(answers().join('\n')).toMatch(reason);
  });

  test('/incident chart without permission names the missing action', async () => {
    const arn = await shown(3);
    app.aws.faults.add({ kind: 'access_denied', operation: 'GetMetricWidgetImage' });
    await app.command(`chart ${arn}`, channel);
    expect(answers().join('\n')).toContain('AWS refused cloudwatch:GetMetricWidgetImage');
  });

  test('/incident chart shows nothing in a shared channel', async () => {
    await app.command(`chart ${seedIncidents.alarm}`, ids.partner);
    const files = app.slack.workspace.messages(ids.partner).filter(({ files = [] }) => files.length > 0);
    expect(files).toEqual([]);
    expect(app.aws.calls.count('GetMetricWidgetImage')).toBe(0);
  });
});
