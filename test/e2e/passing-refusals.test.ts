import { type Fault, seedAccount, seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createWatchStore } from '../../src/watches/watch.ts';
import { startClockedApp } from './clocked-app.ts';
import { channelReader } from './topic-channels.ts';

vi.setConfig({ testTimeout: 60_000 });

const channel = ids.checkout;
let app: Awaited<ReturnType<typeof startClockedApp>>;
let read: ReturnType<typeof channelReader>;

beforeEach(async () => {
  app = await startClockedApp([channel]);
  read = channelReader(app);
});
afterEach(() => app.close());

const start = (impact = 1) => app.aws.incidents.start(seedPlans.checkout, { title: 'Checkout is failing', impact });
const cards = (arn: string) => read.cards(channel, arn);
const cardText = (arn: string) => cards(arn)[0]?.text ?? '';
const isWatched = async (arn: string) => (await createWatchStore(app.store).get(arn, channel)) !== undefined;
const texts = () => app.slack.workspace.messages(channel).map(({ text }) => text);
const parked = async () => (await app.queue.stats()).parked;
const failReads = (fault: Omit<Fault, 'operation'>) => app.aws.faults.add({ ...fault, operation: 'GetIncidentRecord' });

/** An open incident that the channel watches, with its card there. */
async function watched(): Promise<string> {
  const arn = start();
  await app.pass(10);
  await app.command(`watch ${arn}`, channel);
  await app.pass(5);
  expect(cards(arn)).toHaveLength(1);
  expect(await isWatched(arn)).toBe(true);
  return arn;
}

describe('reads of an open critical incident are not answered by AWS', () => {
  test.each<[string, Omit<Fault, 'operation'>]>([
    ['408 RequestTimeoutException', { kind: 'refused', code: 'RequestTimeoutException', status: 408 }],
    ['a page with 401', { kind: 'page', status: 401 }],
    ['a page with 407', { kind: 'page', status: 407 }],
    ['a page with 400', { kind: 'page', status: 400 }],
    ['a page with 404', { kind: 'page', status: 404 }],
  ])('%s does not make the incident gone, and its changes are posted', async (_, fault) => {
    const arn = await watched();
    failReads(fault);
    app.aws.incidents.update(arn, { title: 'Checkout is down' });
    await app.pass(10);
    expect(cardText(arn)).toContain('Checkout is failing');
    expect(await isWatched(arn)).toBe(true);
    app.aws.faults.clear();
    await app.pass(60);
    expect(cardText(arn)).toContain('Checkout is down');
    expect(read.lines(channel, arn).join()).not.toMatch(/No longer|out of date/);
    expect(await parked()).toBe(0);
  });

  test('a requester gets the reason in the meantime', async () => {
    const arn = await watched();
    failReads({ kind: 'page', status: 407 });
    await app.command(`timeline ${arn}`, channel);
    app.aws.faults.add({ kind: 'page', status: 407, operation: 'ListTimelineEvents' });
    await app.command(`${arn}`, ids.incidents);
    const told = app.slack.workspace.ephemerals(ids.ada, ids.incidents).map(({ text }) => text);
    expect(told.join()).toMatch(/Something between the app and AWS answered in its place \(HTTP 407\)/);
    expect(told.join()).not.toMatch(/did not accept/);
  });
});

describe('a topic reports an OpsItem while it cannot be read', () => {
  const about = { account: seedAccount, region: 'eu-west-1', createdBy: 'ada', source: 'EC2', title: 'Disk is full' };
  const cardsOf = () => texts().filter((text) => text.startsWith('OpsItem, '));
  const failOpsItem = (fault: Omit<Fault, 'operation'>) => app.aws.faults.add({ ...fault, operation: 'GetOpsItem' });
  const refused =
    "AWS refused ssm:GetOpsItem. The app's role needs that action; /incident doctor shows the policy line.";
  let made: string;

  beforeEach(async () => {
    await app.command('opsitems on', channel);
    made = app.aws.opsItems.create(about);
  });

  /** Two topics report it: each message is a job of its own. */
  async function report(): Promise<void> {
    for (const id of ['one', 'two']) {
      const receivedAtMs = app.now();
      const common = { topicArn: seedTopics.chat, sort: 'ops-item', incidents: [], engaged: false, receivedAtMs };
      const job = { kind: 'notification' as const, ...common, opsItems: [made] };
      await app.queue.send([{ group: `notification ${id}`, dedupeId: `${id}:${receivedAtMs}`, job }]);
    }
  }

  test.each<[string, Omit<Fault, 'operation'>]>([
    ['reads are denied', { kind: 'access_denied' }],
    ['the credentials have expired', { kind: 'refused', code: 'ExpiredTokenException' }],
    ['AWS answers by an error that is not known', { kind: 'refused', code: 'SomethingNewException' }],
  ])('%s for 12 seconds delays the card, without a message about it', async (_, fault) => {
    failOpsItem(fault);
    await report();
    await app.pass(12);
    expect(cardsOf()).toEqual([]);
    app.aws.faults.clear();
    await app.pass(60);
    expect(texts()).toEqual(['OpsItem, open: Disk is full.']);
  });

  test('reads that are denied for 40 minutes are reported once, and the card is posted soon after', async () => {
    failOpsItem({ kind: 'access_denied' });
    await report();
    await app.pass(130);
    const line = `OpsItem ${made} was reported and cannot be shown yet: ${refused} The app keeps trying.`;
    expect(texts()).toEqual([line]);
    app.aws.opsItems.update(made, { title: 'Disk is still full' });
    await report();
    await app.pass(38 * 60);
    expect(texts()).toEqual([line]);
    app.aws.faults.clear();
    await app.pass(120);
    expect(cardsOf()).toEqual(['OpsItem, open: Disk is still full.']);
    expect(await parked()).toBe(0);
    failOpsItem({ kind: 'access_denied' });
    await report();
    await app.pass(130);
    expect(texts().filter((text) => text === line)).toHaveLength(2);
  });

  test('a channel that turned OpsItems off meanwhile gets no message about it', async () => {
    failOpsItem({ kind: 'access_denied' });
    await report();
    await app.pass(10);
    await app.command('opsitems off', channel);
    await app.pass(150);
    expect(texts()).toEqual([]);
  });

  test('an OpsItem that does not exist is left out, without a message about it', async () => {
    made = made.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
    await report();
    await app.pass(130);
    expect(texts()).toEqual([]);
    expect(await app.queue.stats()).toMatchObject({ waiting: 0, parked: 0 });
  });
});

