import { afterEach, beforeEach, expect, test } from 'vitest';
import { refusal, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

const content = (markdown: string) => ({ type: 'markdown' as const, markdown });
const create = (markdown: string, channel_id: string = app.slack.workspace.ids.incidents) =>
  app.client.canvases.create({ title: 'Post-mortem', channel_id, document_content: content(markdown) });
const lookup = async (canvas_id: string, contains_text: string) =>
  (await app.client.canvases.sections.lookup({ canvas_id, criteria: { contains_text } as never })).sections ?? [];
const shown = () => app.slack.workspace.channel(app.slack.workspace.ids.incidents).canvases?.[0]?.markdown;

test('a canvas is a tab of its channel, and a section of it is replaced by an id that the edit makes invalid', async () => {
  const { canvas_id = '' } = await create('Facts\n\n## Causes\nNot known');
  const { channel } = await app.client.conversations.info({ channel: app.slack.workspace.ids.incidents });
  expect(channel).toMatchObject({ properties: { tabs: [{ type: 'canvas', data: { file_id: canvas_id } }] } });
  const [section] = await lookup(canvas_id, 'Facts');
  const changes = [
    { operation: 'replace' as const, section_id: section?.id ?? '', document_content: content('New facts') },
  ] as [never];
  await app.client.canvases.edit({ canvas_id, changes });
  expect(shown()).toBe('New facts\n\n## Causes\n\nNot known');
  expect(await refusal(app.client.canvases.edit({ canvas_id, changes }))).toBe('canvas_editing_failed');
});

test.each([
  ['a list in a quote', '> - one', 'canvas_creation_failed'],
  ['a heading of depth four', '#### Deep', 'canvas_creation_failed'],
  ['a table of more than 300 cells', '| a | b |\n'.repeat(151), 'canvas_creation_failed'],
  ['more than a MiB', 'x'.repeat(1_048_577), 'canvas_creation_failed'],
])('%s is refused', async (_, markdown, code) => {
  expect(await refusal(create(markdown))).toBe(code);
});

test('a channel that the app is not in, no criteria, and two changes at once are refused', async () => {
  expect(await refusal(create('x', app.slack.workspace.ids.payments))).toBe('not_in_channel');
  const { canvas_id = '' } = await create('x');
  expect(await refusal(app.client.canvases.sections.lookup({ canvas_id, criteria: {} as never }))).toBe(
    'invalid_arguments',
  );
  const change = { operation: 'insert_at_end', document_content: content('y') };
  expect(await refusal(app.client.canvases.edit({ canvas_id, changes: [change, change] as never }))).toBe(
    'invalid_arguments',
  );
});
