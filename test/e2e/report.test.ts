import { seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import { describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { editingForFile } from './editing.ts';

const editing = editingForFile();

/** The files in a thread, or in a channel. */
function files(channel: string, ts?: string) {
  const { workspace } = editing.app.slack;
  const messages = ts === undefined ? workspace.messages(channel) : workspace.thread(channel, ts);
  return messages.flatMap((message) => message.files ?? []).map(({ id, name }) => ({ name, ...workspace.file(id) }));
}

describe('/incident report', () => {
  test("a report is one Markdown file in the card's thread, by command and by button, for readers too", async () => {
    const { ids } = editing;
    const card = await editing.card(seedIncidents.critical);
    const { text } = await editing.told(
      () => editing.ask(`report ${seedIncidents.critical}`, ids.incidents, ids.linus),
      ids.linus,
    );
    expect(text).toMatch(/in the thread of its card/);
    const [file] = files(ids.incidents, card.ts);
    expect(file?.name).toMatch(/^incident-checkout-plan-[0-9a-f]{8}-\d{8}-\d{9}\.md$/);
    const content = file?.content?.toString('utf8') ?? '';
    for (const heading of ['# ', '## Summary', '## People', '## Runbooks', '## Related items', '## Timeline']) {
      expect(content).toContain(`${heading}`);
    }
    expect(content).toContain('RestartFleet');
    expect(content).toContain(seedIncidents.critical);
    const events = editing.app.aws.incidents.get(seedIncidents.critical)?.events.length ?? 0;
    expect(content.slice(content.indexOf('## Timeline')).match(/^- \*\*/gm)).toHaveLength(events);
    await editing.told(() => editing.click('report', seedIncidents.critical));
    expect(files(ids.incidents, card.ts)).toHaveLength(2);
  });

  test('the report of a timeline that takes several jobs is complete, and posted once', {
    timeout: 60_000,
  }, async () => {
    const arn = editing.app.aws.incidents.start(seedPlans.search, { title: 'Slow timeline' });
    for (let count = 0; count < 40; count += 1) {
      const text = JSON.stringify(`Slow step ${count}.`);
      editing.app.aws.incidents.addTimelineEvent(arn, 'Custom Event', text, Date.now() + count);
    }
    const card = await editing.card(arn);
    editing.app.aws.faults.add({ kind: 'latency', latencyMs: 3500, operation: 'ListTimelineEvents' });
    await editing.ask(`report ${arn}`);
    const shared = () => files(editing.ids.incidents, card.ts);
    await editing.app.slack.workspace.until(() => shared().length > 0, 50_000);
    const content = shared()[0]?.content?.toString('utf8') ?? '';
    for (let count = 0; count < 40; count += 1) expect(content).toContain(`Slow step ${count}.`);
    expect(shared()).toHaveLength(1);
  });

  test('the report of a long timeline is complete', async () => {
    const arn = editing.app.aws.incidents.start(seedPlans.search, { title: 'Long timeline' });
    for (let count = 0; count < 40; count += 1) {
      editing.app.aws.incidents.addTimelineEvent(
        arn,
        'Custom Event',
        JSON.stringify(`Step number ${count}.`),
        Date.now() + count,
      );
    }
    const card = await editing.card(arn);
    await editing.told(() => editing.ask(`report ${arn}`));
    const content = files(editing.ids.incidents, card.ts)[0]?.content?.toString('utf8') ?? '';
    for (let count = 0; count < 40; count += 1) expect(content).toContain(`Step number ${count}.`);
  });

  test.each([
    ['the upload’s', { kind: 'unavailable', method: 'upload', times: 1 }],
    ['the last step’s', { kind: 'internal', method: 'files.completeUploadExternal', times: 1, after: true }],
  ] as const)('a lost answer posts no second file: %s', async (_, fault) => {
    const arn = editing.app.aws.incidents.start(seedPlans.search, { title: `Lost ${fault.method}` });
    const card = await editing.card(arn);
    editing.app.slack.faults.add(fault);
    await editing.told(() => editing.ask(`report ${arn}`));
    expect(files(editing.ids.incidents, card.ts)).toHaveLength(1);
  });

  test('a report is refused where the app is not a member, and in a shared channel, with the reason', async () => {
    const { ids } = editing;
    const { text } = await editing.told(
      () => editing.ask(`report ${seedIncidents.low}`, ids.payments),
      ids.ada,
      ids.payments,
    );
    expect(text).toMatch(/\/invite/);
    const shared = await editing.told(
      () => editing.ask(`report ${seedIncidents.low}`, ids.partner),
      ids.ada,
      ids.partner,
    );
    expect(shared.text).toMatch(/shared with another organisation/);
    expect(files(ids.partner)).toEqual([]);
  });
});

describe('/incident list --csv', () => {
  test('/incident list --csv sends the requester a table with the times to acknowledge and to resolve', async () => {
    const { ids, app } = editing;
    const arn = app.aws.incidents.start(seedPlans.checkout, { title: '=cmd|"/C calc"!A0', impact: 1 });
    app.aws.incidents.acknowledge(arn);
    app.aws.incidents.resolve(arn);
    const { text } = await editing.told(() => editing.ask('list --csv 90'));
    expect(text).toMatch(/incidents of the last 90 days.*direct messages/);
    const sent = app.slack.workspace
      .messages(ids.directMessage)
      .find((message) => allText(message).includes('as a table'));
    const [file] = files(ids.directMessage, sent?.ts);
    expect(file?.name).toMatch(/^incidents-90d-.*\.csv$/);
    const rows = (file?.content?.toString('utf8') ?? '').split('\r\n');
    const row = rows.find((each) => each.includes(arn)) ?? '';
    expect(row).toContain('"\'=cmd|""/C calc""!A0"');
    expect(row).toMatch(/,0(\.\d)?,0(\.\d)?,/);
    expect(rows.length).toBeGreaterThan(5);
    expect(files(ids.incidents).filter(({ name }) => name?.endsWith('.csv'))).toEqual([]);
  });

  test('a table that takes several jobs is complete, and sent once', { timeout: 60_000 }, async () => {
    const { ids } = editing;
    const aws = editing.app.aws;
    aws.faults.add({ kind: 'latency', latencyMs: 1500, operation: 'ListTimelineEvents' });
    const before = aws.calls.count('ListIncidentRecords');
    const sentBefore = aws.calls.count('ListTimelineEvents');
    const { workspace } = editing.app.slack;
    const told = () => workspace.ephemerals(ids.linus, ids.incidents).filter(({ text }) => text.includes('as a table'));
    await editing.ask('list --csv 400', ids.incidents, ids.linus);
    await workspace.until(() => told().length > 0, 50_000);
    expect(told().map(({ text }) => text)).toEqual([expect.stringMatching(/It is in your direct messages/)]);
    // More than fit into one job, at 1.5 s each …
    expect(aws.calls.count('ListTimelineEvents') - sentBefore).toBeGreaterThan(7);
    // … but listed once.
    expect(aws.calls.count('ListIncidentRecords') - before).toBe(1);
  });

  test('a table is complete even if AWS limits requests', async () => {
    editing.app.aws.faults.add({ kind: 'throttle', operation: 'ListTimelineEvents', times: 3 });
    const { text } = await editing.told(() => editing.ask('list --csv 400'));
    expect(text).toMatch(/incidents of the last 400 days/);
    expect(text).not.toMatch(/could not be read/);
  });

  test('an unknown period is refused', async () => {
    const { text } = await editing.told(() => editing.ask('list --csv soon'));
    expect(text).toMatch(/For a table: \/incident list --csv 30/);
  });
});
