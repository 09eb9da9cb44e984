import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../slack/json-value.ts';
import { refusal, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({ retryDelaysMs: [5, 5, 5] });
});
afterEach(() => app.close());

const events = (type: string) => app.of(type).map((envelope) => envelope.event as JsonObject);
const console_ = 'https://us-east-1.console.aws.amazon.com/systems-manager/incidents?a=1&b=2';
const sentUrl = 'https://us-east-1.console.aws.amazon.com/systems-manager/incidents?a=1&amp;b=2';
const section = { type: 'section', text: { type: 'mrkdwn', text: 'unfurled' } };

describe('message events', () => {
  test("a message event comes in Slack's envelope, as signed JSON", async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const { ts } = workspace.say({ user: ids.ada, channel: ids.incidents, text: 'a < b & @grace' });
    await workspace.idle();
    const [request] = app.received;
    expect(request?.headers['content-type']).toBe('application/json');
    expect(request?.payload).toMatchObject({
      type: 'event_callback',
      team_id: ids.team,
      api_app_id: ids.app,
      event_id: expect.stringMatching(/^Ev[A-Z0-9]+$/),
      event_time: expect.any(Number),
      is_ext_shared_channel: false,
      authorizations: [{ team_id: ids.team, user_id: ids.botUser, is_bot: true, is_enterprise_install: false }],
    });
    expect(request?.payload.event).toMatchObject({
      type: 'message',
      user: ids.ada,
      text: `a &lt; b &amp; <@${ids.grace}>`,
      ts,
      event_ts: ts,
      channel: ids.incidents,
      channel_type: 'channel',
      team: ids.team,
      client_msg_id: expect.any(String),
      blocks: [{ type: 'rich_text' }],
    });
  });

  test("the bot's own messages cause events too, with its ids", async () => {
    const { workspace } = app.slack;
    await app.client.chat.postMessage({ channel: workspace.ids.incidents, text: 'card' });
    await workspace.idle();
    expect(events('message')).toMatchObject([{ bot_id: workspace.ids.bot, app_id: workspace.ids.app, text: 'card' }]);
  });

  test('message events come only from channels of the bot, and only of subscribed kinds', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    for (const channel of [ids.payments, ids.secret, ids.directMessage, ids.partner])
      workspace.say({ user: ids.ada, channel, text: 'x' });
    await workspace.idle();
    expect(events('message').map((event) => [event.channel, event.channel_type])).toEqual([
      [ids.directMessage, 'im'],
      [ids.partner, 'channel'],
    ]);
    expect(app.of('message').map((envelope) => envelope.is_ext_shared_channel)).toEqual([false, true]);
    await app.close();
    app = await startTestApp({ manifest: { botEvents: ['link_shared'] } });
    app.slack.workspace.say({ user: ids.ada, channel: ids.incidents, text: 'x' });
    await app.slack.workspace.idle();
    expect(app.received).toEqual([]);
  });

  test('events of edits and deletions are hidden and include the previous message', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const { ts } = workspace.say({ user: ids.ada, channel: ids.incidents, text: 'one' });
    workspace.edit({ user: ids.ada, channel: ids.incidents, ts, text: 'two' });
    workspace.remove({ user: ids.ada, channel: ids.incidents, ts });
    await workspace.idle();
    const find = (subtype: string) => events('message').find((event) => event.subtype === subtype);
    expect(find('message_changed')).toMatchObject({
      hidden: true,
      message: { text: 'two', ts, edited: { user: ids.ada } },
      previous_message: { text: 'one', ts },
    });
    expect(find('message_deleted')).toMatchObject({ hidden: true, deleted_ts: ts, previous_message: { text: 'two' } });
    expect(() => workspace.edit({ user: ids.grace, channel: ids.incidents, ts, text: 'x' })).toThrow(
      'message_not_found',
    );
  });

  test("a broadcast reply's event has its root; a mention causes app_mention", async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const { ts } = workspace.say({ user: ids.ada, channel: ids.incidents, text: '@incidents hello' });
    workspace.say({ user: ids.grace, channel: ids.incidents, text: 'hi', thread_ts: ts, broadcast: true });
    await workspace.idle();
    expect(events('app_mention')).toMatchObject([{ user: ids.ada, text: `<@${ids.botUser}> hello` }]);
    expect(events('message').find((event) => event.subtype === 'thread_broadcast')).toMatchObject({
      thread_ts: ts,
      root: { ts, text: `<@${ids.botUser}> hello` },
    });
  });

  test('an event about an outsider names their organisation, and the workspace in which the app is installed', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    workspace.say({ user: ids.stranger, channel: ids.partner, text: '@incidents x' });
    await workspace.idle();
    const installed = {
      context_team_id: ids.team,
      authorizations: [{ team_id: ids.team }],
      is_ext_shared_channel: true,
    };
    const outside = { user_team: ids.otherTeam, source_team: ids.otherTeam, user_profile: { team: ids.otherTeam } };
    expect(app.of('message')[0]).toMatchObject({
      ...installed,
      team_id: ids.otherTeam,
      event: { ...outside, team: ids.otherTeam },
    });
    expect(app.of('app_mention')[0]).toMatchObject({
      ...installed,
      team_id: ids.team,
      event: { ...outside, team: ids.team },
    });
  });
});

