import { randomUUID } from 'node:crypto';
import { type Fault, seedContacts, seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { describe, expect, test, vi } from 'vitest';
import { allText } from '../support/all-text.ts';
import { editingForFile } from './editing.ts';
import { notificationsQueue } from './notifications-queue.ts';

vi.setConfig({ testTimeout: 40_000 });

const editing = editingForFile({
  environment: (services) => ({
    INCIDENT_EDITORS: ids.ada,
    NOTIFICATIONS_QUEUE_URL: notificationsQueue(services, [seedTopics.chat]),
  }),
});

const start = (title: string) => editing.app.aws.incidents.start(seedPlans.checkout, { title, impact: 3 });
const find = (title: string) => editing.app.aws.incidents.list().find(({ record }) => record.title === title);

/** Opens a form by a button of the card. @returns submits it with the input */
async function form(action: string, arn: string, values: Record<string, unknown>) {
  await editing.click(action, arn);
  await editing.form();
  return () => tellsByForm(values);
}

/** Submits a form. @returns the outcome so far */
async function tellsByForm(values: Record<string, unknown>): Promise<() => string[]> {
  const before = editing.lines(ids.ada).length;
  const became = await editing.send(values);
  const told = () => editing.lines(ids.ada).slice(before);
  // A form that opened again is no line.
  return () => (told().includes(became) ? told() : [became, ...told()]);
}

async function startForm(title: string, summary = '') {
  await editing.ask('start');
  await editing.form();
  return () => tellsByForm({ plan: seedPlans.checkout, title, summary });
}

async function approval(title: string) {
  const arn = editing.app.aws.incidents.start(seedPlans.payments, { title, impact: 2 });
  const execution = editing.app.aws.automation.find(
    editing.record(arn)?.automationExecutions?.[0]?.ssmExecutionArn ?? '',
  );
  const [first, second] = execution?.steps ?? [];
  if (execution === undefined || first === undefined || second === undefined) throw new Error('no runbook');
  Object.assign(first, { status: 'Success', endedAtMs: Date.now() });
  Object.assign(second, { status: 'Waiting', startedAtMs: Date.now() });
  execution.status = 'Waiting';
  return form('approve', arn, { decision: `Approve ${execution.arn} 2`, comment: 'Go' });
}

/** A channel of its own, so that answers of other jobs come elsewhere. */
const fresh = () =>
  editing.app.slack.workspace.addChannel({ name: `room-${randomUUID()}`, members: [ids.ada, ids.botUser] });

/** Acts in a channel. @returns the private answers so far */
async function tellsIn(channel: string, act: () => Promise<unknown>): Promise<() => string[]> {
  await editing.told(act, ids.ada, channel);
  return () => editing.app.slack.workspace.ephemerals(ids.ada, channel).map(({ text }) => text);
}

async function command(text: string) {
  const channel = fresh();
  return () => tellsIn(channel, () => editing.ask(text, channel));
}

interface Write {
  /** The write; all other calls follow it. */
  operation: string;
  /** Prepares the action. @returns acts, and returns the private answers so far */
  prepare: (title: string) => Promise<() => Promise<() => string[]>>;
}

const writes: Record<string, Write> = {
  start: { operation: 'StartIncident', prepare: (title) => startForm(title) },
  'start with a summary': { operation: 'StartIncident', prepare: (title) => startForm(title, 'Since 10:00.') },
  edit: { operation: 'UpdateIncidentRecord', prepare: (title) => form('edit', start(title), { summary: 'New' }) },
  'note by form': {
    operation: 'CreateTimelineEvent',
    prepare: (title) => form('note', start(title), { note: 'Text' }),
  },
  engage: {
    operation: 'StartEngagement',
    prepare: (title) => form('engage', start(title), { contact: seedContacts.checkoutOnCall }),
  },
  approve: { operation: 'SendAutomationSignal', prepare: approval },
  resolve: {
    operation: 'UpdateIncidentRecord',
    async prepare(title) {
      const arn = start(title);
      const channel = fresh();
      await editing.card(arn, channel);
      return () => tellsIn(channel, () => editing.click('resolve', arn, ids.ada, channel));
    },
  },
  reopen: {
    operation: 'UpdateIncidentRecord',
    async prepare(title) {
      const arn = start(title);
      editing.app.aws.incidents.resolve(arn);
      return command(`reopen ${arn}`);
    },
  },
  impact: { operation: 'UpdateIncidentRecord', prepare: async (title) => command(`impact ${start(title)} 1`) },
  'note by command': {
    operation: 'CreateTimelineEvent',
    prepare: async (title) => command(`note ${start(title)} Text`),
  },
  related: {
    operation: 'UpdateRelatedItems',
    prepare: async (title) => command(`related ${start(title)} https://example.com/runbook`),
  },
  say: { operation: 'Publish', prepare: async (title) => command(`say ${start(title)} All clear`) },
  'topics connect': { operation: 'Subscribe', prepare: async () => command(`topics connect ${seedTopics.chat}`) },
};

/** A fault of every call after the write. */
const onceWritten = (operation: string, fault: Fault, hit: () => void = () => undefined): Fault => {
  const before = editing.writes(operation).length;
  return {
    ...fault,
    probability: 0.5,
    random() {
      const isWritten = editing.writes(operation).length > before;
      if (isWritten) hit();
      return isWritten ? 0 : 1;
    },
  };
};

const refusal = /^(AWS refused|That did not work|Only incident editors)/;

describe.each(Object.entries(writes))('%s: after the write', (name, { operation, prepare }) => {
  async function did(act: () => Promise<() => string[]>): Promise<void> {
    const before = editing.writes(operation).length;
    const tells = await act();
    await editing.app.slack.workspace.until(() => !tells().at(-1)?.includes('Retrying automatically'), 20_000);
    const mine = editing.writes(operation).slice(before);
    // The audit event is a timeline event too.
    const wanted = mine.filter(({ input }) => operation !== 'CreateTimelineEvent' || input.eventType === 'Note');
    expect(wanted.length).toBeGreaterThan(0);
    // Only /incident say has several topics.
    expect(new Set(wanted.map(({ input }) => input.TopicArn)).size).toBe(wanted.length);
    expect(tells().filter((told) => refusal.test(told))).toEqual([]);
    expect(editing.app.slack.workspace.views(ids.ada).at(-1)?.submit).toBeUndefined();
  }

  test('a change whose later steps AWS refuses is reported as made, and not offered again', async () => {
    const act = await prepare(`Refused after ${name}`);
    editing.app.aws.faults.add(onceWritten(operation, { kind: 'access_denied' }));
    await did(act);
  });

  test('a change whose later steps are retried and then refused is reported as made', async () => {
    const act = await prepare(`Refused in the end after ${name}`);
    let throttled = false;
    const deny = () => {
      throttled = true;
      editing.app.slack.faults.add({ kind: 'refused', code: 'user_not_found', method: 'users.info' });
    };
    const once = { kind: 'throttle', operation: 'CreateTimelineEvent', times: 1 } as const;
    editing.app.aws.faults.add(onceWritten(operation, once, deny));
    const denied = { kind: 'access_denied', probability: 0.5, random: () => (throttled ? 0 : 1) } as const;
    editing.app.aws.faults.add(denied);
    await did(act);
  });
});

test('a start whose summary is refused posts the card, with a remark about the summary', async () => {
  const title = 'Started without its summary';
  const act = await startForm(title, 'Since 10:00.');
  editing.app.aws.faults.add({ kind: 'access_denied', operation: 'UpdateIncidentRecord' });
  const [told] = (await act())();
  expect(told).toContain(`Started: ${title}`);
  expect(told).toContain('Its summary could not be saved: AWS refused ssm-incidents:UpdateIncidentRecord');
  const arn = find(title)?.record.arn ?? '';
  await editing.app.slack.workspace.until(() => editing.cards(ids.incidents, arn)[0], 20_000);
  expect(editing.events(arn, 'Custom Event')).toEqual([expect.stringMatching(/^Started .* by ada/)]);
  expect(allText(editing.app.slack.workspace.views(ids.ada))).not.toContain('"submit"');
});