describe('an incident is announced while it cannot be read', () => {
  test.each<[string, Omit<Fault, 'operation'>]>([
    ['reads are denied', { kind: 'access_denied' }],
    ['the credentials have expired', { kind: 'refused', code: 'ExpiredTokenException', status: 403 }],
    ['the Region is not switched on', { kind: 'refused', code: 'OptInRequired', status: 403 }],
    ['the clock is wrong', { kind: 'refused', code: 'RequestTimeTooSkewed', status: 403 }],
    ['AWS answers by an error that is not known', { kind: 'refused', code: 'SomethingNewException', status: 400 }],
  ])('%s for 12 seconds delays the card, without a message about it', async (_, fault) => {
    failReads(fault);
    const arn = start();
    await app.pass(12);
    expect(cards(arn)).toEqual([]);
    app.aws.faults.clear();
    await app.pass(60);
    expect(cards(arn)).toHaveLength(1);
    expect(texts().join()).not.toMatch(/No card yet/);
  });

  test.each([3, 40])(
    'reads that are denied for %i minutes are reported once, and the card is posted within two minutes after',
    async (minutes) => {
      failReads({ kind: 'access_denied' });
      const arn = start();
      await app.pass(130);
      const line = `No card yet of ${arn}: AWS refused ssm-incidents:GetIncidentRecord. The app's role needs that action; /incident doctor shows the policy line. The app keeps trying.`;
      expect(texts()).toEqual([line]);
      await app.pass((minutes - 2) * 60);
      expect(texts()).toEqual([line]);
      app.aws.faults.clear();
      await app.pass(120);
      expect(cards(arn)).toHaveLength(1);
      expect(await parked()).toBe(0);
    },
  );

  test('an incident that no Region has for 100 seconds gets its card, without a message about it', async () => {
    const arn = start();
    const stored = app.aws.incidents.get(arn);
    app.aws.incidents.delete(arn);
    await app.pass(100);
    expect(texts()).toEqual([]);
    if (stored !== undefined) app.aws.incidents.put(stored);
    await app.pass(10);
    expect(cards(arn)).toHaveLength(1);
    expect(texts().join()).not.toMatch(/No card yet/);
  });

  test('an incident that no Region ever has is reported once, after two minutes, and leaves no job', async () => {
    const arn = start();
    app.aws.incidents.delete(arn);
    await app.pass(115);
    expect(texts()).toEqual([]);
    await app.pass(20);
    const line = `No card yet of ${arn}: AWS announced it, but for two minutes every Region has said that there is no such incident. /incident ${arn} tries again.`;
    expect(texts()).toEqual([line]);
    await app.pass(300);
    expect(texts()).toEqual([line]);
    expect(await app.queue.stats()).toMatchObject({ waiting: 0, parked: 0 });
  });

  test('"not found" in one Region is not believed while another one refuses to answer', async () => {
    app.aws.faults.add({
      region: 'eu-west-1',
      kind: 'refused',
      code: 'ResourceNotFoundException',
      status: 404,
      operation: 'GetIncidentRecord',
    });
    failReads({ kind: 'access_denied', region: 'us-east-1' });
    const arn = start();
    await app.pass(30);
    app.aws.faults.clear();
    await app.pass(120);
    expect(cards(arn)).toHaveLength(1);
  });

  test('an account that is not listed leaves no waiting refresh', async () => {
    const job = { kind: 'look' as const, channels: [channel], engaged: false };
    const arn = 'arn:aws:ssm-incidents::999999999999:incident-record/plan/8ab9c2d0-4f1e-96a2-b6c4-0d1f5a7e3c21';
    await app.queue.send([{ group: 'look', dedupeId: 'look', job: { ...job, arn } }]);
    await app.pass(130);
    expect(texts()).toEqual([]);
    expect(await app.queue.stats()).toMatchObject({ waiting: 0, parked: 0 });
  });
});

