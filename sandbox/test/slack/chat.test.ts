import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusal, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({ rateLimits: false });
});
afterEach(() => app.close());

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

describe('chat.postMessage', () => {
  test('chat.postMessage returns channel, ts and the message, and posts it', async () => {
    const { ids } = app.slack.workspace;
    const answer = await app.client.chat.postMessage({
      channel: ids.incidents,
      text: 'hello',
      blocks: [section('*hi*')],
    });
    expect(answer).toMatchObject({ ok: true, channel: ids.incidents, ts: expect.stringMatching(/^\d{10}\.\d{6}$/) });
    expect(answer.message).toMatchObject({
      text: 'hello',
      bot_id: ids.bot,
      app_id: ids.app,
      user: ids.botUser,
      team: ids.team,
    });
    const [message] = app.slack.workspace.messages(ids.incidents);
    expect(message?.blocks).toEqual([
      { type: 'section', block_id: expect.any(String), text: { type: 'mrkdwn', text: '*hi*', verbatim: false } },
    ]);
  });

  test('every message gets a unique, increasing ts', async () => {
    const { ids } = app.slack.workspace;
    const posts = Array.from({ length: 20 }, (_, index) =>
      app.client.chat.postMessage({ channel: ids.incidents, text: `${index}` }),
    );
    await Promise.all(posts);
    const stamps = app.slack.workspace.messages(ids.incidents).map((message) => message.ts);
    expect(new Set(stamps).size).toBe(20);
    expect([...stamps].sort()).toEqual(stamps);
  });

  test('replies are counted on the parent, and a broadcast is shown in the channel', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const { ts = '' } = await app.client.chat.postMessage({ channel: ids.incidents, text: 'card' });
    await app.client.chat.postMessage({ channel: ids.incidents, thread_ts: ts, text: 'quiet' });
    await app.client.chat.postMessage({ channel: ids.incidents, thread_ts: ts, text: 'loud', reply_broadcast: true });
    expect(
      workspace.messages(ids.incidents).map(({ text, reply_count, broadcast }) => [text, reply_count, broadcast]),
    ).toEqual([
      ['card', 2, undefined],
      ['loud', undefined, true],
    ]);
    const { messages } = await app.client.conversations.replies({ channel: ids.incidents, ts });
    expect(messages?.map((message) => message.text)).toEqual(['card', 'quiet', 'loud']);
    expect(messages?.[0]).toMatchObject({
      reply_count: 2,
      latest_reply: messages?.[2]?.ts,
      reply_users: [ids.botUser],
    });
  });

  test('chat.postMessage to a person opens a direct message', async () => {
    const { workspace } = app.slack;
    const { channel = '' } = await app.client.chat.postMessage({ channel: workspace.ids.grace, text: 'psst' });
    expect(workspace.channel(channel)).toMatchObject({ is_im: true, user: workspace.ids.grace });
  });

  test.each([
    ['an unknown channel', { channel: 'C404', text: 'x' }, 'channel_not_found'],
    ['a private channel the bot is not in', { channel: 'C0SECRET01', text: 'x' }, 'channel_not_found'],
    ['an archived channel', { channel: 'C0ARCHIVE1', text: 'x' }, 'is_archived'],
    ['an empty text', { channel: 'C0INCIDNT1', text: '' }, 'no_text'],
    ['a thread that does not exist', { channel: 'C0INCIDNT1', text: 'x', thread_ts: '1.000000' }, 'thread_not_found'],
    [
      'blocks that are not a list',
      { channel: 'C0INCIDNT1', text: 'x', blocks: '{"type":"divider"}' },
      'invalid_blocks_format',
    ],
    [
      'blocks over the limits',
      { channel: 'C0INCIDNT1', text: 'x', blocks: [section('x'.repeat(3001))] },
      'invalid_blocks',
    ],
    [
      'too much text in all blocks',
      { channel: 'C0INCIDNT1', text: 'x', blocks: Array(5).fill(section('x'.repeat(2401))) },
      'msg_blocks_too_long',
    ],
    [
      'metadata without a payload',
      { channel: 'C0INCIDNT1', text: 'x', metadata: { event_type: 'card' } },
      'invalid_metadata_schema',
    ],
    ['markdown together with text', { channel: 'C0INCIDNT1', text: 'x', markdown_text: 'y' }, 'markdown_text_conflict'],
    ['markdown too long', { channel: 'C0INCIDNT1', markdown_text: 'y'.repeat(12_001) }, 'msg_too_long'],
    [
      'too many attachments',
      { channel: 'C0INCIDNT1', text: 'x', attachments: Array(101).fill({ text: 'a' }) },
      'too_many_attachments',
    ],
  ])('chat.postMessage refuses %s', async (_case, args, error) => {
    expect(await refusal(app.client.apiCall('chat.postMessage', args))).toBe(error);
    expect(app.slack.calls.all('chat.postMessage')).toMatchObject([{ ok: false, error }]);
  });

  test("chat.postMessage reports invalid blocks in Slack's words", async () => {
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];
    const answer = await app.client
      .apiCall('chat.postMessage', { channel: 'C0INCIDNT1', text: 'x', blocks })
      .catch((error) => error.data);
    const complaint = 'must be less than 151 characters [json-pointer:/blocks/0/text/text]';
    expect(answer).toMatchObject({ error: 'invalid_blocks', errors: [complaint] });
    expect(answer.response_metadata.messages).toEqual([`[ERROR] ${complaint}`]);
  });

  test('posting to a public channel without membership requires chat:write.public', async () => {
    const { ids } = app.slack.workspace;
    expect(await refusal(app.client.chat.postMessage({ channel: ids.payments, text: 'x' }))).toBe('ok');
    await app.close();
    app = await startTestApp({ manifest: { scopes: ['chat:write'] } });
    expect(await refusal(app.client.chat.postMessage({ channel: ids.payments, text: 'x' }))).toBe('not_in_channel');
    expect(await refusal(app.client.chat.postMessage({ channel: ids.incidents, text: 'x' }))).toBe('ok');
  });

  test('where only admins may post, the bot can post only in threads', async () => {
    const { workspace } = app.slack;
    const channel = workspace.ids.incidents;
    const { ts } = workspace.say({ user: workspace.ids.ada, channel, text: 'parent' });
    workspace.restrict(channel, true);
    expect(await refusal(app.client.chat.postMessage({ channel, text: 'x' }))).toBe('restricted_action');
    expect(await refusal(app.client.chat.postMessage({ channel, text: 'x', thread_ts: ts }))).toBe('ok');
  });

  test('the Web API accepts JSON and form bodies, and the token in either place', async () => {
    const { apiUrl, botToken, workspace } = app.slack;
    const url = `${apiUrl}chat.postMessage`;
    const args = { channel: workspace.ids.incidents, text: 'x' };
    const bodies: [string, string, Record<string, string>][] = [
      ['application/json', JSON.stringify(args), { authorization: `Bearer ${botToken}` }],
      ['application/json; charset=utf-8', JSON.stringify({ ...args, token: botToken }), {}],
      ['application/x-www-form-urlencoded', new URLSearchParams({ ...args, token: botToken }).toString(), {}],
    ];
    for (const [type, body, headers] of bodies) {
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': type, ...headers }, body });
      expect(await response.json()).toMatchObject({ ok: true });
    }
  });
});

