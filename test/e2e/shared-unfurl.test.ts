import { seedPlans } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { type Editing, startEditing } from './editing.ts';

let editing: Editing;
beforeAll(async () => {
  editing = await startEditing();
});
afterAll(() => editing.app.stop());

test('an answer to a pasted ARN in a shared channel shows the resolution that ends the watch there', async () => {
  const { app, ids } = editing;
  const { workspace } = app.slack;
  const arn = app.aws.incidents.start(seedPlans.search, { title: 'Search is slow', impact: 2 });
  await editing.told(() => editing.ask(`watch ${arn}`, ids.partner), ids.ada, ids.partner);
  const { ts } = workspace.say({ user: ids.ada, channel: ids.partner, text: `See ${arn}` });
  const answer = () =>
    workspace.thread(ids.partner, ts).find(({ metadata }) => allText(metadata).includes('incident_unfurl'));
  await workspace.until(answer, 10_000);
  await editing.click('resolve', arn, ids.ada, ids.partner);
  await workspace.until(() => allText(answer()?.blocks).includes('*Resolved*'), 15_000);
  await workspace.until(() => allText(editing.cards(ids.partner, arn)[0]?.blocks).includes('*Resolved*'), 15_000);
});
