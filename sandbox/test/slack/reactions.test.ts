import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../slack/json-value.ts';
import { refusal, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

const events = (type: string) => app.of(type).map((envelope) => envelope.event as JsonObject);

test('a reaction can be added once', async () => {
  const channel = app.slack.workspace.ids.incidents;
  const { ts: timestamp = '' } = await app.client.chat.postMessage({ channel, text: 'card' });
  const react = (name: string) => refusal(app.client.reactions.add({ channel, timestamp, name }));
  expect([await react('eyes'), await react('eyes'), await react('no such')]).toEqual([
    'ok',
    'already_reacted',
    'invalid_name',
  ]);
  expect(app.slack.workspace.messages(channel)[0]?.reactions).toEqual([{ name: 'eyes', count: 1 }]);
  const { message } = await app.client.reactions.get({ channel, timestamp });
  expect(message).toMatchObject({ text: 'card', reactions: [{ name: 'eyes', count: 1 }] });
  const item = { channel, timestamp, name: 'eyes' };
  expect(await refusal(app.client.reactions.remove(item))).toBe('ok');
  expect(await refusal(app.client.reactions.remove(item))).toBe('no_reaction');
});

test('a message takes 50 emoji, and 23 of one', async () => {
  const { workspace } = app.slack;
  const { ids } = workspace;
  const channel = ids.incidents;
  const { ts } = workspace.say({ user: ids.ada, channel, text: 'popular' });
  const react = (user: string, name: string) => workspace.react({ user, channel, ts, name });
  for (let count = 0; count < 23; count += 1) react(ids.ada, `a${count}`);
  expect(() => react(ids.ada, 'a24')).toThrow('too_many_reactions');
  for (let count = 0; count < 23; count += 1) react(ids.grace, `b${count}`);
  for (let count = 0; count < 4; count += 1) react(ids.linus, `c${count}`);
  expect(() => react(ids.linus, 'c5')).toThrow('too_many_emoji');
  expect(await refusal(app.client.reactions.add({ channel, timestamp: ts, name: 'eyes' }))).toBe('too_many_emoji');
});

test('a reaction in a channel of the bot is an event that names the message, and neither its thread nor its text', async () => {
  const { workspace } = app.slack;
  const { ids } = workspace;
  const parent = workspace.say({ user: ids.ada, channel: ids.incidents, text: 'parent' });
  const { ts } = workspace.say({ user: ids.ada, channel: ids.incidents, text: 'reply', thread_ts: parent.ts });
  const elsewhere = workspace.say({ user: ids.ada, channel: ids.payments, text: 'not seen' });
  workspace.react({ user: ids.grace, channel: ids.incidents, ts, name: 'pushpin' });
  workspace.react({ user: ids.grace, channel: ids.incidents, ts, name: 'pushpin' });
  workspace.react({ user: ids.grace, channel: ids.payments, ts: elsewhere.ts, name: 'pushpin' });
  await app.client.reactions.add({ channel: ids.incidents, timestamp: ts, name: 'white_check_mark' });
  await workspace.idle();
  const item = { type: 'message', channel: ids.incidents, ts };
  expect(events('reaction_added')).toEqual([
    {
      type: 'reaction_added',
      user: ids.grace,
      reaction: 'pushpin',
      item_user: ids.ada,
      item,
      event_ts: expect.any(String),
    },
    expect.objectContaining({ user: ids.botUser, reaction: 'white_check_mark', item }),
  ]);
  expect(events('reaction_removed')).toMatchObject([{ user: ids.grace, reaction: 'pushpin', item }]);
});
