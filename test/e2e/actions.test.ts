import { seedPlans } from 'slack-aws-sandbox/aws';
import { describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { editingForFile } from './editing.ts';

const editing = editingForFile();
const start = (title: string, impact = 3) => editing.app.aws.incidents.start(seedPlans.search, { title, impact });

describe('Resolve', () => {
  test('Resolve on a card changes the record and the card, and names the person in the thread and the timeline', async () => {
    const { ids, app } = editing;
    const arn = start('Search is slow');
    const card = await editing.card(arn);
    expect(allText(card)).toContain('Resolve this incident?');
    const { text } = await editing.told(() => editing.click('resolve', arn));
    expect(text).toMatch(/Resolved: Search is slow/);
    expect(editing.record(arn)?.status).toBe('RESOLVED');
    await app.slack.workspace.until(() => allText(editing.cards(ids.incidents, arn)[0]).includes('Reopen'), 10_000);
    const thread = await app.slack.workspace.until(
      () =>
        app.slack.workspace
          .thread(ids.incidents, card.ts)
          .slice(1)
          .find((message) => /Resolved after/.test(message.text)),
      10_000,
    );
    expect(thread.text).toMatch(/by ada \(Slack\)/);
    const [audit] = editing.events(arn, 'Custom Event');
    expect(audit).toContain(ids.ada);
    expect(audit).toContain(ids.incidents);
    expect(audit).toContain('/archives/');
  });

  test('a double click on Resolve writes once, and the second click is answered', async () => {
    const arn = start('Twice');
    await editing.card(arn);
    const before = editing.app.slack.workspace.ephemerals(editing.ids.ada).length;
    await Promise.all([editing.click('resolve', arn), editing.click('resolve', arn)]);
    const told = await editing.app.slack.workspace.until(() => {
      const all = editing.app.slack.workspace.ephemerals(editing.ids.ada).slice(before);
      return all.length >= 2 ? all : undefined;
    }, 10_000);
    expect(told.map(({ text }) => text).join()).toMatch(/Resolved: Twice[\s\S]*already resolved/);
    expect(editing.events(arn, 'Custom Event')).toHaveLength(1);
  });

  test.each([
    [
      'AWS’s answer is lost after the write',
      { kind: 'internal', operation: 'UpdateIncidentRecord', times: 1, afterwards: true },
    ],
    [
      'AWS’s answer to the note of who did it is lost',
      { kind: 'reset', operation: 'CreateTimelineEvent', times: 1, afterwards: true },
    ],
    ['AWS limits requests', { kind: 'throttle', operation: 'UpdateIncidentRecord', times: 4 }],
  ] as const)('a write is retried and made once: %s', async (title, fault) => {
    const arn = start(title);
    await editing.card(arn);
    editing.app.aws.calls.clear();
    editing.app.aws.faults.add(fault);
    await editing.click('resolve', arn);
    await editing.app.slack.workspace.until(() => editing.record(arn)?.status === 'RESOLVED', 15_000);
    await editing.app.slack.workspace.until(() => editing.events(arn, 'Custom Event').length > 0, 15_000);
    await editing.app.slack.workspace.until(
      () =>
        editing.app.slack.workspace.ephemerals(editing.ids.ada).some(({ text }) => text.includes(`Resolved: ${title}`)),
      15_000,
    );
    expect(editing.events(arn, 'Custom Event')).toHaveLength(1);
    const tokens = editing.app.aws.calls
      .all()
      .filter(({ operation }) => operation === fault.operation)
      .map(({ input, region }) => `${String(input.clientToken)} ${fault.kind === 'throttle' ? '' : region}`);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens.length).toBeGreaterThan(1);
  });

  test("after Slack's answer to the person is lost the job runs again, but does not write again", async () => {
    const arn = start('Told twice');
    await editing.card(arn);
    editing.app.slack.faults.add({ kind: 'unavailable', method: 'response_url', times: 1 });
    editing.app.aws.calls.clear();
    const { text } = await editing.told(() => editing.click('resolve', arn));
    expect(text).toContain('Resolved: Told twice');
    expect(editing.app.aws.calls.count('UpdateIncidentRecord')).toBe(1);
    expect(editing.events(arn, 'Custom Event')).toHaveLength(1);
  });

  test('Resolve on an old card shows what changed and asks for confirmation', async () => {
    const arn = start('Stale', 3);
    const card = await editing.card(arn);
    editing.app.slack.faults.add({ kind: 'unavailable', method: 'chat.update', times: 1 });
    editing.app.aws.incidents.update(arn, { impact: 1 });
    const { message, all } = await editing.told(() =>
      editing.app.slack.workspace.click({
        user: editing.ids.ada,
        channel: editing.ids.incidents,
        ts: card.ts,
        action_id: 'incident:resolve',
      }),
    );
    expect(all).toMatch(/Impact: Medium → Critical/);
    expect(editing.record(arn)?.status).toBe('OPEN');
    await editing.app.slack.workspace.click({
      user: editing.ids.ada,
      channel: editing.ids.incidents,
      ts: message.ts,
      action_id: 'incident:resolve',
    });
    await editing.app.slack.workspace.until(() => editing.record(arn)?.status === 'RESOLVED', 10_000);
    // The confirmation is replaced by the answer.
    await editing.app.slack.workspace.until(
      () =>
        editing.app.slack.workspace
          .ephemerals(editing.ids.ada)
          .find(({ ts, text }) => ts === message.ts && /Resolved/.test(text)),
      10_000,
    );
  });

  test('/incident resolve asks privately first, and asks again if the incident changed meanwhile', async () => {
    const arn = start('By command');
    const { message, all } = await editing.told(() => editing.ask(`resolve ${arn}`));
    expect(all).toMatch(/Resolve \S*By command/);
    expect(editing.record(arn)?.status).toBe('OPEN');
    editing.app.aws.incidents.update(arn, { title: 'By command, new title' });
    const click = (ts: string) =>
      editing.app.slack.workspace.click({
        user: editing.ids.ada,
        channel: editing.ids.incidents,
        ts,
        action_id: 'incident:resolve',
      });
    await click(message.ts);
    const asked = await editing.app.slack.workspace.until(
      () =>
        editing.app.slack.workspace
          .ephemerals(editing.ids.ada)
          .find((each) => each.ts === message.ts && allText(each).includes('Resolve anyway')),
      10_000,
    );
    expect(allText(asked)).toMatch(/Title changed to|Title changed by/);
    await click(asked.ts);
    await editing.app.slack.workspace.until(() => editing.record(arn)?.status === 'RESOLVED', 10_000);
  });

  test('a write that AWS refuses names the missing action and changes nothing', async () => {
    const arn = start('Refused');
    await editing.card(arn);
    editing.app.aws.faults.add({ kind: 'access_denied', operation: 'UpdateIncidentRecord' });
    const { text } = await editing.told(() => editing.click('resolve', arn));
    expect(text).toMatch(/ssm-incidents:UpdateIncidentRecord/);
    expect(editing.record(arn)?.status).toBe('OPEN');
  });

  test('a write whose audit event AWS refuses says so', async () => {
    const arn = start('Not noted');
    await editing.card(arn);
    editing.app.aws.faults.add({ kind: 'access_denied', operation: 'CreateTimelineEvent' });
    const { text } = await editing.told(() => editing.click('resolve', arn));
    expect(text).toMatch(/Resolved: Not noted.*could not be added.*CreateTimelineEvent/);
  });
});