describe('Slack does not accept the app’s token while an incident is resolved', () => {
  test.each(['invalid_auth', 'token_revoked', 'account_inactive', 'is_inactive', 'team_access_not_granted'])(
    'the error %s ends no watch, and card and thread are updated later',
    async (code) => {
      const arn = await watched();
      app.slack.faults.add({ kind: 'refused', code });
      app.aws.incidents.update(arn, { impact: 2 });
      await app.pass(10);
      app.aws.incidents.update(arn, { status: 'RESOLVED' });
      await app.pass(10);
      expect(await isWatched(arn)).toBe(true);
      expect(await parked()).toBe(0);
      app.slack.faults.clear();
      await app.pass(120);
      expect(cards(arn)).toHaveLength(1);
      expect(cardText(arn)).toMatch(/Resolved/);
      expect(read.lines(channel, arn).filter((line) => /Resolved/.test(line))).toHaveLength(1);
      expect(await isWatched(arn)).toBe(false);
    },
  );

  test('a refused token for an hour ends nothing, with at most one line in the thread', async () => {
    const arn = await watched();
    app.slack.faults.add({ kind: 'refused', code: 'token_revoked' });
    app.aws.incidents.update(arn, { status: 'RESOLVED' });
    await app.pass(3600);
    app.slack.faults.clear();
    await app.pass(150);
    expect(cardText(arn)).toMatch(/Resolved/);
    expect(read.lines(channel, arn).filter((line) => /Resolved/.test(line))).toHaveLength(1);
    expect(read.lines(channel, arn).filter((line) => /out of date/.test(line)).length).toBeLessThan(2);
    expect(await parked()).toBe(0);
  });

  test('what is missing is posted once the token is accepted again', async () => {
    const arn = await watched();
    failReads({ kind: 'access_denied' });
    app.slack.faults.add({ kind: 'refused', code: 'invalid_auth' });
    app.aws.incidents.update(arn, { impact: 2 });
    await app.pass(600);
    app.slack.faults.clear();
    await app.pass(130);
    expect(read.lines(channel, arn).filter((line) => line.startsWith('This card may be out of date'))).toHaveLength(1);
    app.aws.faults.clear();
    await app.pass(130);
    expect(cardText(arn)).toContain('High');
  });
});

describe('a record that AWS says is gone, and is read again', () => {
  test('a card and a watch revive with the next notification', async () => {
    const arn = await watched();
    failReads({ kind: 'refused', code: 'ResourceNotFoundException', status: 404 });
    app.aws.incidents.update(arn, { impact: 2 });
    await app.pass(20);
    expect(cardText(arn)).toContain('No longer in Incident Manager');
    expect(await isWatched(arn)).toBe(false);
    app.aws.faults.clear();
    app.aws.incidents.update(arn, { title: 'Checkout is back' });
    await app.pass(20);
    expect(cards(arn)).toHaveLength(1);
    expect(cardText(arn)).toContain('Checkout is back');
    expect(await isWatched(arn)).toBe(true);
    expect(read.lines(channel, arn).some((line) => line.startsWith('Back in Incident Manager'))).toBe(true);
  });
});

test('a card that cannot be updated is posted again, and shows the resolution', async () => {
  const arn = await watched();
  app.slack.faults.add({ kind: 'refused', code: 'cant_update_message', method: 'chat.update', times: 2 });
  app.aws.incidents.update(arn, { status: 'RESOLVED' });
  await app.pass(30);
  const [, card] = cards(arn);
  expect(card?.text).toMatch(/Resolved/);
  const thread = app.slack.workspace.thread(channel, card?.ts ?? '').map(({ text }) => text);
  expect(thread.filter((line) => /Resolved/.test(line)).length).toBeGreaterThan(0);
});

test('a note from the console that no notification reports is posted with the next status update, and once', async () => {
  const arn = await watched();
  // Without a notification.
  const text = JSON.stringify('Vendor confirms an outage');
  app.aws.incidents.context.incidents.get(arn)?.events.push({
    eventId: 'console-note',
    incidentRecordArn: arn,
    eventType: 'Note',
    eventData: text,
    eventTime: new Date(app.now() - 3_600_000),
    eventUpdatedTime: new Date(app.now()),
    eventReferences: [],
  });
  await app.pass(30);
  expect(read.lines(channel, arn).join()).not.toContain('Vendor');
  await app.pass(16 * 60);
  const lines = read.lines(channel, arn);
  expect(lines.filter((line) => line.includes('Note: Vendor confirms an outage'))).toHaveLength(1);
  expect(lines.at(-1)).toContain('Still open');
});
