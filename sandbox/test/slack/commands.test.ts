import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

const respond = (url: unknown, body: object) =>
  fetch(String(url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('slash commands', () => {
  test("a slash command is sent signed, as a form, with all of Slack's fields", async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const answer = await workspace.command({ user: ids.ada, channel: ids.incidents, text: '/incident list open' });
    expect(answer).toMatchObject({ ok: true, status: 200, body: '' });
    expect(answer.ackMs).toBeGreaterThan(0);
    const [request] = app.received;
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(request?.payload).toMatchObject({
      command: '/incident',
      text: 'list open',
      team_id: ids.team,
      team_domain: 'sandbox',
      channel_id: ids.incidents,
      channel_name: 'incidents',
      user_id: ids.ada,
      user_name: 'ada',
      api_app_id: ids.app,
      is_enterprise_install: 'false',
      response_url: expect.stringContaining(`${app.slack.url}/commands/`),
      trigger_id: expect.stringMatching(/^\d+\.\d+\.[0-9a-f]+$/),
    });
  });

  test('a slash command names direct messages and private channels as Slack does', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    await workspace.command({ user: ids.ada, channel: ids.directMessage, text: 'help' });
    await workspace.command({ user: ids.ada, channel: ids.secret, text: 'help' });
    expect(app.of('/incident').map((command) => command.channel_name)).toEqual(['directmessage', 'privategroup']);
  });

  test("a command's text response is shown to the requester alone, an in_channel response to everyone", async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    app.replyWith(() => ({ body: 'only you' }));
    await workspace.command({ user: ids.ada, channel: ids.payments, text: 'help' });
    expect(workspace.ephemerals(ids.ada, ids.payments).map((message) => message.text)).toEqual(['only you']);
    expect(workspace.ephemerals(ids.grace)).toEqual([]);
    app.replyWith(() => ({ body: { response_type: 'in_channel', text: 'all of you' } }));
    await workspace.command({ user: ids.ada, channel: ids.payments, text: 'help' });
    expect(workspace.messages(ids.payments).map((message) => message.text)).toEqual(['all of you']);
  });

  test.each([
    ['not acknowledged in time', { delayMs: 600 }, 'operation_timeout'],
    ['answered with an error', { status: 500 }, 'dispatch_failed'],
  ])('a command that is %s shows the requester why', async (_case, reply, error) => {
    await app.close();
    app = await startTestApp({ ackTimeoutMs: 300 });
    const { workspace } = app.slack;
    const { ids } = workspace;
    const notices: unknown[] = [];
    workspace.onEvent((event, to) => event.type === 'notice' && notices.push(event.text, ...(to ?? [])));
    app.replyWith(() => reply);
    const answer = await workspace.command({ user: ids.ada, channel: ids.incidents, text: 'help' });
    expect(answer.ok).toBe(false);
    expect(notices).toEqual([`/incident failed with the error "${error}"`, ids.ada]);
  });

  test('commands are refused if unknown, from people of other organisations, and in channels one is not in', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const send = (user: string, channel: string, text: string) => workspace.command({ user, channel, text });
    await expect(send(ids.ada, ids.incidents, '/other x')).rejects.toThrow('/other is not a valid command.');
    await expect(send(ids.stranger, ids.partner, '/incident x')).rejects.toThrow('not a valid command');
    await expect(send(ids.guest, ids.incidents, '/incident x')).rejects.toThrow('not_in_channel');
    expect(app.received).toEqual([]);
  });

  test('/invite adds people and the app to a channel, and the app gets the events', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const invite = (text: string, channel: string = ids.payments) =>
      workspace.command({ user: ids.ada, channel, text: `/invite ${text}` });
    await invite('@Incidents @gil');
    expect(workspace.channel(ids.payments).is_member).toBe(true);
    await workspace.idle();
    expect(app.of('member_joined_channel').map(({ event }) => event)).toMatchObject([
      { user: ids.botUser, channel: ids.payments, inviter: ids.ada },
      { user: ids.guest, channel: ids.payments, inviter: ids.ada },
    ]);
    expect(app.of('/invite')).toEqual([]);
    const notices: unknown[] = [];
    workspace.onEvent((event) => event.type === 'notice' && notices.push(event.text));
    await invite('@incidents');
    expect(notices).toEqual(['@incidents is already in #payments.']);
    await expect(invite('@nobody')).rejects.toThrow('No one here is called @nobody.');
    await expect(invite('')).rejects.toThrow('Name who to add: /invite @name');
    await expect(invite('@grace', ids.directMessage)).rejects.toThrow('You cannot add people to a direct message.');
  });

  test("a command's text has the three characters that Slack escapes as entities, and is otherwise unchanged", async () => {
    const { ids } = app.slack.workspace;
    const text = 'note 4 < 5 && 6 > 5, &lt; stays, @grace "quoted" <https://x.example/?a=1&b=2>';
    await app.slack.workspace.command({ user: ids.ada, channel: ids.incidents, text });
    expect(app.of('/incident')[0]?.text).toBe(
      'note 4 &lt; 5 &amp;&amp; 6 &gt; 5, &amp;lt; stays, @grace "quoted" &lt;https://x.example/?a=1&amp;b=2&gt;',
    );
  });

  test("mentions and links are escaped in a command's text where the manifest requires it", async () => {
    await app.close();
    app = await startTestApp({ manifest: { slashCommands: [{ command: '/incident', should_escape: true }] } });
    const { ids } = app.slack.workspace;
    await app.slack.workspace.command({ user: ids.ada, channel: ids.incidents, text: 'note @grace & #checkout' });
    expect(app.of('/incident')[0]?.text).toBe(`note <@${ids.grace}|grace> &amp; <#${ids.checkout}|checkout>`);
  });
});

