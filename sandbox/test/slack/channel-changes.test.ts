import { WebAPIPlatformError } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusal, startTestApp, type TestApp } from './test-app.ts';

const scopes = ['channels:read', 'channels:manage', 'groups:read', 'groups:write', 'channels:history', 'chat:write'];
const botEvents = [
  'member_joined_channel',
  'member_left_channel',
  'channel_archive',
  'channel_rename',
  'message.channels',
];

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({ rateLimits: false, manifest: { scopes, botEvents } });
});
afterEach(() => app.close());

async function create(name: string, is_private = false): Promise<string> {
  const { channel } = await app.client.conversations.create({ name, is_private });
  return channel?.id ?? '';
}

describe('conversations.create', () => {
  test('makes a channel with the app as its only member', async () => {
    const { ids } = app.slack.workspace;
    const { channel } = await app.client.conversations.create({ name: 'inc-1' });
    expect(channel).toMatchObject({ name: 'inc-1', creator: ids.botUser, is_member: true, is_private: false });
    const { members } = await app.client.conversations.members({ channel: channel?.id ?? '' });
    expect(members).toEqual([ids.botUser]);
    await app.slack.workspace.until(() => app.of('member_joined_channel')[0], 1000);
    expect((await app.client.users.conversations({})).channels?.map(({ name }) => name)).toContain('inc-1');
  });

  test.each([
    ['Upper', 'invalid_name_specials'],
    ['two words', 'invalid_name_specials'],
    ['a.b', 'invalid_name_specials'],
    ['--', 'invalid_name_punctuation'],
    ['', 'invalid_name_required'],
    ['a'.repeat(81), 'invalid_name_maxlength'],
    ['old-outage', 'name_taken'],
    ['security-private', 'name_taken'],
  ])('the name %j is answered with %s', async (name, code) => {
    expect(await refusal(app.client.conversations.create({ name }))).toBe(code);
  });

  test('admins may reserve it, and each kind of channel requires its scope', async () => {
    app.slack.workspace.reserve('create channels', true);
    expect(await refusal(create('inc-1'))).toBe('restricted_action');
    app.slack.workspace.reserve('create channels', false);
    await app.close();
    app = await startTestApp({ rateLimits: false, manifest: { scopes: ['channels:manage'], botEvents } });
    expect(await refusal(create('inc-1'))).toBe('ok');
    expect(await refusal(create('inc-2', true))).toBe('missing_scope');
  });
});

describe('conversations.invite', () => {
  const errorsOf = async (call: Promise<unknown>) => {
    const answer = await call.catch((error: unknown) => (error instanceof WebAPIPlatformError ? error.data : error));
    return (answer as { errors?: { user: string; error: string }[] }).errors?.map(({ error }) => error);
  };

  test('one who cannot be added keeps all others out, unless it is forced', async () => {
    const { ids } = app.slack.workspace;
    const channel = await create('inc-1');
    const users = [ids.ada, 'U404', ids.botUser, ids.stranger].join();
    const expected = ['user_not_found', 'cant_invite_self', 'cant_invite'];
    expect(await errorsOf(app.client.conversations.invite({ channel, users }))).toEqual(expected);
    const members = async () => (await app.client.conversations.members({ channel })).members;
    expect(await members()).toEqual([ids.botUser]);
    expect(await errorsOf(app.client.conversations.invite({ channel, users, force: true }))).toEqual(expected);
    expect(await members()).toEqual([ids.botUser, ids.ada]);
    expect(await refusal(app.client.conversations.invite({ channel, users: ids.ada }))).toBe('already_in_channel');
  });

  test('takes 100 people, in a channel that the app is in', async () => {
    const { ids } = app.slack.workspace;
    const channel = await create('inc-1');
    const users = Array.from({ length: 101 }, (_, index) => `U${index}`).join();
    expect(await refusal(app.client.conversations.invite({ channel, users, force: true }))).toBe('invalid_arguments');
    expect(await refusal(app.client.conversations.invite({ channel: ids.payments, users: ids.ada }))).toBe(
      'not_in_channel',
    );
  });
});

test('a topic has 250 characters and is told in the channel', async () => {
  const channel = await create('inc-1');
  const setTopic = (topic: string) => app.client.conversations.setTopic({ channel, topic });
  expect(await refusal(setTopic('x'.repeat(251)))).toBe('too_long');
  expect((await setTopic('Critical')).channel?.topic?.value).toBe('Critical');
  expect(app.slack.workspace.messages(channel)).toMatchObject([{ subtype: 'channel_topic' }]);
  expect(app.slack.workspace.channel(channel).topic).toBe('Critical');
});

test('a channel is archived once; the app cannot undo it, nor change it afterwards', async () => {
  const { workspace } = app.slack;
  const channel = await create('inc-1');
  workspace.reserve('archive channels', true);
  expect(await refusal(app.client.conversations.archive({ channel }))).toBe('restricted_action');
  workspace.reserve('archive channels', false);
  expect(await refusal(app.client.conversations.archive({ channel }))).toBe('ok');
  expect(await refusal(app.client.conversations.archive({ channel }))).toBe('already_archived');
  expect(await refusal(app.client.conversations.setTopic({ channel, topic: 'x' }))).toBe('is_archived');
  expect(await refusal(app.client.chat.postMessage({ channel, text: 'x' }))).toBe('is_archived');
  expect(await refusal(app.client.conversations.unarchive({ channel }))).toBe('not_allowed_token_type');
  await workspace.until(() => app.of('channel_archive')[0], 1000);
});

test('the app renames only channels that it made; the name that they had stays known', async () => {
  const { workspace } = app.slack;
  const channel = await create('inc-1');
  const { ids } = workspace;
  expect(await refusal(app.client.conversations.rename({ channel: ids.incidents, name: 'x' }))).toBe('not_authorized');
  const renamed = await app.client.conversations.rename({ channel, name: 'inc-2' });
  expect(renamed.channel).toMatchObject({ name: 'inc-2', previous_names: ['inc-1'] });
  workspace.rename(channel, 'inc-3');
  expect((await app.client.conversations.info({ channel })).channel?.previous_names).toEqual(['inc-2', 'inc-1']);
  await workspace.until(() => app.of('channel_rename')[1], 1000);
});
