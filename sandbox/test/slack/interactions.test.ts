import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let nowMs: number;
beforeEach(async () => {
  nowMs = Date.now();
  app = await startTestApp({
    now: () => nowMs,
    manifest: {
      shortcuts: [
        { name: 'Start incident', type: 'global', callback_id: 'start' },
        { name: 'Add to timeline', type: 'message', callback_id: 'note' },
      ],
    },
  });
});
afterEach(() => app.close());

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (value: string) => ({ text: plain(value.toUpperCase()), value });
const blocks = [
  {
    type: 'actions',
    block_id: 'buttons',
    elements: [
      { type: 'button', action_id: 'refresh', text: plain('Refresh'), value: 'arn' },
      { type: 'static_select', action_id: 'impact', options: [option('one'), option('two')] },
      { type: 'overflow', action_id: 'more', options: [option('details')] },
    ],
  },
];
async function posted() {
  const { channel = '', ts = '' } = await app.client.chat.postMessage({
    channel: app.slack.workspace.ids.incidents,
    text: 'card',
    blocks,
  });
  return { channel, ts };
}

const action = (index = -1) =>
  app.of('block_actions').at(index) as never as Record<string, unknown> & { actions: unknown[] };

describe('block_actions', () => {
  test('block_actions of a button carry the message, a trigger and a response_url', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const message = await posted();
    expect(await workspace.click({ user: ids.ada, ...message, action_id: 'refresh' })).toMatchObject({ ok: true });
    expect(action()).toMatchObject({
      type: 'block_actions',
      user: { id: ids.ada, username: 'ada', team_id: ids.team },
      team: { id: ids.team, domain: 'sandbox' },
      api_app_id: ids.app,
      container: { type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: false },
      channel: { id: ids.incidents, name: 'incidents' },
      message: { ts: message.ts, text: 'card', bot_id: ids.bot },
      response_url: expect.stringContaining('/actions/'),
      trigger_id: expect.any(String),
      actions: [
        {
          type: 'button',
          action_id: 'refresh',
          block_id: 'buttons',
          value: 'arn',
          text: { text: 'Refresh' },
          action_ts: expect.any(String),
        },
      ],
    });
  });

  test("block_actions of selects and overflows carry the option, and later ones the message's state", async () => {
    const { workspace } = app.slack;
    const user = workspace.ids.ada;
    const message = await posted();
    await workspace.click({ user, ...message, action_id: 'impact', value: 'two' });
    expect(action().actions).toMatchObject([{ type: 'static_select', selected_option: { value: 'two' } }]);
    await workspace.click({ user, ...message, action_id: 'more', value: 'details' });
    expect(action().actions).toMatchObject([{ type: 'overflow', selected_option: { value: 'details' } }]);
    expect(action().state).toEqual({
      values: {
        buttons: { impact: { type: 'static_select', selected_option: expect.objectContaining({ value: 'two' }) } },
      },
    });
    await expect(workspace.click({ user, ...message, action_id: 'more', value: 'none' })).rejects.toThrow(
      'no_such_option',
    );
    await expect(workspace.click({ user, ...message, action_id: 'gone' })).rejects.toThrow('no_such_element');
  });

  test('a button can be clicked by its label', async () => {
    const { workspace } = app.slack;
    await workspace.click({ user: workspace.ids.ada, ...(await posted()), label: 'Refresh' });
    expect(action().actions).toMatchObject([{ action_id: 'refresh' }]);
  });

  test('block_actions on an ephemeral message carry no message, and their response_url replaces or deletes it', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const { message_ts: ts = '' } = await app.client.chat.postEphemeral({
      channel: ids.incidents,
      user: ids.ada,
      text: 'q',
      blocks,
    });
    const click = { user: ids.ada, channel: ids.incidents, ts, action_id: 'refresh' };
    await workspace.click(click);
    expect(action()).toMatchObject({ container: { is_ephemeral: true } });
    expect(action().message).toBeUndefined();
    await expect(workspace.click({ ...click, user: ids.grace })).rejects.toThrow('message_not_found');
    const respond = (body: object) =>
      fetch(String(action().response_url), { method: 'POST', body: JSON.stringify(body) });
    await respond({ replace_original: true, text: 'done' });
    expect(workspace.ephemerals(ids.ada).map((message) => message.text)).toEqual(['done']);
    await respond({ delete_original: true });
    expect(workspace.ephemerals(ids.ada)).toEqual([]);
  });

  test('a response_url of an interaction posts a new ephemeral message by default', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const message = await posted();
    await workspace.click({ user: ids.ada, ...message, action_id: 'refresh' });
    const respond = (body: object) =>
      fetch(String(action().response_url), { method: 'POST', body: JSON.stringify(body) });
    await respond({ text: 'only you' });
    await respond({ replace_original: 'true', text: 'replaced' });
    expect(workspace.ephemerals(ids.ada).map((one) => one.text)).toEqual(['only you']);
    expect(workspace.messages(ids.incidents)).toMatchObject([{ ts: message.ts, text: 'replaced' }]);
  });

  test('an interaction that is not acknowledged shows the person an error', async () => {
    await app.close();
    app = await startTestApp({ ackTimeoutMs: 300 });
    const { workspace } = app.slack;
    const notices: string[] = [];
    workspace.onEvent((event) => event.type === 'notice' && notices.push(event.text));
    const message = await posted();
    app.replyWith(() => ({ delayMs: 600 }));
    expect(await workspace.click({ user: workspace.ids.ada, ...message, action_id: 'refresh' })).toMatchObject({
      ok: false,
      reason: 'http_timeout',
    });
    expect(notices).toEqual(['The app did not answer. Try again.']);
  });
});

describe('shortcuts', () => {
  test('a global shortcut comes without a message, a message shortcut with it', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const { channel, ts } = await posted();
    await workspace.shortcut({ user: ids.ada, callback_id: 'start' });
    await workspace.shortcut({ user: ids.ada, callback_id: 'note', channel, message_ts: ts });
    expect(app.of('shortcut')[0]).toMatchObject({
      callback_id: 'start',
      user: { id: ids.ada },
      trigger_id: expect.any(String),
      action_ts: expect.any(String),
    });
    expect(app.of('shortcut')[0]?.response_url).toBeUndefined();
    expect(app.of('message_action')[0]).toMatchObject({
      callback_id: 'note',
      channel: { id: channel },
      message_ts: ts,
      message: { ts, text: 'card' },
    });
    await expect(workspace.shortcut({ user: ids.ada, callback_id: 'other' })).rejects.toThrow('no_such_shortcut');
  });
});
