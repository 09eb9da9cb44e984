import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusal, startTestApp, type TestApp } from './test-app.ts';

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
const modal = (more: object = {}) => ({
  type: 'modal',
  callback_id: 'edit',
  private_metadata: 'secret',
  title: plain('Edit'),
  submit: plain('Save'),
  blocks: [
    {
      type: 'input',
      block_id: 'title',
      label: plain('Title'),
      element: { type: 'plain_text_input', action_id: 'text', max_length: 20 },
    },
    {
      type: 'input',
      block_id: 'impact',
      optional: true,
      label: plain('Impact'),
      element: { type: 'static_select', action_id: 'pick', options: [option('one'), option('two')] },
    },
  ],
  ...more,
});

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

describe('triggers', () => {
  async function trigger() {
    await app.slack.workspace.click({ user: app.slack.workspace.ids.ada, ...(await posted()), action_id: 'refresh' });
    return String(action().trigger_id);
  }

  test('a trigger opens one view, within 3 seconds', async () => {
    const open = (trigger_id: string) => refusal(app.client.apiCall('views.open', { trigger_id, view: modal() }));
    const used = await trigger();
    expect([await open(used), await open(used)]).toEqual(['ok', 'exchanged_trigger_id']);
    const late = await trigger();
    nowMs += 3001;
    expect(await open(late)).toBe('expired_trigger_id');
    expect(await open('1.2.abc')).toBe('invalid_trigger_id');
  });

  test('a refused view does not consume its trigger', async () => {
    const trigger_id = await trigger();
    const bad = { ...modal(), title: plain('x'.repeat(25)) };
    const answer = await app.client.apiCall('views.open', { trigger_id, view: bad }).catch((error) => error.data);
    expect(answer).toMatchObject({
      error: 'invalid_arguments',
      errors: ['must be less than 25 characters [json-pointer:/view/title/text]'],
    });
    expect(await refusal(app.client.apiCall('views.open', { trigger_id, view: modal() }))).toBe('ok');
  });
});