describe('tokens and scopes', () => {
  const call = async (token: string | undefined, method = 'auth.test') => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return (await fetch(`${app.slack.apiUrl}${method}`, { method: 'POST', headers })).json();
  };

  test.each([
    ['no token', undefined, 'not_authed'],
    ['a foreign token', 'xoxb-other', 'invalid_auth'],
    ['the app token', 'xapp-sandbox', 'not_allowed_token_type'],
  ])('the Web API refuses %s', async (_case, token, error) => {
    expect(await call(token)).toEqual({ ok: false, error });
  });

  test("auth.test returns the bot's identity", async () => {
    const { ids } = app.slack.workspace;
    expect(await app.client.auth.test()).toMatchObject({ user_id: ids.botUser, bot_id: ids.bot, team_id: ids.team });
  });

  test('a missing scope is reported with the granted scopes', async () => {
    await app.close();
    app = await startTestApp({ manifest: { scopes: ['commands', 'chat:write'] } });
    const answer = await app.client.pins
      .list({ channel: app.slack.workspace.ids.incidents })
      .catch((error) => error.data);
    expect(answer).toMatchObject({ error: 'missing_scope', needed: 'pins:read', provided: 'commands,chat:write' });
  });

  test('tokens are revoked with the app, and unknown methods are refused', async () => {
    expect(await call(app.slack.botToken, 'chat.dance')).toMatchObject({ error: 'unknown_method' });
    app.slack.workspace.uninstall();
    expect(await call(app.slack.botToken)).toEqual({ ok: false, error: 'account_inactive' });
  });
});