describe('Reopen and impact', () => {
  test('an incident is reopened by button and by command', async () => {
    const arn = start('Came back');
    editing.app.aws.incidents.resolve(arn);
    await editing.card(arn);
    await editing.told(() => editing.click('reopen', arn));
    expect(editing.record(arn)?.status).toBe('OPEN');
    const { text } = await editing.told(() => editing.ask(`reopen ${arn}`));
    expect(text).toMatch(/already open/);
  });

  test.each([
    ['1', 1],
    ['High', 2],
    ['p4', 4],
  ])('/incident impact %s sets the impact', async (word, impact) => {
    const arn = start(`Impact ${word}`);
    await editing.card(arn);
    const { text } = await editing.told(() => editing.ask(`impact ${arn} ${word}`));
    expect(text).toMatch(/impact set to/);
    expect(editing.record(arn)?.impact).toBe(impact);
    const [audit] = editing.events(arn, 'Custom Event');
    expect(audit).toMatch(/^Impact set to/);
  });

  test('an unknown impact is refused with the known ones', async () => {
    const arn = start('No such impact');
    const { text } = await editing.told(() => editing.ask(`impact ${arn} 7`));
    expect(text).toMatch(/from 1 \(critical\) to 5/);
  });
});

describe('notes', () => {
  test('the note form writes a Note, and who wrote it', async () => {
    const arn = start('Note it');
    await editing.click('note', arn);
    await editing.form();
    expect(await editing.send({ note: 'Rolled back "checkout"\nto 41. \\o/' })).toContain('Noted in the timeline');
    expect(editing.events(arn, 'Note')).toEqual(['Rolled back "checkout"\nto 41. \\o/']);
    const written = editing.app.aws.incidents.get(arn)?.events.find(({ eventType }) => eventType === 'Note');
    expect(written?.eventReferences).toEqual([{ resource: arn }]);
    expect(editing.events(arn, 'Custom Event')[0]).toContain(editing.ids.ada);
  });

  test('/incident note writes its text; without a text it opens the form', async () => {
    const arn = start('Typed note');
    const { text } = await editing.told(() => editing.ask(`note ${arn} Error rate falls`));
    expect(text).toContain('Error rate falls');
    expect(editing.events(arn, 'Note')).toEqual(['Error rate falls']);
    await editing.ask(`note ${arn}`);
    expect((await editing.form()).title?.text).toBe('Add a note');
  });

  test('the longest note fits, whatever characters it has', async () => {
    const arn = start('Long note');
    const text = '"\\\n'.repeat(1000);
    await editing.click('note', arn);
    await editing.form();
    await editing.send({ note: text });
    expect(editing.events(arn, 'Note')[0]).toContain('"\\\n"\\');
  });

  test('a note that AWS refuses comes back in the form with the reason, and can be sent again', async () => {
    const arn = start('Text back');
    await editing.click('note', arn);
    await editing.form();
    editing.app.aws.faults.add({ kind: 'access_denied', operation: 'CreateTimelineEvent', times: 2 });
    const again = await editing.send({ note: 'Do not lose me' });
    expect(again).toContain('ssm-incidents:CreateTimelineEvent');
    expect(again).toContain('Do not lose me');
    expect(await editing.send({})).toContain('Noted in the timeline');
    expect(editing.events(arn, 'Note')).toEqual(['Do not lose me']);
  });

  test('the text of a refused note comes back in a message when it is too late for its form to open again', async () => {
    const { ids, app } = editing;
    const arn = start('Closed form');
    await editing.click('note', arn);
    await editing.form();
    app.slack.faults.add({ kind: 'refused', method: 'views.open', code: 'expired_trigger_id', times: 1 });
    app.aws.faults.add({ kind: 'access_denied', operation: 'CreateTimelineEvent' });
    const { all } = await editing.told(() =>
      app.slack.workspace.submit({ user: ids.ada, values: { note: 'Keep this text' } }),
    );
    expect(all).toContain('Keep this text');
    expect(all).toContain('CreateTimelineEvent');
  });

  test('while AWS limits requests the note form says so, and the note is written once', async () => {
    const arn = start('Limited');
    await editing.click('note', arn);
    await editing.form();
    editing.app.aws.faults.add({ kind: 'throttle', operation: 'CreateTimelineEvent', times: 4 });
    expect(await editing.send({ note: 'Later' })).toContain('Noted in the timeline');
    expect(editing.events(arn, 'Note')).toEqual(['Later']);
  });
});

