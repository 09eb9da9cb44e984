import { describe, expect, test } from 'vitest';
import { ids } from './fixture-state.ts';
import { openedPage } from './opened-page.ts';

const at = openedPage();

describe('reading', () => {
  test('the page makes no outside requests and logs no errors', async () => {
    await at.go('Incidents');
    await at.page.getByText('Open incidents').waitFor();
    expect(at.outside).toEqual([]);
    expect(at.errors).toEqual([]);
  });

  test('replies are shown in their thread, where one can reply', async () => {
    expect(await at.channel.getByText('Rolling back').count()).toBe(0);
    await at.channel.getByRole('button', { name: '3 replies' }).click();
    const thread = at.page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('Rolling back').waitFor();
    await thread.getByRole('textbox', { name: 'Reply…' }).fill('done');
    await at.page.keyboard.press('Enter');
    const { channel: to, text, thread_ts } = await at.server.take('send');
    expect([to, text, thread_ts]).toEqual([ids.incidents, 'done', at.server.messages[2]?.ts]);
    await thread.getByText('done').waitFor();
  });

  test('pinned, edited, broadcast and ephemeral messages are marked', async () => {
    for (const mark of ['Pinned', '(edited)', 'Replied to a thread', 'Only visible to you'])
      expect(await at.channel.getByText(mark).count()).toBe(1);
  });

  test("a channel's properties are shown, and an archived one has no composer", async () => {
    await at.go('partner-acme shared with another organisation');
    await at.page.getByText('Shared with another organisation', { exact: true }).waitFor();
    await at.go('old-outage archived');
    await at.page.getByText('This channel is archived').waitFor();
    expect(await at.page.getByRole('textbox').count()).toBe(0);
  });

  test('the page follows live events, and reloads after the stream was cut', async () => {
    const card = at.server.messages[2];
    if (!card) throw new Error('no card');
    at.server.push({ type: 'message_changed', message: { ...card, blocks: undefined, text: 'Resolved by now' } });
    await at.channel.getByText('Resolved by now').waitFor();
    at.server.messages.push({ ts: '1999999999.000001', channel: ids.incidents, user: ids.viewer, text: 'while away' });
    at.server.cut();
    await at.channel.getByText('while away').waitFor();
    await at.page.getByText('Connection lost').waitFor({ state: 'detached' });
  });
});

describe('writing', () => {
  test('Enter sends, Shift+Enter does not; a refused text is put back', async () => {
    await at.composer.fill('one');
    await at.composer.press('Shift+Enter');
    await at.composer.pressSequentially('two');
    at.server.answers.set('send', { ok: false, error: 'no_permission' });
    await at.composer.press('Enter');
    expect(await at.server.take('send')).toMatchObject({ user: ids.editor, text: 'one\ntwo' });
    await at.page.getByText('That did not work: no_permission').waitFor();
    expect(await at.composer.inputValue()).toBe('one\ntwo');
  });

  test('a slash shows hints that the keyboard picks', async () => {
    await at.composer.fill('/inc');
    await at.page.getByRole('option', { name: '/incident list' }).waitFor();
    // The fourth of the hints.
    for (let press = 0; press < 4; press += 1) await at.composer.press('ArrowDown');
    await at.composer.press('Enter');
    expect(await at.composer.inputValue()).toBe('/incident list ');
    await at.composer.press('Enter');
    expect(await at.server.take('send')).toMatchObject({ text: '/incident list ' });
  });

  test('a link shows its preview before it is sent', async () => {
    await at.composer.fill('see https://console.aws.amazon.com/x');
    expect(await at.server.take('compose')).toMatchObject({ channel: ids.incidents });
    const preview = at.page.getByRole('region', { name: /Preview of/ });
    await preview.getByText('checkout-plan').waitFor();
    expect(await preview.getByRole('button', { name: 'Show card here' }).isDisabled()).toBe(true);
    await preview.getByRole('button', { name: 'Remove preview' }).click();
    await preview.waitFor({ state: 'detached' });
  });

  test("a person's own messages can be edited and deleted, others cannot", async () => {
    await at.composer.fill('mine');
    await at.composer.press('Enter');
    const own = at.channel.getByRole('article').filter({ hasText: 'mine' });
    const menu = own.getByRole('button', { name: 'More for this message' });
    await own.hover();
    await menu.click();
    await at.page.getByRole('menuitem', { name: 'Edit message' }).click();
    await at.page.getByRole('textbox', { name: 'Edit message' }).fill('better');
    await at.page.keyboard.press('Enter');
    expect(await at.server.take('edit')).toMatchObject({ user: ids.editor, text: 'better' });
    await menu.click();
    await at.page.getByRole('menuitem', { name: 'Delete message…' }).click();
    await at.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    expect(await at.server.take('delete')).toMatchObject({ channel: ids.incidents });
    const other = at.channel.getByRole('article').filter({ hasText: 'Quiet night' });
    await other.hover();
    await other.getByRole('button', { name: 'More for this message' }).click();
    expect(await at.page.getByRole('menuitem', { name: /Delete/ }).count()).toBe(0);
  });

  test('message shortcuts send the message, global ones do not', async () => {
    const other = at.channel.getByRole('article').filter({ hasText: 'Quiet night' });
    await other.hover();
    await other.getByRole('button', { name: 'More for this message' }).click();
    await at.page.getByRole('menuitem', { name: 'Add to incident timeline' }).click();
    const { callback_id, message_ts } = await at.server.take('shortcut');
    expect([callback_id, message_ts]).toEqual(['add_to_timeline', at.server.messages[0]?.ts]);
    await at.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await at.page.getByRole('button', { name: 'Shortcuts' }).click();
    await at.page.getByRole('menuitem', { name: 'Start incident' }).click();
    expect(await at.server.take('shortcut')).toMatchObject({ callback_id: 'start_incident', user: ids.editor });
  });
});