describe('chat.update, chat.delete and chat.postEphemeral', () => {
  test('chat.update changes text and blocks, keeps metadata, and removes blocks when only text is given', async () => {
    const { workspace } = app.slack;
    const channel = workspace.ids.incidents;
    const metadata = { event_type: 'card', event_payload: { arn: 'a' } };
    const { ts = '' } = await app.client.chat.postMessage({ channel, text: 'one', blocks: [section('1')], metadata });
    await app.client.chat.update({ channel, ts, text: 'two', blocks: [section('2')] });
    expect(workspace.messages(channel)[0]).toMatchObject({ text: 'two', metadata });
    expect(workspace.messages(channel)[0]?.edited).toBeUndefined();
    await app.client.chat.update({ channel, ts, text: 'three' });
    expect(workspace.messages(channel)[0]).toMatchObject({
      text: 'three',
      metadata,
      edited: { user: workspace.ids.botUser },
    });
    expect(workspace.messages(channel)[0]?.blocks).toBeUndefined();
  });

  test('chat.update and chat.delete refuse messages that the bot may not change', async () => {
    const { workspace } = app.slack;
    const channel = workspace.ids.incidents;
    const { ts } = workspace.say({ user: workspace.ids.ada, channel, text: 'mine' });
    const { ts: own = '' } = await app.client.chat.postMessage({ channel, text: 'own' });
    const { message_ts: ephemeral = '' } = await app.client.chat.postEphemeral({
      channel,
      user: workspace.ids.ada,
      text: 'x',
    });
    const update = (args: object) => refusal(app.client.apiCall('chat.update', { channel, text: 'x', ...args }));
    expect(await update({ ts })).toBe('cant_update_message');
    expect(await update({ ts: '1.000000' })).toBe('message_not_found');
    expect(await update({ ts: ephemeral })).toBe('message_not_found');
    expect(await update({ ts: own, text: 'x'.repeat(4001) })).toBe('msg_too_long');
    expect(await update({ ts: own, text: undefined })).toBe('no_text');
    expect(await refusal(app.client.chat.delete({ channel, ts }))).toBe('cant_delete_message');
    workspace.archive(channel);
    expect(await update({ ts: own })).toBe('is_inactive');
  });

  test('chat.delete deletes a message; a thread keeps a tombstone', async () => {
    const { workspace } = app.slack;
    const channel = workspace.ids.incidents;
    const { ts = '' } = await app.client.chat.postMessage({ channel, text: 'card' });
    const { ts: reply = '' } = await app.client.chat.postMessage({ channel, text: 'reply', thread_ts: ts });
    await app.client.chat.delete({ channel, ts });
    expect(workspace.messages(channel)).toMatchObject([
      { ts, subtype: 'tombstone', text: 'This message was deleted.' },
    ]);
    expect(await refusal(app.client.chat.update({ channel, ts, text: 'x' }))).toBe('message_not_found');
    await app.client.chat.delete({ channel, ts: reply });
    expect(workspace.thread(channel, ts)).toHaveLength(1);
  });

  test('chat.postEphemeral shows a message to one person, who must be in the channel', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const post = (user: string) => app.client.chat.postEphemeral({ channel: ids.incidents, user, text: 'psst' });
    await post(ids.ada);
    expect(workspace.ephemerals(ids.ada)).toMatchObject([{ text: 'psst', ephemeral_to: ids.ada }]);
    expect(workspace.messages(ids.incidents)).toEqual([]);
    expect(await refusal(post(ids.guest))).toBe('user_not_in_channel');
  });

  test("chat.getPermalink returns a message's link", async () => {
    const { ids } = app.slack.workspace;
    const { ts = '' } = await app.client.chat.postMessage({ channel: ids.incidents, text: 'card' });
    const { permalink } = await app.client.chat.getPermalink({ channel: ids.incidents, message_ts: ts });
    expect(permalink).toBe(`https://sandbox.slack.com/archives/${ids.incidents}/p${ts.replace('.', '')}`);
  });
});
