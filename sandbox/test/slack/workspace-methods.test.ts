import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusal, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({ rateLimits: false });
});
afterEach(() => app.close());

describe('conversations', () => {
  test.each([
    ['C0INCIDNT1', { is_member: true, is_private: false, is_ext_shared: false, is_archived: false }],
    ['C0PAYMENT1', { is_member: false }],
    ['C0PARTNER1', { is_ext_shared: true, is_shared: true }],
    ['C0ARCHIVE1', { is_archived: true }],
    ['D0ADA00001', { is_im: true, user: 'U0ADA00001' }],
  ])('conversations.info returns the properties of %s', async (channel, facts) => {
    expect((await app.client.conversations.info({ channel })).channel).toMatchObject(facts);
  });

  test('private channels that the bot is not in are hidden', async () => {
    const { ids } = app.slack.workspace;
    expect(await refusal(app.client.conversations.info({ channel: ids.secret }))).toBe('channel_not_found');
    app.slack.workspace.invite(ids.secret, ids.botUser);
    expect((await app.client.conversations.info({ channel: ids.secret })).channel).toMatchObject({ is_private: true });
  });

  test("conversation methods require the scope of the channel's kind", async () => {
    await app.close();
    app = await startTestApp({ manifest: { scopes: ['channels:read', 'channels:history'] } });
    const { ids } = app.slack.workspace;
    expect(await refusal(app.client.conversations.info({ channel: ids.incidents }))).toBe('ok');
    expect(await refusal(app.client.conversations.info({ channel: ids.directMessage }))).toBe('missing_scope');
    expect(await refusal(app.client.conversations.history({ channel: ids.directMessage }))).toBe('missing_scope');
  });

  test('conversations are listed by type, in pages', async () => {
    const names: (string | undefined)[] = [];
    for await (const page of app.client.paginate('conversations.list', { limit: 2, exclude_archived: true }))
      names.push(...((page as { channels?: { name?: string }[] }).channels ?? []).map((channel) => channel.name));
    expect(names).toEqual(['incidents', 'checkout', 'payments', 'general', 'partner-acme']);
    const { channels } = await app.client.conversations.list({ types: 'im,private_channel' });
    expect(channels).toMatchObject([{ is_im: true }]);
  });

  test('conversations.history returns the newest first, in a range, with metadata on request', async () => {
    const { workspace } = app.slack;
    const channel = workspace.ids.incidents;
    const metadata = { event_type: 'card', event_payload: { arn: 'a' } };
    const { ts: first = '' } = await app.client.chat.postMessage({ channel, text: '1', metadata });
    workspace.say({ user: workspace.ids.ada, channel, text: '2' });
    const { ts: third } = workspace.say({ user: workspace.ids.ada, channel, text: '3' });
    workspace.say({ user: workspace.ids.ada, channel, text: 'reply', thread_ts: third });
    const read = async (args: object) => (await app.client.conversations.history({ channel, ...args })).messages ?? [];
    expect((await read({})).map((message) => message.text)).toEqual(['3', '2', '1']);
    expect((await read({}))[2]?.metadata).toBeUndefined();
    expect((await read({ include_all_metadata: true }))[2]?.metadata).toEqual(metadata);
    expect((await read({ oldest: first })).map((message) => message.text)).toEqual(['3', '2']);
    expect((await read({ oldest: first, inclusive: true, limit: 1 })).map((message) => message.text)).toEqual(['3']);
    expect((await read({ latest: first, inclusive: true })).map((message) => message.text)).toEqual(['1']);
    expect(await refusal(app.client.conversations.history({ channel: workspace.ids.payments }))).toBe('not_in_channel');
    expect(await refusal(app.client.conversations.replies({ channel, ts: '1.0' }))).toBe('thread_not_found');
    expect(await refusal(app.client.conversations.history({ channel, cursor: '???' }))).toBe('invalid_cursor');
  });

  test('public channels can be joined', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const join = (channel: string) => app.client.conversations.join({ channel });
    expect((await join(ids.payments)).channel).toMatchObject({ is_member: true });
    expect(await join(ids.payments)).toMatchObject({ warning: 'already_in_channel' });
    expect(await refusal(join(ids.secret))).toBe('channel_not_found');
    await workspace.until(() => app.of('member_joined_channel')[0], 1000);
    expect(app.of('member_joined_channel')[0]?.event).toMatchObject({ user: ids.botUser, channel: ids.payments });
    const { members } = await app.client.conversations.members({ channel: ids.payments });
    expect(members).toContain(ids.botUser);
  });

  test('conversations.open opens a direct message', async () => {
    const { ids } = app.slack.workspace;
    const { channel } = await app.client.conversations.open({ users: ids.ada });
    expect(channel?.id).toBe(ids.directMessage);
    expect(await refusal(app.client.conversations.open({ users: 'U404' }))).toBe('user_not_found');
  });
});

