import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { allText } from '../support/all-text.ts';
import { editingForFile } from './editing.ts';
import { channelReader, workDone } from './topic-channels.ts';

vi.setConfig({ testTimeout: 60_000 });

const channel = ids.incidents;
const editing = editingForFile({
  environment: { CHAT_TOPICS: [seedTopics.chat, seedTopics.chatUs].map((topic) => `${topic}=${channel}`).join(',') },
});
let read: ReturnType<typeof channelReader>;

beforeAll(async () => {
  read = channelReader(editing.app);
  const { sns, appUrl, slack } = editing.app;
  const topics = [seedTopics.chat, seedTopics.chatUs];
  for (const topic of topics) sns.subscribe(topic, `${appUrl}/notifications`);
  await slack.workspace.until(() => topics.every((topic) => sns.topics.subscriptions(topic)[0]?.confirmed), 20_000);
});

/** AWS publishes a change long before it answers the write. */
function answersLate(operation: string): void {
  editing.app.aws.faults.add({ kind: 'latency', operation, latencyMs: 2500, afterwards: true, times: 1 });
}

const start = (title: string) => editing.app.aws.incidents.start(seedPlans.checkout, { title, impact: 3 });
const find = (title: string) => editing.app.aws.incidents.list().find(({ record }) => record.title === title);
const until = <T>(look: () => T | Promise<T>) => editing.app.slack.workspace.until(look, 20_000);

/** Everything that a channel shows of an incident: its card, its thread and broadcasts. */
function shown(arn: string): string {
  const { messages, thread } = editing.app.slack.workspace;
  const own = messages(channel).filter(({ metadata }) => allText(metadata).includes(arn));
  return allText([...own, ...own.flatMap(({ ts }) => thread(channel, ts))]);
}

async function edit(arn: string, values: Record<string, unknown>): Promise<void> {
  await editing.click('edit', arn);
  await editing.form();
  await editing.send(values);
}

const resolved = async (arn: string) => {
  editing.app.aws.incidents.update(arn, { status: 'RESOLVED' });
  await until(() => read.lines(channel, arn).some((line) => line.includes('Resolved')));
};

interface Write {
  operation: string;
  before?: (arn: string) => Promise<unknown>;
  act: (arn: string) => Promise<unknown>;
  /** Its line in the thread. */
  line: RegExp;
}
const update = 'UpdateIncidentRecord';
const writes: Record<string, Write> = {
  'resolve by the button': {
    operation: update,
    act: (arn) => editing.click('resolve', arn),
    line: /Resolved after .*/,
  },
  'reopen by the button': {
    operation: update,
    before: resolved,
    act: (arn) => editing.click('reopen', arn),
    line: /Reopened .*/,
  },
  'reopen by command': {
    operation: update,
    before: resolved,
    act: (arn) => editing.ask(`reopen ${arn}`),
    line: /Reopened .*/,
  },
  'impact by command': { operation: update, act: (arn) => editing.ask(`impact ${arn} 1`), line: /Impact: .*/ },
  'impact by the form': { operation: update, act: (arn) => edit(arn, { impact: '2' }), line: /Impact: .*/ },
  'title by the form': { operation: update, act: (arn) => edit(arn, { title: 'Renamed' }), line: /Title changed .*/ },
  'summary by the form': {
    operation: update,
    act: (arn) => edit(arn, { summary: 'Rolled back.' }),
    line: /Summary edited .*/,
  },
  'all three by the form': {
    operation: update,
    act: (arn) => edit(arn, { title: 'Renamed', impact: '1', summary: 'Rolled back.' }),
    line: /Impact: .*/,
  },
};

const byConsole = 'arn:aws:sts::111122223333:assumed-role/Admin/exampleUser';

/** The CloudTrail event of a timeline event, as EventBridge sends it through a topic. */
const reported = (arn: string) =>
  JSON.stringify({
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ssm-incidents',
    detail: {
      eventSource: 'ssm-incidents.amazonaws.com',
      eventName: 'CreateTimelineEvent',
      userIdentity: { arn: byConsole },
      requestParameters: { incidentRecordArn: arn, eventType: 'Note' },
    },
  });

/** How the app's own role would be named. */
const app = /slack-app|SlackApp|the Slack app/;
const changed: string[] = [];
let noted = '';

