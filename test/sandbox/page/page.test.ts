import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, type OpenedPage, openPage, phone } from './browser.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { arn, ids } from './fixture-state.ts';

let server: FixtureServer;
let browser: Browser;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});

beforeEach(async () => {
  server = await startFixtureServer();
  opened = await openPage(browser, server.url);
  page = opened.page;
  await page.getByText('Only visible to you').waitFor();
  return async () => {
    await page.context().close();
    await server.close();
  };
});

afterAll(() => browser?.close());

const channel = () => page.getByRole('log', { name: 'Messages in #incidents' });
const composer = () => page.getByRole('textbox', { name: 'Message #incidents' });
const go = (name: string) =>
  page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name, exact: true }).click();
const openEdit = async () => {
  await channel().getByRole('button', { name: 'Edit', exact: true }).click();
  return page.getByRole('dialog', { name: 'Edit incident' });
};

describe('reading', () => {
  it('asks nobody outside for anything, and nothing fails', async () => {
    await go('Incidents');
    await page.getByText('Open incidents').waitFor();
    expect(opened.outside).toEqual([]);
    expect(opened.errors).toEqual([]);
  });

  it('keeps replies in their thread, where they can be answered', async () => {
    expect(await channel().getByText('Rolling back').count()).toBe(0);
    await channel().getByRole('button', { name: '3 replies' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('Rolling back').waitFor();
    await thread.getByRole('textbox', { name: 'Reply…' }).fill('done');
    await page.keyboard.press('Enter');
    const { channel: to, text, thread_ts } = await server.take('send');
    expect([to, text, thread_ts]).toEqual([ids.incidents, 'done', server.messages[2]?.ts]);
    await thread.getByText('done').waitFor();
  });

  it('marks what is pinned, edited, sent to the channel too, or for one person', async () => {
    for (const mark of ['Pinned', '(edited)', 'Replied to a thread', 'Only visible to you'])
      expect(await channel().getByText(mark).count()).toBe(1);
  });

  it('says what sets a channel apart, and nobody writes in an archived one', async () => {
    await go('partner-acme shared with another organisation');
    await page.getByText('Shared with another organisation', { exact: true }).waitFor();
    await go('old-outage archived');
    await page.getByText('This channel is archived').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
  });

  it('follows what changes, and asks again after the line was cut', async () => {
    const card = server.messages[2];
    if (!card) throw new Error('no card');
    server.push({ type: 'message_changed', message: { ...card, blocks: undefined, text: 'Resolved by now' } });
    await channel().getByText('Resolved by now').waitFor();
    server.messages.push({ ts: '1999999999.000001', channel: ids.incidents, user: ids.viewer, text: 'while away' });
    server.cut();
    await channel().getByText('while away').waitFor();
    await page.getByText('Connection lost').waitFor({ state: 'detached' });
  });
});

describe('writing', () => {
  it('Enter sends, Shift and Enter do not; what was refused is given back', async () => {
    await composer().fill('one');
    await composer().press('Shift+Enter');
    await composer().pressSequentially('two');
    server.answers.set('send', { ok: false, error: 'no_permission' });
    await composer().press('Enter');
    expect(await server.take('send')).toMatchObject({ user: ids.editor, text: 'one\ntwo' });
    await page.getByText('That did not work: no_permission').waitFor();
    expect(await composer().inputValue()).toBe('one\ntwo');
  });

  it('a slash brings hints that the keyboard picks', async () => {
    await composer().fill('/inc');
    await page.getByRole('option', { name: '/incident list' }).waitFor();
    await composer().press('ArrowDown');
    await composer().press('ArrowDown');
    await composer().press('Enter');
    expect(await composer().inputValue()).toBe('/incident list ');
    await composer().press('Enter');
    expect(await server.take('send')).toMatchObject({ text: '/incident list ' });
  });

  it('a link shows its preview before it is sent', async () => {
    await composer().fill('see https://console.aws.amazon.com/x');
    expect(await server.take('compose')).toMatchObject({ channel: ids.incidents });
    const preview = page.getByRole('region', { name: /Preview of/ });
    await preview.getByText('checkout-plan').waitFor();
    expect(await preview.getByRole('button', { name: 'Show card here' }).isDisabled()).toBe(true);
    await preview.getByRole('button', { name: 'Remove preview' }).click();
    await preview.waitFor({ state: 'detached' });
  });

  it('one’s own message is edited and deleted, others’ are not', async () => {
    await composer().fill('mine');
    await composer().press('Enter');
    const own = channel().getByRole('article').filter({ hasText: 'mine' });
    const menu = own.getByRole('button', { name: 'More for this message' });
    await own.hover();
    await menu.click();
    await page.getByRole('menuitem', { name: 'Edit message' }).click();
    await page.getByRole('textbox', { name: 'Edit message' }).fill('better');
    await page.keyboard.press('Enter');
    expect(await server.take('edit')).toMatchObject({ user: ids.editor, text: 'better' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Delete message…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    expect(await server.take('delete')).toMatchObject({ channel: ids.incidents });
    const other = channel().getByRole('article').filter({ hasText: 'Quiet night' });
    await other.hover();
    await other.getByRole('button', { name: 'More for this message' }).click();
    expect(await page.getByRole('menuitem', { name: /Delete/ }).count()).toBe(0);
  });

  it('message shortcuts name the message, global ones do not', async () => {
    const other = channel().getByRole('article').filter({ hasText: 'Quiet night' });
    await other.hover();
    await other.getByRole('button', { name: 'More for this message' }).click();
    await page.getByRole('menuitem', { name: 'Add to incident timeline' }).click();
    const { callback_id, message_ts } = await server.take('shortcut');
    expect([callback_id, message_ts]).toEqual(['add_to_timeline', server.messages[0]?.ts]);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByRole('menuitem', { name: 'Start incident' }).click();
    expect(await server.take('shortcut')).toMatchObject({ callback_id: 'start_incident', user: ids.editor });
  });
});

describe('modals', () => {
  it('the first field has the focus, Escape closes, and the focus goes back', async () => {
    const dialog = await openEdit();
    await dialog.waitFor();
    expect(await dialog.getByLabel('Title').evaluate('(field) => field === document.activeElement')).toBe(true);
    await page.keyboard.press('Escape');
    expect(await server.take('view/close')).toMatchObject({ view_id: 'V0EDIT0001' });
    await dialog.waitFor({ state: 'detached' });
    const back = channel().getByRole('button', { name: 'Edit', exact: true });
    expect(await back.evaluate('(button) => button === document.activeElement')).toBe(true);
  });

  it('a required field that is empty is not sent', async () => {
    const dialog = await openEdit();
    await dialog.getByLabel('Title').fill('');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Please complete this required field.').waitFor();
    expect(server.calls.some(({ path }) => path === 'view/submit')).toBe(false);
  });

  it('what the app refuses shows beside its field, and what was typed stays', async () => {
    const dialog = await openEdit();
    server.answers.set('view/submit', { ok: false, errors: { title: 'Somebody changed it meanwhile.' } });
    await dialog.getByLabel('Title').fill('New title');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Somebody changed it meanwhile.').waitFor();
    expect(await dialog.getByLabel('Title').getAttribute('aria-invalid')).toBe('true');
    expect(await dialog.getByLabel('Title').inputValue()).toBe('New title');
  });

  it('all values are sent, touched or not', async () => {
    const dialog = await openEdit();
    await dialog.getByLabel('Summary').fill('**Better** now');
    await dialog.getByRole('combobox', { name: 'Tell' }).fill('gra');
    await page.keyboard.press('Enter');
    await dialog.getByText('Rolled back').click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const { values } = await server.take('view/submit');
    expect(values).toMatchObject({
      title: { value: { type: 'plain_text_input', value: 'Checkout latency' } },
      impact: { value: { type: 'static_select', selected_option: { value: '2' } } },
      summary: { value: { value: '**Better** now' } },
      people: { value: { selected_users: [ids.viewer] } },
      steps: { value: { selected_options: [{ value: 'a' }] } },
      link: { value: { value: null } },
    });
    await dialog.waitFor({ state: 'detached' });
  });

  it('a modal on top hides the one below, which keeps what was typed', async () => {
    const dialog = await openEdit();
    await dialog.getByLabel('Title').fill('Half written');
    const { editModal } = await import('./fixture-views.ts');
    const top = { ...editModal, id: 'V0TOP00001', title: { text: 'Loading' }, submit: undefined, blocks: [] };
    server.push({ type: 'views', views: [editModal, top] });
    await page.getByRole('dialog', { name: 'Loading' }).waitFor();
    server.push({ type: 'views', views: [editModal] });
    expect(await dialog.getByLabel('Title').inputValue()).toBe('Half written');
  });
});

describe('the app’s own places', () => {
  it('Home is asked for when it is opened, and its buttons name the view', async () => {
    await go('Incidents');
    expect(await server.take('home')).toEqual({ user: ids.editor });
    await page.getByRole('main', { name: 'Home' }).getByRole('button', { name: 'Refresh' }).click();
    expect(await server.take('action')).toMatchObject({ container: { type: 'view', view_id: 'V0HOME0001' } });
  });

  it('a Work Object opens its details, whose buttons and edits go to the app', async () => {
    await channel()
      .getByRole('button', { name: /^Checkout latency/ })
      .click();
    const place = { channel: ids.incidents, message_ts: server.messages[6]?.ts };
    expect(await server.take('entity')).toMatchObject(place);
    const pane = page.getByRole('complementary', { name: 'Details' });
    await pane.getByRole('button', { name: 'Show card here' }).click();
    expect(await server.take('action')).toMatchObject({
      container: { type: 'entity_detail', external_ref: { id: arn } },
      action_id: 'entity_show',
    });
    await pane.getByRole('button', { name: 'Edit details' }).click();
    await pane.getByLabel('Title').fill('Renamed');
    await pane.getByRole('button', { name: 'Save' }).click();
    expect(await server.take('entity/edit')).toMatchObject({ ...place, values: { title: 'Renamed' } });
  });

  it('acting as somebody else reads everything anew', async () => {
    await page.getByRole('button', { name: /^Acting as Ada/ }).click();
    await page.getByRole('menuitem', { name: /Grace Hopper/ }).click();
    await page.getByText('Only visible to you').waitFor({ state: 'detached' });
    await composer().fill('hello');
    await composer().press('Enter');
    expect(await server.take('send')).toMatchObject({ user: ids.viewer });
  });

  it('the panel shows an incident here, changes, resolves and starts one', async () => {
    const panel = page.getByRole('complementary', { name: 'Incident Manager' });
    const first = panel.getByRole('listitem').filter({ hasText: 'Checkout latency' });
    await first.getByRole('button', { name: 'Show here' }).click();
    expect(await server.take('send')).toMatchObject({ channel: ids.incidents, text: `/incident ${arn}` });
    await first.getByRole('button', { name: 'Resolve' }).click();
    expect(await server.take('incidents/update')).toEqual({ arn, status: 'RESOLVED' });
    await first.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Impact').selectOption('High (2)');
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await server.take('incidents/update')).toEqual({ arn, impact: 2 });
    await panel.getByRole('button', { name: 'Start incident' }).click();
    await page.getByLabel('Title').fill('Disk full');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    expect(await server.take('incidents/start')).toMatchObject({ title: 'Disk full', impact: 2 });
  });
});

describe('what must not break it', () => {
  it('a block that is broken or unknown says so in its place; the others are drawn', async () => {
    const blocks = [
      { type: 'section', text: { type: 'mrkdwn', text: 'before' } },
      { type: 'table', rows: 'no rows' },
      { type: 'rich_text', elements: [{ type: 'rich_text_section' }] },
      { type: 'hologram', depth: 3 },
      null,
      { type: 'constructor' },
      { type: 'table', rows: [[{ type: 'raw_number', value: 3 }]] },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'after' }] },
    ];
    const message = { ts: '1999999999.000002', channel: ids.incidents, user: ids.bot, text: 'x', blocks };
    server.push({ type: 'message', message });
    const row = channel().getByRole('article').last();
    await row.getByText('before').waitFor();
    await row.getByText('after').waitFor();
    expect(await row.getByRole('note').allTextContents()).toEqual([
      'Block “table” could not be drawn',
      'Block “rich_text” could not be drawn',
      'Block “hologram”: this page cannot draw it',
      'Block “without a type”: this page cannot draw it',
      'Block “constructor”: this page cannot draw it',
    ]);
    expect(await row.getByRole('columnheader').textContent()).toBe('3');
  });

  it('hostile text stays text', async () => {
    const hostile =
      '&lt;!channel&gt; <javascript:alert(1)|click> <img src=x onerror=alert(1)> \u202Etxet <!date^1^{x}|y>';
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: '<script>alert(1)</script><!here>' } },
      { type: 'section', text: { type: 'mrkdwn', text: hostile, verbatim: true } },
      {
        type: 'markdown',
        text: '<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](https://evil.example/p.png)',
      },
      { type: 'image', image_url: 'https://evil.example/pixel.png', alt_text: 'pixel' },
      { type: 'section', text: { type: 'mrkdwn', text: 'last', verbatim: true } },
    ];
    const message = { ts: '1999999999.000003', channel: ids.incidents, user: ids.bot, text: 'x', blocks };
    server.push({ type: 'message', message });
    const row = channel().getByRole('article').last();
    await row.getByText('last').waitFor();
    expect(await row.locator('.mention, script, img').count()).toBe(0);
    const links = await row.getByRole('link').evaluateAll('(links) => links.map((link) => link.href)');
    expect(links).toEqual(['https://evil.example/p.png', 'https://evil.example/pixel.png']);
    expect(opened.outside).toEqual([]);
  });

  it('on a phone nothing is wider than the screen, and the channels slide in', async () => {
    const long = 'arn:aws:ssm-incidents::111122223333:incident-record/'.repeat(8);
    const { page: small } = await openPage(browser, server.url, phone);
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: long } },
      { type: 'section', text: { type: 'mrkdwn', text: `\`${long}\` <https://a.example/${long}>` } },
      { type: 'table', rows: [Array.from({ length: 12 }, () => ({ type: 'raw_text', text: 'a wide cell' }))] },
    ];
    server.push({ type: 'message', message: { ts: '1999999999.000004', channel: ids.incidents, text: long, blocks } });
    await small.getByRole('table').waitFor();
    const overflow = () =>
      small.evaluate(
        '[document.documentElement, ...document.querySelectorAll(".main, .message-list, .panel-body, .dialog-body")].map((box) => box.scrollWidth - box.clientWidth)',
      );
    expect(Math.max(...((await overflow()) as number[]))).toBeLessThanOrEqual(0);
    await small.getByRole('button', { name: 'Channels' }).click();
    await small.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: 'quiet' }).click();
    await small.getByText('Try the app here').waitFor();
    await small.getByRole('button', { name: 'Incidents', exact: true }).click();
    await small.getByRole('complementary', { name: 'Incident Manager' }).waitFor();
    expect(Math.max(...((await overflow()) as number[]))).toBeLessThanOrEqual(0);
    await small.context().close();
  });
});