describe('users and groups', () => {
  test.each([
    ['U0ADA00001', { is_restricted: false, tz: 'Europe/Berlin', team_id: 'T0SANDBOX1' }],
    ['U0GUEST001', { is_restricted: true, is_ultra_restricted: false }],
    ['U0STRANGE1', { is_stranger: false, team_id: 'T0PARTNER1', profile: { team: 'T0PARTNER1' } }],
    ['U0INCIDENT', { is_bot: true }],
  ])('users.info returns the properties of %s', async (user, facts) => {
    expect((await app.client.users.info({ user })).user).toMatchObject(facts);
  });

  test('is_stranger is true only for people who share no channel with the app', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const isStranger = async () => (await app.client.users.info({ user: ids.stranger })).user?.is_stranger;
    expect(await isStranger()).toBe(false);
    workspace.leave(ids.partner, ids.stranger);
    expect(await isStranger()).toBe(true);
  });

  test('user groups and channels list their members', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    expect(await refusal(app.client.users.info({ user: 'U404' }))).toBe('user_not_found');
    expect((await app.client.users.list({})).members?.map((user) => user.id)).not.toContain(ids.stranger);
    const { usergroups } = await app.client.usergroups.list({ include_users: true });
    expect(usergroups?.[0]).toMatchObject({ handle: 'oncall', users: [ids.ada, ids.grace] });
    workspace.setUsergroup(ids.onCall, [ids.linus]);
    expect((await app.client.usergroups.users.list({ usergroup: ids.onCall })).users).toEqual([ids.linus]);
    expect(await refusal(app.client.usergroups.users.list({ usergroup: 'S404' }))).toBe('no_such_subteam');
    expect((await app.client.team.info()).team).toMatchObject({ domain: 'sandbox' });
  });
});

describe('pins and bookmarks', () => {
  test('a message can be pinned and unpinned once', async () => {
    const { workspace } = app.slack;
    const channel = workspace.ids.incidents;
    const { ts: timestamp = '' } = await app.client.chat.postMessage({ channel, text: 'card' });
    const item = { channel, timestamp };
    expect(await refusal(app.client.pins.add(item))).toBe('ok');
    expect(await refusal(app.client.pins.add(item))).toBe('already_pinned');
    expect(workspace.channel(channel).pins).toEqual([timestamp]);
    expect((await app.client.pins.list({ channel })).items).toMatchObject([{ message: { text: 'card' } }]);
    expect(await refusal(app.client.pins.remove(item))).toBe('ok');
    expect(await refusal(app.client.pins.remove(item))).toBe('no_pin');
    expect(await refusal(app.client.pins.add({ channel: workspace.ids.payments, timestamp }))).toBe('not_in_channel');
  });

  test('bookmarks are added, changed and removed', async () => {
    const { workspace } = app.slack;
    const channel_id = workspace.ids.incidents;
    const add = (link: string) => app.client.bookmarks.add({ channel_id, title: 'Card', type: 'link', link });
    const bookmark_id = (await add('https://example.com')).bookmark?.id ?? '';
    expect(await refusal(add('javascript:alert(1)'))).toBe('invalid_link');
    await app.client.bookmarks.edit({ channel_id, bookmark_id, title: 'Resolved' });
    expect((await app.client.bookmarks.list({ channel_id })).bookmarks).toMatchObject([{ title: 'Resolved' }]);
    await app.client.bookmarks.remove({ channel_id, bookmark_id });
    expect(await refusal(app.client.bookmarks.remove({ channel_id, bookmark_id }))).toBe('not_found');
    expect(workspace.channel(channel_id).bookmarks).toEqual([]);
  });
});

describe('files', () => {
  test("Slack's client uploads a file into a thread", async () => {
    const { workspace } = app.slack;
    const channel = workspace.ids.incidents;
    const { ts = '' } = await app.client.chat.postMessage({ channel, text: 'card' });
    await app.client.filesUploadV2({
      channel_id: channel,
      thread_ts: ts,
      filename: 'report.md',
      title: 'Report',
      content: '# Überblick',
      initial_comment: 'The report',
    });
    const reply = workspace.thread(channel, ts)[1];
    expect(reply).toMatchObject({
      text: 'The report',
      subtype: 'file_share',
      files: [{ name: 'report.md', title: 'Report' }],
    });
    expect(workspace.file(reply?.files?.[0]?.id ?? '')?.content.toString()).toBe('# Überblick');
  });

  test('an upload without a file is refused', async () => {
    const { file_id = '' } = await app.client.files.getUploadURLExternal({ filename: 'a.txt', length: 3 });
    expect(await refusal(app.client.files.completeUploadExternal({ files: [{ id: file_id, title: 'A' }] }))).toBe(
      'file_not_found',
    );
  });
});

describe('blocks.validate and api.test', () => {
  test('blocks.validate reports violations without posting', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '' } }];
    const answer = await app.client.apiCall('blocks.validate', { blocks }).catch((error) => error.data);
    expect(answer.errors).toMatchObject([{ code: 'too_short', pointer: '/blocks/0/text/text' }]);
    expect(await refusal(app.client.apiCall('blocks.validate', { blocks: [{ type: 'divider' }] }))).toBe('ok');
    expect(await refusal(app.client.api.test({ error: 'my_error' }))).toBe('my_error');
  });
});
