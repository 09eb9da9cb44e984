import { seedAgentSpace, seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import type { PageMessage } from 'slack-aws-sandbox/page';
import { ids } from 'slack-aws-sandbox/slack';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { type Editing, editingForFile } from './editing.ts';
import { topicEnvironment } from './topic-channels.ts';

const DEVOPS_AGENT_SPACE = `${seedAgentSpace.region}/${seedAgentSpace.id}`;
const editing = editingForFile({ environment: { ...topicEnvironment, DEVOPS_AGENT_SPACE } });
let agent: Editing['app']['aws']['devOpsAgent'];
let arn = '';
let made = 0;

beforeAll(async () => {
  const { app } = editing;
  agent = app.aws.devOpsAgent;
  agent.behave(usual);
});
afterEach(async () => {
  agent.behave(usual);
  // Finish what is under way, so that the next test may start its own.
  await until(() => agent.list().every(({ status }) => status !== 'PENDING_START' && status !== 'IN_PROGRESS'));
});

const usual = {
  outcome: 'completed',
  summary: '# Summary\n\n## Root Cause\nThe pool is too small.',
  startsAfterMs: 500,
  endsAfterMs: 3000,
} as const;
const until = <T>(look: () => T | Promise<T>) => editing.app.slack.workspace.until(look, 40_000);
const incident = () => {
  made += 1;
  return editing.app.aws.incidents.start(seedPlans.search, { title: `Case ${made}`, impact: 1 });
};
const isAgents = (message: PageMessage) => message.text.includes('AWS DevOps Agent');
/** What the thread of the incident's card says about the agent. */
const thread = (of: string, channel: string = ids.incidents): PageMessage[] => {
  const [card] = editing.cards(channel, of).filter(({ metadata }) => allText(metadata).includes('incident_card'));
  return card === undefined ? [] : editing.app.slack.workspace.thread(channel, card.ts).filter(isAgents);
};
const texts = (of: string, channel?: string) => thread(of, channel).map(({ text }) => text);
const line = (of: string, words: RegExp) => until(() => texts(of).some((text) => words.test(text)));
const reports = (of: string, channel?: string) =>
  thread(of, channel).filter(({ text }) => text.includes(': the report of AWS DevOps Agent'));
async function ask(of: string, user: string = ids.ada): Promise<string> {
  await editing.ask(`investigate ${of}`, ids.incidents, user);
  await editing.form(user);
  return editing.send({}, user);
}
const tasksOf = (of: string) => agent.list().filter(({ description = '' }) => description.includes(of));

test('without events its state is read every 30 seconds', async () => {
  agent.behave({ endsAfterMs: 80_000 });
  const one = incident();
  await editing.card(one);
  await ask(one);
  await until(() => reports(one)[0]);
  const reads = editing.app.aws.calls.all().filter(({ operation }) => operation === 'GetBacklogTask');
  const gaps = reads.slice(2).map(({ at }, index) => at - (reads[index + 1]?.at ?? 0));
  expect(gaps.length).toBeGreaterThan(1);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(30_000);
});

describe('/incident investigate', () => {
  beforeAll(async () => {
    const { app } = editing;
    app.forwardEvents('aws.aidevops', seedTopics.chat);
    app.sns.subscribe(seedTopics.chat, `${app.appUrl}/notifications`);
    await until(() => app.sns.topics.subscriptions(seedTopics.chat).some((each) => each.confirmed));
  });

  test('asks first, starts one investigation, and shows its state and its report in the thread', async () => {
    arn = incident();
    await editing.card(arn);
    await editing.ask(`investigate ${arn}`);
    expect(allText((await editing.form()).blocks)).toContain('costs agent time');
    expect(await editing.send({})).toContain('AWS DevOps Agent investigates it');
    await until(() => reports(arn)[0]);
    await line(arn, /has finished its investigation: its report is in this thread/);
    expect(tasksOf(arn)).toMatchObject([{ priority: 'CRITICAL', taskType: 'INVESTIGATION' }]);
    expect(texts(arn)).toHaveLength(2);
    const [report] = reports(arn);
    expect(report?.text).toContain('not checked by people');
    expect(allText(report?.blocks)).toMatch(/written by an AI.*The pool is too small/s);
    expect(editing.events(arn, 'Custom Event')[0]).toMatch(
      /^Investigation by AWS DevOps Agent started from Slack by ada/,
    );
  });

  test('is asked for twice: the second time says where it is', async () => {
    expect(await ask(arn)).toContain('AWS DevOps Agent has investigated it');
    expect(tasksOf(arn)).toHaveLength(1);
  });

  test('two people at once start one', async () => {
    const one = incident();
    await editing.card(one);
    for (const user of [ids.ada, ids.grace]) {
      await editing.ask(`investigate ${one}`, ids.incidents, user);
      await editing.form(user);
    }
    await Promise.all([editing.send({}, ids.ada), editing.send({}, ids.grace)]);
    await until(() => reports(one)[0]);
    expect(tasksOf(one)).toHaveLength(1);
    expect(texts(one)).toHaveLength(2);
  });

  test.each(['CreateBacklogTask', 'GetBacklogTask', 'ListJournalRecords'])(
    'starts one and posts one report, even if the answer to %s is lost',
    async (operation) => {
      const one = incident();
      await editing.card(one);
      editing.app.aws.faults.add({ kind: 'internal', operation, times: 1, afterwards: true });
      editing.app.slack.faults.add({ kind: 'reset', method: 'chat.postMessage', after: true, times: 1 });
      await ask(one);
      await until(() => reports(one)[0]);
      await line(one, /has finished its investigation/);
      expect(tasksOf(one)).toHaveLength(1);
      expect(texts(one)).toHaveLength(2);
    },
  );

  test('is for editors', async () => {
    const { text } = await editing.told(() => editing.ask(`investigate ${arn}`, ids.incidents, ids.linus), ids.linus);
    expect(text).toMatch(/may not change incidents|editors/i);
  });

  test.each([
    ['failed', /The investigation by AWS DevOps Agent failed/],
    ['timed out', /timed out/],
    ['silent', /has finished its investigation without a report/],
  ] as const)('an investigation that ends as %s has its line', async (outcome, words) => {
    agent.behave({ outcome });
    const one = incident();
    await editing.card(one);
    await ask(one);
    await line(one, words);
    expect(reports(one)).toEqual([]);
  });

  test('one that failed can be started again', async () => {
    agent.behave({ outcome: 'failed' });
    const one = incident();
    await editing.card(one);
    await ask(one);
    await line(one, /failed/);
    agent.behave(usual);
    expect(await ask(one)).toContain('AWS DevOps Agent investigates it');
    await until(() => reports(one)[0]);
    expect(tasksOf(one)).toHaveLength(2);
  });

  test('one that is merged into another follows that', async () => {
    agent.behave({ endsAfterMs: 30_000 });
    const [first, second] = [incident(), incident()];
    for (const each of [first, second]) await editing.card(each);
    await ask(first);
    await ask(second);
    agent.link(tasksOf(second)[0]?.taskId ?? '', tasksOf(first)[0]?.taskId ?? '');
    await until(() => reports(second)[0]);
    await line(second, /has finished its investigation/);
    expect(texts(second)).toHaveLength(2);
  });

  test('with three under way says so, and starts nothing', async () => {
    agent.behave({ endsAfterMs: 600_000 });
    const busy = [1, 2, 3].map(() => agent.create({ title: 'Other', taskType: 'INVESTIGATION', priority: 'LOW' }));
    const one = incident();
    await editing.card(one);
    expect(await ask(one)).toMatch(/as many investigations as it may .* Nothing was started/);
    for (const { taskId } of busy) agent.update(taskId, 'CANCELED');
    expect(tasksOf(one)).toEqual([]);
  });

  test('without the permission says which action is missing', async () => {
    const one = incident();
    await editing.card(one);
    editing.app.aws.faults.add({ kind: 'access_denied', operation: 'CreateBacklogTask' });
    expect(await ask(one)).toContain('AWS refused aidevops:CreateBacklogTask');
  });
});

describe('the report', () => {
  test('pings no one, has no live link, and is cut to fit', async () => {
    const hostile = `<!channel> <@U0ADA00001> [console.aws.amazon.com](https://evil.example) ${'word '.repeat(2000)}`;
    agent.behave({ summary: JSON.stringify({ type: 'investigation_summary', summary: hostile }) });
    const one = incident();
    await editing.card(one);
    await ask(one);
    const report = await until(() => reports(one)[0]);
    const shown = allText(report.blocks);
    expect(shown).not.toMatch(/"type":"(user|broadcast|usergroup)"/);
    expect(shown).not.toContain('"url":"https://evil.example');
    expect(shown.length).toBeLessThan(9000);
  });

  test('has a mitigation plan on request, once', async () => {
    const [report] = reports(arn);
    if (report === undefined) throw new Error('no report');
    const click = () =>
      editing.told(() =>
        editing.app.slack.workspace.click({
          user: ids.ada,
          channel: report.channel,
          ts: report.ts,
          action_id: 'incident:mitigate',
        }),
      );
    expect((await click()).text).toContain('makes a mitigation plan');
    const plan = await until(() => thread(arn).find(({ text }) => text.includes(': the mitigation plan of')));
    expect(allText(plan.blocks)).toContain('Roll back deployment 4711');
    expect(allText(plan.blocks)).not.toContain('incident:mitigate');
    expect((await click()).text).toContain('asked for already');
  });
});

describe('an investigation that others started', () => {
  const foreign = (description: string) =>
    agent.create({ title: 'By hand', description, taskType: 'INVESTIGATION', priority: 'HIGH' });

  test('is shown if it names the incident', async () => {
    const one = incident();
    await editing.card(one);
    foreign(`Please look at ${one}.`);
    await until(() => reports(one)[0]);
    expect(texts(one)[0]).not.toContain('asked for by');
  });

  test('is shown later if its state could not be read for minutes', async () => {
    const { aws } = editing.app;
    const one = incident();
    await editing.card(one);
    aws.faults.add({ kind: 'access_denied', operation: 'GetBacklogTask' });
    const before = aws.calls.count('GetBacklogTask');
    foreign(`Please look at ${one}.`);
    // Its events have ended by then: only what was put off reads it.
    await until(() => aws.calls.count('GetBacklogTask') > before + 12);
    aws.faults.clear();
    await until(() => reports(one)[0]);
    expect(tasksOf(one)).toHaveLength(1);
  });

  test('is not started a second time', async () => {
    const one = incident();
    await editing.card(one);
    foreign(`Please look at ${one}.`);
    expect(await ask(one)).toMatch(/AWS DevOps Agent (is investigating|investigates|has investigated) it/);
    expect(tasksOf(one)).toHaveLength(1);
  });

  test('that names no incident is read once', async () => {
    const { taskId } = foreign('Something else.');
    const reads = () =>
      editing.app.aws.calls
        .all()
        .filter(({ operation, input }) => operation === 'GetBacklogTask' && allText(input).includes(taskId));
    await until(() => agent.get(taskId).status === 'COMPLETED');
    expect(reads().length).toBeLessThan(2);
  });
});