describe('unacknowledged events', () => {
  test('an unacknowledged event is sent again three times, with number and reason and the same event_id', async () => {
    const { workspace } = app.slack;
    app.replyWith(() => ({ status: 500 }));
    workspace.say({ user: workspace.ids.ada, channel: workspace.ids.incidents, text: 'x' });
    await workspace.idle();
    const tries = app.received.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']]);
    expect(tries).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    expect(new Set(app.received.map(({ payload }) => payload.event_id)).size).toBe(1);
  });

  test('an event is sent again after a timeout, until it is acknowledged', async () => {
    await app.close();
    app = await startTestApp({ retryDelaysMs: [5, 5, 5], ackTimeoutMs: 300 });
    const { workspace } = app.slack;
    app.replyWith(({ headers }) => (headers['x-slack-retry-num'] === undefined ? { delayMs: 600 } : {}));
    workspace.say({ user: workspace.ids.ada, channel: workspace.ids.incidents, text: 'x' });
    await workspace.idle();
    expect(app.received.map(({ headers }) => headers['x-slack-retry-reason'])).toEqual([undefined, 'http_timeout']);
  });

  test('an event is not sent again if the app says so', async () => {
    const { workspace } = app.slack;
    app.replyWith(() => ({ status: 400, headers: { 'x-slack-no-retry': '1' } }));
    workspace.say({ user: workspace.ids.ada, channel: workspace.ids.incidents, text: 'x' });
    await workspace.idle();
    expect(app.received).toHaveLength(1);
  });
});

describe('other events', () => {
  test('joining, archiving and removal cause events', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    workspace.invite(ids.incidents, ids.guest, ids.ada);
    workspace.archive(ids.checkout);
    workspace.uninstall();
    await workspace.idle();
    expect(events('member_joined_channel')).toMatchObject([
      { user: ids.guest, channel: ids.incidents, inviter: ids.ada },
    ]);
    expect(events('channel_archive')).toMatchObject([{ channel: ids.checkout, user: ids.ada }]);
    expect(events('app_uninstalled')).toHaveLength(1);
    expect(events('tokens_revoked')).toMatchObject([{ tokens: { bot: [ids.botUser] } }]);
  });

  test('the URL is verified by its challenge', async () => {
    const { workspace } = app.slack;
    expect(await workspace.verifyUrl()).toBe(false);
    app.replyWith(({ payload }) => ({ body: { challenge: payload.challenge } }));
    expect(await workspace.verifyUrl()).toBe(true);
    app.replyWith(({ payload }) => ({ body: String(payload.challenge) }));
    expect(await workspace.verifyUrl()).toBe(true);
  });

  test('an envelope can be sent again unchanged', async () => {
    const { workspace } = app.slack;
    workspace.say({ user: workspace.ids.ada, channel: workspace.ids.incidents, text: 'x' });
    await workspace.idle();
    await workspace.redeliver(app.of('message')[0] ?? {});
    expect(app.of('message')[1]).toEqual(app.of('message')[0]);
  });
});