describe('Edit', () => {
  const sendEdit = async (values: Record<string, unknown>) => {
    const view = await editing.form();
    expect(view.title?.text).toBe('Edit incident');
    return editing.send(values);
  };

  test('Edit writes only the fields that the person changed', async () => {
    const arn = start('Edit me', 3);
    await editing.click('edit', arn);
    await editing.form();
    editing.app.aws.incidents.update(arn, { impact: 1 });
    expect(await sendEdit({ title: 'Edited', summary: '# Now\n\nIt is **fine**.' })).toContain(
      'Title changed, summary changed',
    );
    expect(editing.record(arn)).toMatchObject({ title: 'Edited', summary: '# Now\n\nIt is **fine**.', impact: 1 });
    const [call] = editing.writes('UpdateIncidentRecord').filter(({ input }) => input.arn === arn);
    expect(Object.keys(call?.input ?? {}).sort()).toEqual(['arn', 'clientToken', 'summary', 'title']);
  });

  test('Edit of a field that someone else changed asks first and keeps the text', async () => {
    const arn = start('Conflict', 3);
    await editing.card(arn);
    await editing.click('edit', arn);
    await editing.form();
    editing.app.aws.incidents.update(arn, { title: 'Theirs' });
    const again = await sendEdit({ title: 'Mine' });
    expect(again).toMatch(/Theirs/);
    expect(again).toContain('"initial_value":"Mine"');
    expect(editing.record(arn)?.title).toBe('Theirs');
    expect(await editing.send({})).toContain('Title changed');
    expect(editing.record(arn)?.title).toBe('Mine');
  });

  test('Edit without a change writes nothing', async () => {
    const arn = start('Leave me');
    await editing.ask(`edit ${arn}`);
    await editing.form();
    editing.app.aws.calls.clear();
    expect(await editing.send({})).toContain('Nothing was changed');
    expect(editing.app.aws.calls.count('UpdateIncidentRecord')).toBe(0);
  });

  test('a long summary is edited in parts: other parts stay, and one that is too long is refused', async () => {
    const arn = start('Long');
    const summary = Array.from({ length: 130 }, (_, line) => `Line ${line} of a summary that is rather long.`).join(
      '\n',
    );
    editing.app.aws.incidents.update(arn, { summary });
    await editing.ask(`edit ${arn}`);
    const view = await editing.form();
    const ids = (view.blocks as { block_id: string }[])
      .map(({ block_id }) => block_id)
      .filter((id) => id.startsWith('summary'));
    expect(ids.length).toBe(2);
    expect(await editing.send({ summary: 'x'.repeat(3000) })).toContain('Summary changed');
    expect(editing.record(arn)?.summary).toMatch(/^x{3000}\n?.*Line 129 of a summary that is rather long\.$/s);
    editing.app.aws.incidents.update(arn, { summary: 'y'.repeat(8000) });
    await editing.ask(`edit ${arn}`);
    const longer = (await editing.form()).blocks as { block_id: string }[];
    const parts = longer.map(({ block_id }) => block_id).filter((id) => id.startsWith('summary'));
    const again = await editing.send(Object.fromEntries(parts.map((id) => [id, 'z'.repeat(3000)])));
    expect(again).toMatch(/1000 characters longer/);
    expect(editing.record(arn)?.summary).toBe('y'.repeat(8000));
  });
});
