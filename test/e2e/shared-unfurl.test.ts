import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { beforeAll, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { editingForFile } from './editing.ts';

const editing = editingForFile({ environment: { CHAT_TOPICS: `${seedTopics.chat}=${ids.general}` } });
beforeAll(async () => {
  const { sns, slack, appUrl } = editing.app;
  sns.subscribe(seedTopics.chat, `${appUrl}/notifications`);
  await slack.workspace.until(() => sns.topics.subscriptions(seedTopics.chat)[0]?.confirmed, 10_000);
});

test('an answer to a pasted ARN in a shared channel shows the resolution that ends the watch there', async () => {
  const { app } = editing;
  const { workspace } = app.slack;
  const arn = app.aws.incidents.start(seedPlans.search, { title: 'Search is slow', impact: 2 });
  await editing.told(() => editing.ask(`watch ${arn}`, ids.partner), ids.ada, ids.partner);
  const { ts } = workspace.say({ user: ids.ada, channel: ids.partner, text: `See ${arn}` });
  const answer = () =>
    workspace.thread(ids.partner, ts).find(({ metadata }) => allText(metadata).includes('incident_unfurl'));
  await workspace.until(answer, 10_000);
  await editing.click('resolve', arn, ids.ada, ids.partner);
  await workspace.until(() => allText(answer()?.blocks).includes('*Resolved*'), 15_000);
  const card = () => editing.cards(ids.partner, arn)[0];
  await workspace.until(() => allText(card()?.blocks).includes('*Resolved*'), 15_000);
  // The reopening must not be shown, and "Resolved" is no longer true, so card and answer show neither.
  app.aws.incidents.update(arn, { status: 'OPEN', title: 'Search is down' });
  await workspace.until(() => allText(card()).includes('not shown here'), 15_000);
  await workspace.until(() => allText(answer()).includes('not shown here'), 15_000);
  for (const message of [card(), answer()])
    expect(allText([message?.blocks, message?.text])).not.toMatch(/Search|Resolved|Open/);
});

test('a card and an answer from before the channel was shared become a line without facts', async () => {
  const { app } = editing;
  const { workspace } = app.slack;
  const channel = workspace.addChannel({ name: 'joint', members: [ids.ada, ids.botUser] });
  const arn = app.aws.incidents.start(seedPlans.search, { title: 'Search is slow', impact: 2 });
  await editing.card(arn, channel);
  const { ts } = workspace.say({ user: ids.ada, channel, text: `See ${arn}` });
  const answer = () =>
    workspace.thread(channel, ts).find(({ metadata }) => allText(metadata).includes('incident_unfurl'));
  await workspace.until(answer, 10_000);
  workspace.share(channel, true);
  const written = () => [...workspace.messages(channel).filter(({ bot_id }) => bot_id), answer()];
  await workspace.until(() => written().every((message) => allText(message).includes('not shown here')), 15_000);
  expect(allText(written().map((message) => [message?.blocks, message?.text]))).not.toContain('Search is slow');
});
