import { WebClient } from '@slack/web-api';
import { seedPlans } from 'slack-aws-sandbox/aws';
import { describe, expect, test } from 'vitest';
import { editingForFile } from './editing.ts';

const editing = editingForFile();

const start = (title: string) => editing.app.aws.incidents.start(seedPlans.search, { title, impact: 2 });
const ask = (arn: string, channel: string = editing.ids.incidents) =>
  editing.told(() => editing.ask(`postmortem ${arn}`, channel), editing.ids.ada, channel);
const canvases = (title: string) =>
  (editing.app.slack.workspace.channel(editing.ids.incidents).canvases ?? []).filter((one) =>
    one.title.includes(title),
  );
const until = <T>(find: () => T | undefined) => editing.app.slack.workspace.until(find, 25_000);

describe('/incident postmortem', () => {
  test('makes one canvas with facts, timeline and empty sections, and says where it is in the thread', async () => {
    const arn = start('With a canvas');
    const card = await editing.card(arn);
    await editing.told(() => editing.ask(`note ${arn} Rolled back in two zones.`));
    const { text, all } = await ask(arn);
    expect(text).toBe('Post-mortem: With a canvas. It is a canvas of this channel.');
    const [canvas, ...more] = canvases('With a canvas');
    expect(more).toEqual([]);
    expect(all).toContain(`/${canvas?.id}|Open the post-mortem>`);
    expect(canvas?.markdown).toContain(`Facts of incident ${arn.split('/').at(-1)}`);
    expect(canvas?.markdown).toContain('Resolved: not yet');
    expect(canvas?.markdown).toMatch(/- \d{4}-\d\d-\d\d \d\d:\d\d UTC Note by ada .*: Rolled back in two zones\\?\./);
    expect(canvas?.markdown).toContain('- [ ] _What, who, until when_');
    const thread = editing.app.slack.workspace.thread(editing.ids.incidents, card.ts);
    expect(thread.filter(({ text: said }) => said.startsWith('Post-mortem: With a canvas.'))).toHaveLength(1);

    expect((await ask(arn)).text).toBe('The post-mortem of With a canvas is there already.');
    expect(canvases('With a canvas')).toHaveLength(1);
  });

  test('of an incident with a room it is a canvas of the room, wherever it is asked for', async () => {
    const { workspace } = editing.app.slack;
    const arn = start('With a room');
    const made = await editing.told(() => editing.ask(`room ${arn}`));
    const room = /<#(C\w+)>/.exec(made.text)?.[1] ?? '';
    expect((await ask(arn)).text).toBe("Post-mortem: With a room. It is a canvas of the incident's room.");
    expect(canvases('With a room')).toEqual([]);
    expect(workspace.channel(room).canvases?.map(({ title }) => title)).toEqual(['Post-mortem: With a room']);
  });

  test('its facts follow the incident; what people wrote stays', async () => {
    const { app } = editing;
    const arn = start('Facts that follow');
    await editing.card(arn);
    await ask(arn);
    const [canvas] = canvases('Facts that follow');
    const client = new WebClient(app.slack.botToken, { slackApiUrl: app.slack.apiUrl });
    const content = { type: 'markdown' as const, markdown: 'We had no canary.' };
    await client.canvases.edit({
      canvas_id: canvas?.id ?? '',
      changes: [{ operation: 'insert_at_end', document_content: content }],
    });
    app.aws.incidents.update(arn, { status: 'RESOLVED' });
    const after = await until(() =>
      canvases('Facts that follow').find(({ markdown }) => /Resolved: \d{4}/.test(markdown)),
    );
    expect(after.markdown).toContain('We had no canary.');
    expect(after.markdown.match(/Facts of incident/g)).toHaveLength(1);
  });

  test('facts that people took out stay out', async () => {
    const { app } = editing;
    const arn = start('Facts taken out');
    await editing.card(arn);
    await ask(arn);
    const [canvas] = canvases('Facts taken out');
    const client = new WebClient(app.slack.botToken, { slackApiUrl: app.slack.apiUrl });
    const content = { type: 'markdown' as const, markdown: 'All ours now.' };
    await client.canvases.edit({
      canvas_id: canvas?.id ?? '',
      changes: [{ operation: 'replace', document_content: content }],
    });
    const edits = app.slack.calls.count('canvases.edit');
    await editing.told(() => editing.ask(`impact ${arn} 1`));
    await until(() => app.slack.calls.count('canvases.sections.lookup') > 0);
    expect((await ask(arn)).text).toContain('is there already');
    expect(canvases('Facts taken out')[0]?.markdown).toBe('All ours now.');
    expect(app.slack.calls.count('canvases.edit')).toBe(edits);
  });

  test('a lost answer makes no second canvas', async () => {
    const arn = start('Lost answer');
    await editing.card(arn);
    editing.app.slack.faults.add({ kind: 'reset', method: 'canvases.create', after: true, times: 1 });
    await editing.ask(`postmortem ${arn}`);
    await until(() => editing.lines(editing.ids.ada).some((line) => line.includes('Post-mortem: Lost answer.')));
    expect(canvases('Lost answer')).toHaveLength(1);
  });

  test.each([
    ['without the scope', 'missing_scope', 'the scopes canvases:write and canvases:read'],
    [
      'for a second canvas on a free plan',
      'free_team_canvas_tab_already_exists',
      '(free_team_canvas_tab_already_exists)',
    ],
    ['where an admin allows none', 'restricted_action', '(restricted_action)'],
  ])('%s it is a file in the thread of the card', async (_, code, why) => {
    const arn = start(`A file: ${code}`);
    const card = await editing.card(arn);
    editing.app.slack.faults.add({ kind: 'refused', method: 'canvases.create', code });
    const { text } = await ask(arn);
    expect(text).toContain('The post-mortem is in the thread of its card, as a file.');
    expect(text).toContain(why);
    const files = editing.app.slack.workspace
      .thread(editing.ids.incidents, card.ts)
      .flatMap(({ files: all = [] }) => all);
    expect(files.map(({ name }) => name)).toEqual([expect.stringMatching(/^post-mortem-search-plan-.*\.md$/)]);
    editing.app.slack.faults.clear();
    expect((await ask(arn)).text).toMatch(/^Post-mortem: A file/);
  });

  test('nothing is made in a channel that is shared with another organisation', async () => {
    const arn = start('Not shared');
    const { all } = await ask(arn, editing.ids.partner);
    expect(all).toContain('shared with another organisation');
    expect(editing.app.slack.workspace.channel(editing.ids.partner).canvases ?? []).toEqual([]);
  });
});