describe('a notification that comes before AWS answers the write', () => {
  test.each(Object.entries(writes))('%s names the person from the first line on', async (name, write) => {
    const arn = start(`Prompt: ${name}`);
    await read.card(channel, arn);
    await write.before?.(arn);
    const before = read.lines(channel, arn).length;
    answersLate(write.operation);
    await write.act(arn);
    const line = await until(() => read.lines(channel, arn)[before]);
    expect(line).toMatch(write.line);
    expect(line).toContain('by ada (Slack)');
    expect(shown(arn)).not.toMatch(app);
    changed.push(arn);
  });

  test('a card names the person who added a related item, even if the notification comes first', async () => {
    const arn = start('Prompt: related');
    await read.card(channel, arn);
    answersLate('UpdateRelatedItems');
    await editing.ask(`related ${arn} https://example.com/runbook`);
    await until(() => shown(arn).includes('by ada (Slack)'));
    expect(shown(arn)).not.toMatch(app);
    changed.push(arn);
  });

  test.each([
    ['', 'StartIncident'],
    ['Since 10:00.', 'StartIncident'],
    ['Since 10:01.', update],
  ])('a card names who started the incident (summary "%s", %s answers late)', async (summary, operation) => {
    const title = `Prompt: start ${summary} ${operation}`;
    await editing.ask('start');
    await editing.form();
    answersLate(operation);
    const sent = editing.send({ plan: seedPlans.checkout, title, summary });
    const arn = await until(() => find(title)?.record.arn);
    const card = await read.card(channel, arn);
    expect(allText(card.blocks)).toContain('Started by ada (Slack)');
    expect(shown(arn)).not.toMatch(app);
    await sent;
    changed.push(arn);
  });

  test('notes appear under every card in the order in which they were written, with their author in Slack', async () => {
    const arn = start('Prompt: notes');
    await read.card(channel, arn);
    await editing.card(arn, ids.checkout);
    const { aws, sns } = editing.app;
    aws.incidents.addTimelineEvent(arn, 'Custom Event', JSON.stringify('Deployment 2026.47.3 started'));
    await editing.ask(`note ${arn} Rolled back *2026.47.3* in two zones.`);
    await until(() => read.lines(channel, arn).join().includes('Rolled back'));
    aws.incidents.addTimelineEvent(arn, 'Note', JSON.stringify('Error rate falls <!channel>'));
    for (const topic of [seedTopics.chat, seedTopics.chatUs]) sns.publish(topic, reported(arn));
    await until(() => read.lines(channel, arn).join().includes('Error rate falls'));
    aws.incidents.addTimelineEvent(arn, 'Note', JSON.stringify('Closing'));
    aws.incidents.resolve(arn, byConsole);
    for (const place of [channel, ids.checkout]) {
      await until(() => read.lines(place, arn).join().includes('Resolved'));
      expect(read.lines(place, arn).join('\n')).toContain('Note by ada (Slack): Rolled back 2026.47.3 in two zones.');
      expect(read.lines(place, arn).join('\n')).toMatch(/Note: Error rate falls &lt;!channel&gt;/);
    }
    noted = arn;
  });

  test('later refreshes keep the author and the order of notes', async () => {
    await workDone(editing.app);
    for (const place of [channel, ids.checkout]) {
      const told = read.lines(place, noted).join('\n');
      expect(told.match(/Deployment 2026|Rolled back 2026|Error rate|Closing|Resolved after|from Slack by/g)).toEqual([
        'Deployment 2026',
        'Rolled back 2026',
        'Error rate',
        'Closing',
        'Resolved after',
      ]);
    }
    for (const arn of changed) expect(shown(arn)).toContain('by ada (Slack)');
    for (const arn of changed) expect(shown(arn)).not.toMatch(app);
  });
});

test("a change by another program with the app's role is attributed to the app, never to a person", async () => {
  const arn = start('Another program');
  await read.card(channel, arn);
  await editing.ask(`impact ${arn} 2`);
  await until(() => read.lines(channel, arn).some((line) => line.includes('by ada (Slack)')));
  await workDone(editing.app);
  const own = 'arn:aws:sts::111122223333:assumed-role/SlackApp/another-session';
  editing.app.aws.incidents.update(arn, { impact: 1 }, own);
  const line = await until(() => read.lines(channel, arn).find((one) => one.includes('→ Critical')));
  expect(line).toContain('by the Slack app');
  await editing.ask(`timeline ${arn}`);
  const told = await until(() =>
    editing.app.slack.workspace.ephemerals(ids.ada).find(({ blocks }) => allText(blocks).includes('Impact set to')),
  );
  expect(allText(told.blocks)).not.toContain('slack-app');
});
