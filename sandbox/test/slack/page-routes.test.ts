import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PageEvent, PageMessage, SandboxState } from '../../page-api.ts';
import { startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({
    manifest: { shortcuts: [{ name: 'Start', type: 'global', callback_id: 'start' }] },
  });
});
afterEach(() => app.close());

const ada = 'U0ADA00001';
const channel = 'C0INCIDNT1';
const get = async <Body>(path: string) => (await fetch(`${app.slack.url}/sandbox/${path}`)).json() as Promise<Body>;
const send = async (path: string, body: object) =>
  (
    await fetch(`${app.slack.url}/sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).json();

/** The event stream of one person's page. */
async function listen(user: string) {
  const events: PageEvent[] = [];
  const ending = new AbortController();
  const response = await fetch(`${app.slack.url}/sandbox/events?user=${user}`, { signal: ending.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const read = async () => {
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) if (part.startsWith('data: ')) events.push(JSON.parse(part.slice(6)) as PageEvent);
    }
  };
  const reading = read().catch(() => {});
  return {
    events,
    async stop() {
      ending.abort();
      await reading;
    },
  };
}

describe('the page', () => {
  test("the page gets the workspace's state", async () => {
    const state = await get<SandboxState>('state');
    expect(state.app).toMatchObject({
      commands: [{ usage: '/incident' }, { usage: '/invite @name' }],
      shortcuts: [{ callback_id: 'start' }],
      bot_user_id: 'U0INCIDENT',
    });
    expect(state.users.map((user) => user.name)).toEqual([
      'ada',
      'grace',
      'linus',
      'amelia',
      'ben',
      'chiyo',
      'gil',
      'sam',
      'incidents',
    ]);
    expect(state.channels.find((one) => one.id === channel)).toMatchObject({
      name: 'incidents',
      is_member: true,
      pins: [],
      bookmarks: [],
    });
    expect(state.channels.find((one) => one.is_im)).toMatchObject({ user: ada });
  });

  test('the page sends, edits and deletes messages, and receives their events', async () => {
    const page = await listen(ada);
    const { ok, ts } = (await send('send', { user: ada, channel, text: 'hello' })) as { ok: boolean; ts: string };
    expect(ok).toBe(true);
    await send('edit', { user: ada, channel, ts, text: 'hello all' });
    expect(await get<PageMessage[]>(`messages?channel=${channel}&user=${ada}`)).toMatchObject([
      { text: 'hello all', user: ada },
    ]);
    await send('delete', { user: ada, channel, ts });
    await app.slack.workspace.until(() => page.events.length === 3, 1000);
    expect(page.events.map((event) => event.type)).toEqual(['message', 'message_changed', 'message_deleted']);
    await page.stop();
  });

  test('the page sends commands, but not in threads', async () => {
    app.replyWith(() => ({ body: 'pong' }));
    expect(await send('send', { user: ada, channel, text: '/incident help' })).toEqual({ ok: true });
    expect(await get<PageMessage[]>(`messages?channel=${channel}&user=${ada}`)).toMatchObject([
      { text: 'pong', ephemeral_to: ada },
    ]);
    expect(await get(`messages?channel=${channel}&user=U0GRACE001`)).toEqual([]);
    expect(await send('send', { user: ada, channel, text: '/incident x', thread_ts: '1.0' })).toMatchObject({
      ok: false,
    });
    expect(await send('send', { user: ada, channel, text: '/nope' })).toEqual({
      ok: false,
      error: '/nope is not a valid command.',
    });
  });

  test('the page uses buttons and modals', async () => {
    const button = { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' }, value: 'v' } as const;
    const { ts } = await app.client.chat.postMessage({
      channel,
      text: 'x',
      blocks: [{ type: 'actions', block_id: 'b', elements: [button] }],
    });
    const container = { type: 'message', channel, message_ts: ts };
    const action = { user: ada, container, block_id: 'b', action_id: 'go', action: { type: 'button', value: 'v' } };
    expect(await send('action', action)).toEqual({ ok: true });
    expect(await send('action', { ...action, action_id: 'gone' })).toEqual({ ok: false, error: 'no_such_element' });
    expect(await send('action', { user: ada })).toEqual({ ok: false, error: 'invalid_request' });
    const page = await listen(ada);
    const view = {
      type: 'modal',
      title: { type: 'plain_text', text: 'T' },
      submit: { type: 'plain_text', text: 'S' },
      blocks: [
        {
          type: 'input',
          block_id: 'i',
          label: { type: 'plain_text', text: 'L' },
          element: { type: 'plain_text_input', action_id: 'a' },
        },
      ],
    };
    await app.client.apiCall('views.open', { trigger_id: app.of('block_actions')[0]?.trigger_id, view });
    await app.slack.workspace.until(() => page.events.length === 1, 1000);
    const [event] = page.events;
    const view_id = event?.type === 'views' ? event.views[0]?.id : undefined;
    expect(await send('view/submit', { user: ada, view_id, values: {} })).toEqual({
      ok: false,
      errors: { i: 'Please complete this required field.' },
    });
    expect(
      await send('view/submit', { user: ada, view_id, values: { i: { a: { type: 'plain_text_input', value: 'x' } } } }),
    ).toEqual({ ok: true });
    expect(await send('view/close', { user: ada, view_id })).toEqual({ ok: false, error: 'view_not_found' });
    expect(await send('shortcut', { user: ada, callback_id: 'start' })).toEqual({ ok: true });
    expect(await send('home', { user: ada })).toEqual({ ok: true });
    await page.stop();
  });

  test('the page requests the options of a select from the app', async () => {
    const select = { type: 'external_select', action_id: 'plan', min_query_length: 0 } as const;
    const { ts } = await app.client.chat.postMessage({
      channel,
      text: 'x',
      blocks: [{ type: 'actions', block_id: 'b', elements: [select] }],
    });
    const options = [{ text: { type: 'plain_text', text: 'A' }, value: 'a' }];
    app.replyWith(() => ({ body: { options } }));
    const body = {
      user: ada,
      container: { type: 'message', channel, message_ts: ts },
      block_id: 'b',
      action_id: 'plan',
      value: 'a',
    };
    expect(await send('suggest', body)).toEqual({ ok: true, options });
    expect(app.of('block_suggestion')).toMatchObject([{ action_id: 'plan', value: 'a', block_id: 'b' }]);
  });

  test('private conversations are shown to their members, and only shared ones to outsiders', async () => {
    const [grace, linus, sam] = await Promise.all(['U0GRACE001', 'U0LINUS001', 'U0STRANGE1'].map(listen));
    const { ids } = app.slack.workspace;
    for (const to of [ids.secret, ids.general, ids.partner])
      app.slack.workspace.say({ user: ada, channel: to, text: to });
    await app.slack.workspace.until(() => grace?.events.length === 3 && sam?.events.length === 1, 1000);
    const seen = [grace, linus, sam].map((page) =>
      page?.events.map((event) => event.type === 'message' && event.message.channel),
    );
    expect(seen).toEqual([[ids.secret, ids.general, ids.partner], [ids.general, ids.partner], [ids.partner]]);
    expect(await get(`messages?channel=${ids.secret}&user=${ids.linus}`)).toEqual([]);
    await Promise.all([grace, linus, sam].map((page) => page?.stop()));
  });

  test('the page downloads files', async () => {
    await app.client.filesUploadV2({ channel_id: channel, filename: 'a.html', content: '<script>' });
    const url = app.slack.workspace.messages(channel)[0]?.files?.[0]?.url ?? '';
    const response = await fetch(app.slack.url + url);
    expect(await response.text()).toBe('<script>');
    expect(response.headers.get('content-disposition')).toContain('attachment');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
  });

  test('requests that another site could send are refused', async () => {
    const response = await fetch(`${app.slack.url}/sandbox/send`, {
      method: 'POST',
      body: JSON.stringify({ user: ada, channel, text: 'x' }),
    });
    expect(response.status).toBe(415);
    expect(app.slack.workspace.messages(channel)).toEqual([]);
  });

  test('the routes can be mounted on another server', async () => {
    const server = createServer((request, response) => {
      if (!app.slack.pageHandler(request, response)) response.end('mine');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await (await fetch(`${root}/sandbox/state`)).json()).toMatchObject({ team: { name: 'Sandbox' } });
    for (const path of ['/', '/sandbox/incidents', '/slack/events'])
      expect(await (await fetch(root + path)).text()).toBe('mine');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