describe('links of a registered domain', () => {
  test.each([
    ['a subdomain', console_, 'us-east-1.console.aws.amazon.com'],
    ['the domain itself with a port', 'https://console.aws.amazon.com:443/x', 'console.aws.amazon.com'],
    ['another domain', 'https://aws.amazon.com/console.aws.amazon.com', undefined],
    ['a domain with the same ending', 'https://evilconsole.aws.amazon.com/', undefined],
    ['no scheme', 'console.aws.amazon.com/x', undefined],
    ['code', `\`${console_}\``, undefined],
  ])('link_shared for %s', async (_case, url, domain) => {
    const { workspace } = app.slack;
    workspace.say({ user: workspace.ids.ada, channel: workspace.ids.payments, text: `see ${url}.` });
    await workspace.idle();
    const domains = events('link_shared').flatMap((event) => event.links as { domain: string }[]);
    expect(domains.map((link) => link.domain)).toEqual(domain === undefined ? [] : [domain]);
  });

  test('links are sent as they appear in the message, from every channel, and unfurl in place', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const { ts, text } = workspace.say({ user: ids.ada, channel: ids.secret, text: `look: ${console_}` });
    expect(text).toBe(`look: <${sentUrl}>`);
    await workspace.idle();
    const [event] = events('link_shared');
    expect(event).toMatchObject({
      channel: ids.secret,
      is_bot_user_member: false,
      user: ids.ada,
      message_ts: ts,
      source: 'conversations_history',
      unfurl_id: expect.any(String),
      links: [{ url: sentUrl }],
    });
    const unfurl = (text_: string) => ({
      [sentUrl]: { blocks: [{ ...section, text: { type: 'mrkdwn', text: text_ } }] },
    });
    await app.client.chat.unfurl({ channel: ids.secret, ts, unfurls: unfurl('one') });
    await app.client.chat.unfurl({
      unfurl_id: String(event?.unfurl_id),
      source: 'conversations_history',
      unfurls: unfurl('two'),
    });
    const { attachments } = workspace.messages(ids.secret)[0] ?? {};
    expect(attachments).toMatchObject([{ id: 1, from_url: sentUrl, blocks: [{ text: { text: 'two' } }] }]);
  });

  test('an unfurl causes message_changed', async () => {
    const { workspace } = app.slack;
    const channel = workspace.ids.incidents;
    const { ts } = workspace.say({ user: workspace.ids.ada, channel, text: console_ });
    await workspace.idle();
    await app.client.chat.unfurl({ channel, ts, unfurls: { [sentUrl]: { blocks: [section] } } });
    await workspace.idle();
    const changed = events('message').find((event) => event.subtype === 'message_changed');
    expect(changed).toMatchObject({ hidden: true, message: { attachments: [{ is_app_unfurl: true }] } });
    expect(changed).toMatchObject({ message: { text: `<${sentUrl}>` }, previous_message: { text: `<${sentUrl}>` } });
  });

  test('an edit sends only added links; removed links lose their unfurl', async () => {
    const { workspace } = app.slack;
    const channel = workspace.ids.incidents;
    const user = workspace.ids.ada;
    const { ts } = workspace.say({ user, channel, text: console_ });
    await workspace.idle();
    await app.client.chat.unfurl({ channel, ts, unfurls: { [sentUrl]: { blocks: [section] } } });
    workspace.edit({ user, channel, ts, text: `${console_} https://console.aws.amazon.com/second` });
    workspace.edit({ user, channel, ts, text: 'https://console.aws.amazon.com/second' });
    await workspace.idle();
    expect(events('link_shared').map((event) => (event.links as { url: string }[]).map((link) => link.url))).toEqual([
      [sentUrl],
      ['https://console.aws.amazon.com/second'],
    ]);
    expect(workspace.messages(channel)[0]?.attachments).toBeUndefined();
  });

  test.each([
    [
      'a URL that is not in the message',
      { unfurls: { 'https://console.aws.amazon.com/other': { blocks: [section] } } },
      'cannot_unfurl_message',
    ],
    ['no unfurls', {}, 'missing_unfurls'],
    ['rich_text', { unfurls: { [sentUrl]: { blocks: [{ type: 'rich_text', elements: [] }] } } }, 'invalid_blocks'],
    ['an unknown message', { ts: '1.000000', unfurls: { [sentUrl]: { blocks: [section] } } }, 'cannot_find_message'],
    ['an unknown channel', { channel: 'C404', unfurls: { [sentUrl]: { blocks: [section] } } }, 'cannot_find_channel'],
    ['unfurls that are not a map', { unfurls: '[1]' }, 'invalid_unfurls_format'],
    ['metadata without entities', { metadata: { event_type: 'x' } }, 'invalid_metadata_format'],
    [
      'an entity without its URL',
      { metadata: { entities: [{ entity_type: 'slack#/entities/incident' }] } },
      'error_processing_metadata',
    ],
  ])('chat.unfurl refuses %s', async (_case, args, error) => {
    const { workspace } = app.slack;
    const channel = workspace.ids.incidents;
    const { ts } = workspace.say({ user: workspace.ids.ada, channel, text: console_ });
    await workspace.idle();
    expect(await refusal(app.client.apiCall('chat.unfurl', { channel, ts, ...args }))).toBe(error);
  });

  test('chat.unfurl refuses a link whose event was never acknowledged', async () => {
    const { workspace } = app.slack;
    const channel = workspace.ids.incidents;
    app.replyWith(() => ({ status: 500 }));
    const { ts } = workspace.say({ user: workspace.ids.ada, channel, text: console_ });
    await workspace.idle();
    const call = app.client.chat.unfurl({ channel, ts, unfurls: { [sentUrl]: { blocks: [section] } } });
    expect(await refusal(call)).toBe('cannot_unfurl_url');
  });

  test('links in messages of apps cause no event', async () => {
    const { workspace } = app.slack;
    await app.client.chat.postMessage({ channel: workspace.ids.incidents, text: `<${console_}>` });
    await workspace.idle();
    expect(events('link_shared')).toEqual([]);
  });

  test('links of a member of another organisation cause no event: neither posted, nor edited in, nor in the composer', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const theirs = { user: ids.stranger, channel: ids.partner };
    const { ts } = workspace.say({ ...theirs, text: console_ });
    workspace.edit({ ...theirs, ts, text: `${console_} https://console.aws.amazon.com/second` });
    workspace.compose({ ...theirs, text: console_ });
    await workspace.idle();
    expect(events('link_shared')).toEqual([]);
    workspace.say({ user: ids.ada, channel: ids.partner, text: console_ });
    await workspace.idle();
    expect(events('link_shared')).toMatchObject([{ user: ids.ada, channel: ids.partner }]);
  });

  test('links in the composer get a preview', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const previews: unknown[] = [];
    workspace.onEvent((event, to) => event.type === 'preview' && previews.push(event, ...(to ?? [])));
    workspace.compose({ user: ids.ada, channel: ids.incidents, text: console_ });
    await workspace.idle();
    const [event] = events('link_shared');
    expect(event).toMatchObject({
      channel: 'COMPOSER',
      source: 'composer',
      message_ts: event?.unfurl_id,
      links: [{ url: sentUrl }],
    });
    await app.client.chat.unfurl({
      unfurl_id: String(event?.unfurl_id),
      source: 'composer',
      unfurls: { [sentUrl]: { blocks: [section] } },
    });
    expect(previews).toMatchObject([{ type: 'preview', url: sentUrl, blocks: [{ type: 'section' }] }, ids.ada]);
    const unknown = { unfurl_id: 'nope', source: 'composer', unfurls: { [sentUrl]: { blocks: [section] } } };
    expect(await refusal(app.client.apiCall('chat.unfurl', unknown))).toBe('invalid_unfurl_id');
  });
});
