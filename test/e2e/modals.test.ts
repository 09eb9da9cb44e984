import { seedPlans } from 'slack-aws-sandbox/aws';
import type { PageView } from 'slack-aws-sandbox/page';
import { describe, expect, test, vi } from 'vitest';
import { allText } from '../support/all-text.ts';
import { editingForFile } from './editing.ts';

vi.setConfig({ testTimeout: 60_000 });

const editing = editingForFile();

/** Ada's modal, once it shows a text. */
const modal = (words: RegExp): Promise<PageView> =>
  editing.app.slack.workspace.until(() => {
    const view = editing.app.slack.workspace.views(editing.ids.ada).at(-1);
    return words.test(allText(view)) ? view : undefined;
  }, 30_000);

describe('a modal that cannot be filled at once', () => {
  test.each([
    ['timeline', 'ListTimelineEvents', /Timeline.*Incident started/s],
    ['edit', 'GetIncidentRecord', /"block_id":"summary/],
  ])('the modal of %s says that AWS does not answer, retries, and is filled', async (action, operation, filled) => {
    const arn = editing.app.aws.incidents.start(seedPlans.search, { title: 'Slow to tell', impact: 3 });
    await editing.card(arn);
    editing.app.aws.faults.add({ kind: 'unavailable', operation });
    await editing.click(action, arn);
    await modal(/AWS did not answer\. Retrying/);
    editing.app.aws.faults.clear();
    await modal(filled);
  });

  test('a modal that stays empty says to try again in a minute', async () => {
    const arn = editing.app.aws.incidents.start(seedPlans.search, { title: 'Not to be told', impact: 3 });
    await editing.card(arn);
    editing.app.aws.faults.add({ kind: 'throttle', operation: 'ListTimelineEvents' });
    await editing.click('timeline', arn);
    const view = await modal(/try again in a minute/);
    expect(allText(view)).toContain('AWS is limiting requests. Nothing was changed. Close this and try again');
    expect(allText(view)).not.toContain('by itself');
  });

  test('a modal shows a permanent error at once', async () => {
    const arn = editing.app.aws.incidents.start(seedPlans.search, { title: 'Denied', impact: 3 });
    await editing.card(arn);
    editing.app.aws.faults.add({ kind: 'access_denied', operation: 'ListTimelineEvents' });
    await editing.click('timeline', arn);
    expect(allText(await modal(/ssm-incidents:ListTimelineEvents/))).not.toContain('Retrying');
  });
});

test('a timeline tells what an edit changed in a long summary, even if the edit before is not on the page', async () => {
  const arn = editing.app.aws.incidents.start(seedPlans.search, { title: 'Edited twice', impact: 3 });
  const { addTimelineEvent } = editing.app.aws.incidents;
  let atMs = Date.now();
  const happens = (type: string, data: unknown) => {
    atMs += 1000;
    addTimelineEvent(arn, type, JSON.stringify(data), atMs);
  };
  const long = 'Search answers slowly in eu-west-1. Queries time out after four seconds. '.repeat(4).trim();
  const edited = (summary: string) =>
    happens('SSM Incident Record Update', { modifiedAttributes: [{ attributeName: 'summary', newValue: summary }] });
  edited(long);
  for (let step = 0; step < 26; step += 1) happens('Custom Event', `Step ${step}`);
  edited(`${long} Rolled back.`);
  const told = /Summary edited: added \\"Rolled back\.\\"/;
  expect((await editing.told(() => editing.ask(`timeline ${arn}`))).all).toMatch(told);
  await editing.click('timeline', arn);
  await modal(told);
});

describe('More actions', () => {
  /** Opens it from the card of a new incident, chooses an action and sends it. */
  async function choose(title: string, action: string, user: string = editing.ids.ada) {
    const { app, ids } = editing;
    const { workspace } = app.slack;
    const arn = app.aws.incidents.start(seedPlans.search, { title, impact: 3 });
    const { ts, blocks } = await editing.card(arn);
    const value = /"(more:[^"]+)"/.exec(allText(blocks))?.[1];
    await workspace.click({ user, channel: ids.incidents, ts, action_id: 'incident:more', value });
    const view = await workspace.until(() => workspace.views(user).find(({ submit }) => submit !== undefined), 10_000);
    const { text } = await editing.told(() => workspace.submit({ user, view_id: view.id, values: { action } }), user);
    await workspace.idle();
    return { arn, text, open: workspace.views(user).length };
  }

  test.each([
    ['watch', /^Watching here: Chosen watch\./],
    ['refresh', /^Refreshed: Chosen refresh\.$/],
    ['lead', /^ada leads: Chosen lead\.$/],
    ['onit', /^You are on it: Chosen onit\./],
    ['catchup', /Chosen catchup/],
    ['report', /^The report is in the thread of its card\./],
    ['room', /^Made a room for Chosen room/],
  ])('%s is done and answered in one line, and no dialog is left to close', async (action, line) => {
    const { text, open } = await choose(`Chosen ${action}`, action);
    expect(text).toMatch(line);
    expect(open).toBe(0);
  });

  test('Resolve asks in the line, and nothing is resolved before the answer', async () => {
    const { arn, text, open } = await choose('Chosen resolve', 'resolve');
    expect(text).toMatch(/^Resolve "Chosen resolve"\?/);
    expect({ open, status: editing.record(arn)?.status }).toEqual({ open: 0, status: 'OPEN' });
  });

  test('a refused action is answered in the line as well', async () => {
    const { text, open } = await choose('Not for all', 'onit', editing.ids.linus);
    expect(text).toMatch(/^Only incident editors can do that/);
    expect(open).toBe(0);
  });
});