describe('modals', () => {
  const user = 'U0ADA00001';
  async function opened(view: object = modal()) {
    await app.slack.workspace.shortcut({ user, callback_id: 'start' });
    const trigger_id = app.of('shortcut').at(-1)?.trigger_id;
    return (await app.client.apiCall('views.open', { trigger_id, view })) as unknown as {
      view: { id: string; hash: string };
    };
  }

  test('a modal is submitted with its values, and closes', async () => {
    const { workspace } = app.slack;
    const { view } = await opened();
    expect(workspace.views(user)).toMatchObject([{ id: view.id, title: { text: 'Edit' }, callback_id: 'edit' }]);
    expect(await workspace.submit({ user, values: { title: 'New title', impact: { pick: 'two' } } })).toEqual({
      ok: true,
    });
    expect(app.of('view_submission')[0]).toMatchObject({
      type: 'view_submission',
      user: { id: user, username: 'ada', name: 'ada' },
      view: {
        id: view.id,
        type: 'modal',
        callback_id: 'edit',
        private_metadata: 'secret',
        hash: view.hash,
        root_view_id: view.id,
        previous_view_id: null,
        state: {
          values: {
            title: { text: { type: 'plain_text_input', value: 'New title' } },
            impact: { pick: { type: 'static_select', selected_option: { value: 'two' } } },
          },
        },
      },
      response_urls: [],
    });
    expect(workspace.views(user)).toEqual([]);
  });

  test('a modal is not submitted while a required input is empty or too long', async () => {
    const { workspace } = app.slack;
    await opened();
    expect(await workspace.submit({ user })).toEqual({
      ok: false,
      errors: { title: 'Please complete this required field.' },
    });
    expect(await workspace.submit({ user, values: { title: 'x'.repeat(21) } })).toEqual({
      ok: false,
      errors: { title: 'Must be less than 21 characters.' },
    });
    expect(app.of('view_submission')).toEqual([]);
  });

  test("the app's errors are shown beside the inputs", async () => {
    const { workspace } = app.slack;
    await opened();
    const answer = (errors: object) => app.replyWith(() => ({ body: { response_action: 'errors', errors } }));
    answer({ title: 'No.' });
    expect(await workspace.submit({ user, values: { title: 'x' } })).toEqual({ ok: false, errors: { title: 'No.' } });
    answer({ nowhere: 'No.' });
    expect(await workspace.submit({ user })).toEqual({ ok: false, error: 'errors for no input block: nowhere' });
    expect(workspace.views(user)).toHaveLength(1);
  });

  test("the app's response can update, push (up to three) and clear modals", async () => {
    const { workspace } = app.slack;
    await opened();
    const answer = (body: object) => app.replyWith(() => ({ body }));
    answer({ response_action: 'update', view: modal({ title: plain('Second') }) });
    expect(await workspace.submit({ user, values: { title: 'x' } })).toEqual({ ok: true });
    expect(workspace.views(user)).toMatchObject([{ title: { text: 'Second' } }]);
    answer({ response_action: 'push', view: modal() });
    const results = [];
    for (let push = 0; push < 3; push += 1) results.push(await workspace.submit({ user, values: { title: 'x' } }));
    expect(results).toEqual([{ ok: true }, { ok: true }, { ok: false, error: 'push_limit_reached' }]);
    answer({ response_action: 'update', view: modal({ title: plain('x'.repeat(25)) }) });
    expect(await workspace.submit({ user, values: { title: 'x' } })).toMatchObject({
      ok: false,
      error: expect.stringContaining('/view/title/text'),
    });
    answer({ response_action: 'clear' });
    await workspace.submit({ user, values: { title: 'x' } });
    expect(workspace.views(user)).toEqual([]);
  });

  test('a modal stays open when the app does not answer', async () => {
    const { workspace } = app.slack;
    await opened();
    app.replyWith(() => ({ status: 500 }));
    expect(await workspace.submit({ user, values: { title: 'x' } })).toEqual({ ok: false, error: 'http_error' });
    expect(workspace.views(user)).toHaveLength(1);
  });

  test("views.update requires the right hash and keeps the user's input", async () => {
    const { workspace } = app.slack;
    const { view } = await opened();
    app.replyWith(() => ({ status: 500 }));
    await workspace.submit({ user, values: { title: 'typed' } });
    app.replyWith(() => undefined);
    const update = (args: object) => app.client.apiCall('views.update', { view: modal(), ...args });
    await update({ view_id: view.id, hash: view.hash });
    expect(await refusal(update({ view_id: view.id, hash: view.hash }))).toBe('hash_conflict');
    expect(await refusal(update({ view_id: 'V404' }))).toBe('not_found');
    await workspace.submit({ user });
    expect(app.of('view_submission').at(-1)?.view).toMatchObject({
      state: { values: { title: { text: { value: 'typed' } } } },
    });
  });

  test('views are found by their external_id, which must be unique', async () => {
    const { workspace } = app.slack;
    await opened(modal({ external_id: 'mine' }));
    await app.client.apiCall('views.update', {
      external_id: 'mine',
      view: modal({ external_id: 'mine', title: plain('Found') }),
    });
    expect(workspace.views(user)).toMatchObject([{ title: { text: 'Found' } }]);
    expect(await refusal(opened(modal({ external_id: 'mine' })))).toBe('duplicate_external_id');
  });

  test('views.push uses a trigger from inside a modal, and view_closed is sent on request', async () => {
    const { workspace } = app.slack;
    const button = { type: 'actions', elements: [{ type: 'button', action_id: 'deeper', text: plain('Deeper') }] };
    const { view } = await opened(modal({ blocks: [button], notify_on_close: true }));
    await workspace.click({ user, view_id: view.id, action_id: 'deeper' });
    expect(action()).toMatchObject({ container: { type: 'view', view_id: view.id }, view: { id: view.id } });
    expect(action().response_url).toBeUndefined();
    await app.client.apiCall('views.push', { trigger_id: action().trigger_id, view: modal() });
    expect(workspace.views(user)).toHaveLength(2);
    await workspace.close({ user });
    expect(app.of('view_closed')).toEqual([]);
    await workspace.close({ user });
    expect(app.of('view_closed')).toMatchObject([{ is_cleared: false, view: { id: view.id } }]);
    expect(workspace.views(user)).toEqual([]);
  });

  test("a modal's response_url posts to the conversation chosen in it", async () => {
    const { workspace } = app.slack;
    const select = { type: 'conversations_select', action_id: 'to', response_url_enabled: true };
    await opened(modal({ blocks: [{ type: 'input', block_id: 'where', label: plain('Where'), element: select }] }));
    await workspace.submit({ user, values: { where: workspace.ids.payments } });
    const [submission] = app.of('view_submission');
    const [target] = (submission?.response_urls ?? []) as { channel_id: string; response_url: string }[];
    await fetch(target?.response_url ?? '', {
      method: 'POST',
      body: JSON.stringify({ response_type: 'in_channel', text: 'hi' }),
    });
    expect(workspace.messages(workspace.ids.payments)).toMatchObject([{ text: 'hi' }]);
  });
});

describe('the home tab', () => {
  test('the Home tab is published for a person, and opening it causes an event', async () => {
    const { workspace } = app.slack;
    const user = workspace.ids.ada;
    workspace.openHome(user);
    await workspace.idle();
    const event = () => app.of('app_home_opened').at(-1)?.event as Record<string, unknown>;
    expect(event()).toMatchObject({ user, tab: 'home', channel: workspace.ids.directMessage });
    expect(event().view).toBeUndefined();
    const view = { type: 'home', blocks } as const;
    const published = (await app.client.apiCall('views.publish', { user_id: user, view })) as unknown as {
      view: { hash: string; id: string };
    };
    expect(workspace.home(user)).toMatchObject({ type: 'home', hash: published.view.hash });
    await app.client.apiCall('views.publish', { user_id: user, view, hash: published.view.hash });
    expect(await refusal(app.client.apiCall('views.publish', { user_id: user, view, hash: published.view.hash }))).toBe(
      'hash_conflict',
    );
    await workspace.click({ user, view_id: published.view.id, action_id: 'refresh' });
    expect(action()).toMatchObject({ view: { type: 'home' } });
    workspace.openHome(user);
    await workspace.idle();
    expect(event().view).toMatchObject({ type: 'home' });
    expect(await refusal(app.client.apiCall('views.publish', { user_id: user, view: modal() }))).toBe(
      'invalid_arguments',
    );
  });
});
