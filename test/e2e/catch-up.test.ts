import { seedPlans } from 'slack-aws-sandbox/aws';
import { describe, expect, test } from 'vitest';
import { createLastLooks } from '../../src/slack/catch-up/last-looks.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import { editingForFile } from './editing.ts';

const editing = editingForFile();
const start = (title: string) => editing.app.aws.incidents.start(seedPlans.search, { title, impact: 2 });

describe('/incident catchup', () => {
  const catchUp = (arn: string, user: string = editing.ids.ada) =>
    editing.told(() => editing.ask(`catchup ${arn}`, editing.ids.incidents, user), user);

  test('tells what happened since the start, then only what is new, to each person for themselves', async () => {
    const { ids } = editing;
    const arn = start('Catching up');
    await editing.told(() => editing.ask(`lead ${arn} @grace`));
    await editing.told(() => editing.ask(`impact ${arn} 1`));
    await editing.told(() => editing.ask(`note ${arn} Rolled back in two zones.`));
    const first = await catchUp(arn);
    expect(first.text).toMatch(/^Critical, open for .*: Catching up\. \d events? since it started\./);
    expect(first.all).toContain('Since it started');
    expect(first.all).toContain('Lead: *grace*');
    expect(first.all).toMatch(/Impact: Critical \(<[^>]+>, by ada \(Slack\)\)/);
    expect(first.all).toContain('Note by ada (Slack): Rolled back in two zones.');
    expect(first.all.match(/Note added/)).toBeNull();

    const again = await catchUp(arn);
    expect(again.all).toContain('Since you last caught up');
    expect(again.all).toContain('Nothing else happened.');

    await editing.told(() => editing.ask(`note ${arn} It holds.`));
    const third = await catchUp(arn);
    expect(third.all).toContain('It holds.');
    expect(third.all).not.toContain('Rolled back');

    expect((await catchUp(arn, ids.grace)).all).toContain('Rolled back in two zones.');
  });

  test('Catch up on the card answers the person who clicked, and posts nothing that others see', async () => {
    const arn = start('Clicked');
    const card = await editing.card(arn);
    const posts = editing.app.slack.calls.count('chat.postMessage');
    const { all } = await editing.told(() => editing.click('catchup', arn, editing.ids.linus), editing.ids.linus);
    expect(all).toContain('Since it started');
    expect(editing.app.slack.calls.count('chat.postMessage')).toBe(posts);
    expect(editing.app.slack.workspace.thread(editing.ids.incidents, card.ts)).toHaveLength(1);
  });

  test('without the permission to read the timeline, tells the rest and which action is missing', async () => {
    const arn = start('Unreadable timeline');
    editing.app.aws.faults.add({ kind: 'access_denied', operation: 'ListTimelineEvents' });
    const { all } = await catchUp(arn);
    expect(all).toContain('Without the timeline: AWS refused ssm-incidents:ListTimelineEvents');
    expect(all).toContain('*High*');
    editing.app.aws.faults.clear();
    await editing.told(() => editing.ask(`note ${arn} Not seen yet.`));
    expect((await catchUp(arn)).all).toContain('Not seen yet.');
  });
});

test('a command that is delivered again tells the same: its own answer does not count as seen', async () => {
  const looks = createLastLooks(createSqliteStore(openSqliteDatabase(':memory:'), { now: () => 1000 }), () => 1000);
  const first = { atMs: 1, newestMs: 1 };
  await looks.store('U1', 'arn', { key: 'a', ...first });
  expect(await looks.before('U1', 'arn', 'a')).toBeUndefined();
  expect(await looks.before('U1', 'arn', 'b')).toEqual(first);
  await looks.store('U1', 'arn', { key: 'b', atMs: 2, newestMs: 2, before: first });
  expect(await looks.before('U1', 'arn', 'b')).toEqual(first);
  expect(await looks.before('U1', 'arn', 'c')).toEqual({ atMs: 2, newestMs: 2 });
  expect(await looks.before('U2', 'arn', 'c')).toBeUndefined();
});
