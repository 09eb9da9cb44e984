import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusal, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

describe('administration', () => {
  test('admins can add people and channels, and change the members of channels', async () => {
    const { workspace } = app.slack;
    const { ids } = workspace;
    const mary = workspace.addUser({ name: 'mary', is_restricted: true });
    const channel = workspace.addChannel({ name: 'search', members: [mary, ids.botUser] });
    expect(workspace.say({ user: mary, channel, text: 'hi @mary in #search' }).text).toBe(
      `hi <@${mary}> in <#${channel}|search>`,
    );
    expect((await app.client.users.info({ user: mary })).user).toMatchObject({ name: 'mary', is_restricted: true });
    workspace.leave(channel, mary);
    expect(() => workspace.say({ user: mary, channel, text: 'x' })).toThrow('not_in_channel');
    workspace.leave(channel, ids.botUser);
    expect(await refusal(app.client.conversations.history({ channel }))).toBe('not_in_channel');
  });

  test('admins can archive, restore and share channels', async () => {
    const { workspace } = app.slack;
    const channel = workspace.ids.incidents;
    const post = () => refusal(app.client.chat.postMessage({ channel, text: 'x' }));
    workspace.archive(channel);
    expect(await post()).toBe('is_archived');
    expect(() => workspace.say({ user: workspace.ids.ada, channel, text: 'x' })).toThrow('is_archived');
    workspace.unarchive(channel);
    expect(await post()).toBe('ok');
    workspace.share(channel, true);
    workspace.say({ user: workspace.ids.ada, channel, text: 'x' });
    await workspace.idle();
    expect(app.of('message').at(-1)).toMatchObject({ is_ext_shared_channel: true });
  });

  test('the app can be reinstalled', async () => {
    const { workspace } = app.slack;
    workspace.uninstall();
    expect(await refusal(app.client.auth.test())).toBe('account_inactive');
    workspace.install();
    expect(await refusal(app.client.auth.test())).toBe('ok');
  });

  test('"until" waits for a condition, and names it when it times out', async () => {
    const { workspace } = app.slack;
    await expect(workspace.until(() => workspace.messages(workspace.ids.incidents)[0], 30)).rejects.toThrow(
      'after 30 ms',
    );
    expect(() => workspace.messages('C404')).toThrow('No channel C404');
  });
});