describe('a response_url', () => {
  test('a response_url posts where the bot is not a member, five times', async () => {
    const { workspace, calls } = app.slack;
    const { ids } = workspace;
    await workspace.command({ user: ids.ada, channel: ids.secret, text: 'help' });
    const url = app.of('/incident')[0]?.response_url;
    const statuses: number[] = [];
    for (let use = 0; use < 6; use += 1)
      statuses.push((await respond(url, { response_type: 'in_channel', text: `${use}` })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    expect(workspace.messages(ids.secret)).toHaveLength(5);
    expect(workspace.messages(ids.secret)[0]).toMatchObject({ subtype: 'bot_message', bot_id: ids.bot });
    expect(calls.all('response_url').at(-1)).toMatchObject({ ok: false, error: '{"ok":false,"error":"used_url"}' });
  });

  test('a response_url expires after 30 minutes', async () => {
    await app.close();
    let nowMs = Date.now();
    app = await startTestApp({ now: () => nowMs });
    const { workspace } = app.slack;
    await workspace.command({ user: workspace.ids.ada, channel: workspace.ids.incidents, text: 'help' });
    nowMs += 30 * 60_000 + 1;
    const response = await respond(app.of('/incident')[0]?.response_url, { text: 'late' });
    expect([response.status, await response.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
  });

  test('a response_url refuses empty and invalid messages', async () => {
    const { workspace } = app.slack;
    await workspace.command({ user: workspace.ids.ada, channel: workspace.ids.incidents, text: 'help' });
    const url = app.of('/incident')[0]?.response_url;
    const errors = [{}, { text: 'x', blocks: [{ type: 'section' }] }].map(async (body) =>
      (await respond(url, body)).json(),
    );
    expect(await Promise.all(errors)).toEqual([
      { ok: false, error: 'no_text' },
      { ok: false, error: 'invalid_blocks' },
    ]);
  });

  test('a response_url posts into a thread', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const parent = workspace.say({ user: ids.ada, channel: ids.incidents, text: 'parent' });
    await workspace.command({ user: ids.ada, channel: ids.incidents, text: 'help' });
    const url = app.of('/incident')[0]?.response_url;
    await respond(url, { response_type: 'in_channel', text: 'reply', thread_ts: parent.ts });
    expect(workspace.thread(ids.incidents, parent.ts).map((message) => message.text)).toEqual(['parent', 'reply']);
    expect(workspace.messages(ids.incidents)[0]?.reply_count).toBe(1);
  });
});
