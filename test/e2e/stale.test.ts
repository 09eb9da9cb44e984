import { seedPlans } from 'slack-aws-sandbox/aws';
import { describe, expect, test, vi } from 'vitest';
import { allText } from '../support/all-text.ts';
import { editingForFile } from './editing.ts';

vi.setConfig({ testTimeout: 60_000 });

const editing = editingForFile();
const start = (title: string, impact = 3) => editing.app.aws.incidents.start(seedPlans.search, { title, impact });

const theyChange = (arn: string, changes: Parameters<typeof editing.app.aws.incidents.update>[1]) =>
  editing.app.aws.incidents.update(arn, changes);
const fail = (kind: 'throttle' | 'unavailable' | 'internal', afterwards = false) =>
  editing.app.aws.faults.add({ kind, operation: 'UpdateIncidentRecord', afterwards });
const updates = (arn: string) => editing.writes('UpdateIncidentRecord').filter(({ input }) => input.arn === arn);

/** Submits the form, and resolves when AWS has refused it. @returns waits for its outcome */
async function sendInVain(values: Record<string, unknown>): Promise<() => Promise<string>> {
  const { workspace } = editing.app.slack;
  const before = editing.lines(editing.ids.ada).length;
  const told = () => editing.lines(editing.ids.ada).slice(before).join();
  await editing.form();
  await workspace.submit({ user: editing.ids.ada, values });
  await workspace.until(() => told().includes('Retrying automatically'), 15_000);
  return () => editing.became(editing.ids.ada, before);
}

describe('someone else changes the incident while a write waits for AWS', () => {
  test.each([
    ['AWS limits requests', 'throttle', 'Nothing was saved yet'],
    ['AWS does not answer', 'unavailable', 'may already be saved'],
  ] as const)(
    'the change of someone else stays, and the requester gets their text back: %s',
    async (_, kind, saved) => {
      const arn = start('Edited by two', 3);
      await editing.click('edit', arn);
      fail(kind);
      const became = await sendInVain({ title: 'Mine' });
      theyChange(arn, { title: 'Theirs' });
      editing.app.aws.faults.clear();
      const again = await became();
      expect(again).toMatch(/Someone else changed the same fields in the meantime.*Theirs/);
      expect(again).toContain(saved);
      expect(again).toContain('Mine');
      expect(editing.record(arn)?.title).toBe('Theirs');
    },
  );

  test('an edit of another field keeps both changes', async () => {
    const arn = start('Side by side', 3);
    await editing.click('edit', arn);
    fail('throttle');
    const became = await sendInVain({ title: 'Mine' });
    theyChange(arn, { impact: 1 });
    editing.app.aws.faults.clear();
    expect(await became()).toContain('Title changed');
    expect(editing.record(arn)).toMatchObject({ title: 'Mine', impact: 1 });
  });

  test('an edit whose answer is lost is saved once, without a question', async () => {
    const arn = start('Done in silence', 3);
    await editing.click('edit', arn);
    fail('internal', true);
    const became = await sendInVain({ title: 'Mine' });
    editing.app.aws.faults.clear();
    expect(await became()).toContain('Title changed');
    expect(editing.record(arn)?.title).toBe('Mine');
    expect(editing.events(arn, 'Custom Event')).toHaveLength(1);
  });

  test('Resolve shows what changed in the meantime and asks again', async () => {
    const arn = start('Resolved in vain');
    await editing.card(arn);
    fail('throttle');
    await editing.told(() => editing.click('resolve', arn));
    theyChange(arn, { impact: 1 });
    editing.app.aws.faults.clear();
    const { workspace } = editing.app.slack;
    await workspace.until(
      () => workspace.ephemerals(editing.ids.ada).some((each) => allText(each).includes('Resolve anyway')),
      20_000,
    );
    expect(editing.record(arn)?.status).toBe('OPEN');
    expect(updates(arn)).toEqual([]);
  });

  test('the impact that someone else set stays, and the requester is informed', async () => {
    const arn = start('Impact of two', 3);
    await editing.card(arn);
    fail('throttle');
    await editing.told(() => editing.ask(`impact ${arn} 2`));
    theyChange(arn, { impact: 1 });
    editing.app.aws.faults.clear();
    const { workspace } = editing.app.slack;
    const said = await workspace.until(
      () =>
        workspace.ephemerals(editing.ids.ada).find(({ text }) => /in the meantime, so yours was not set/.test(text)),
      20_000,
    );
    expect(said.text).toMatch(/Someone else set its impact to Critical.*Send the command again/);
    expect(editing.record(arn)?.impact).toBe(1);
    expect(updates(arn)).toEqual([]);
  });

  test('the summary that someone else wrote stays, and the requester is informed', async () => {
    await editing.ask('start');
    fail('throttle');
    const became = await sendInVain({ plan: seedPlans.search, title: 'New to two', summary: 'Mine' });
    const all = editing.app.aws.incidents.list().filter(({ record }) => record.title === 'New to two');
    expect(all).toHaveLength(1);
    const arn = all[0]?.record.arn ?? '';
    theyChange(arn, { summary: 'Theirs' });
    editing.app.aws.faults.clear();
    expect(await became()).toMatch(/Started: New to two.*Someone else wrote its summary/);
    expect(editing.record(arn)?.summary).toBe('Theirs');
  });
});
