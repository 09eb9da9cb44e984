import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PageMessage } from '../../page-api.ts';
import { launchBrowser, type OpenedPage, openPage } from './browser.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { ids } from './fixture-state.ts';

let server: FixtureServer;
let browser: Browser;
let opened: OpenedPage;

beforeAll(async () => {
  [server, browser] = await Promise.all([startFixtureServer(), launchBrowser()]);
  opened = await openPage(browser, `${server.url}#user=${ids.editor}&channel=${ids.checkout}`);
  await opened.page.getByText('Try the app here').waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (value: string) => ({ text: plain(`Option ${value}`), value });
const options = [option('a'), option('b')];
const ts = '1764000000.000100';

function show(blocks: object[]): PageMessage {
  const message = { ts, channel: ids.checkout, user: ids.bot, bot_id: 'B1', text: 'text', blocks };
  server.push({ type: 'message', message });
  return message;
}

type Act = (page: OpenedPage['page']) => Promise<unknown>;

const pick =
  (name: string, choice: string): Act =>
  async (page) => {
    await page.getByRole('combobox', { name }).click();
    await page.getByRole('option', { name: choice }).click();
  };
const fill =
  (label: string, value: string): Act =>
  (page) =>
    page.getByLabel(label, { exact: true }).fill(value);

const cases: [type: string, element: object, act: Act, held: object][] = [
  [
    'button',
    { text: plain('Go'), value: 'v' },
    (page) => page.getByRole('button', { name: 'Go' }).click(),
    { value: 'v' },
  ],
  [
    'overflow',
    { options },
    async (page) => {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Option b' }).click();
    },
    { selected_option: options[1] },
  ],
  [
    'static_select',
    { options, placeholder: plain('Which') },
    pick('Which', 'Option b'),
    { selected_option: options[1] },
  ],
  [
    'static_select',
    { option_groups: [{ label: plain('Group'), options }], placeholder: plain('Which') },
    pick('Which', 'Option a'),
    { selected_option: options[0] },
  ],
  [
    'multi_static_select',
    { options, placeholder: plain('Which') },
    pick('Which', 'Option a'),
    { selected_options: [options[0]] },
  ],
  [
    'external_select',
    { placeholder: plain('Service'), min_query_length: 1 },
    async (page) => {
      await page.getByRole('combobox', { name: 'Service' }).fill('check');
      await page.getByRole('option', { name: 'checkout-api' }).click();
    },
    { selected_option: { text: plain('checkout-api'), value: 'checkout-api' } },
  ],
  ['users_select', { placeholder: plain('Who') }, pick('Who', 'Grace Hopper'), { selected_user: ids.viewer }],
  ['multi_users_select', { placeholder: plain('Who') }, pick('Who', 'Ada'), { selected_users: [ids.editor] }],
  ['channels_select', { placeholder: plain('Where') }, pick('Where', '#checkout'), { selected_channel: ids.checkout }],
  [
    'conversations_select',
    { placeholder: plain('Where'), filter: { include: ['private'] } },
    pick('Where', '#security-private'),
    { selected_conversation: ids.secret },
  ],
  ['datepicker', {}, fill('Date', '2026-11-23'), { selected_date: '2026-11-23' }],
  ['timepicker', {}, fill('Time', '14:30'), { selected_time: '14:30' }],
  [
    'checkboxes',
    { options, initial_options: [options[0]] },
    (page) => page.getByRole('checkbox', { name: 'Option b' }).check(),
    { selected_options: options },
  ],
  [
    'radio_buttons',
    { options },
    (page) => page.getByRole('radio', { name: 'Option a' }).check(),
    { selected_option: options[0] },
  ],
];

describe('elements in a section', () => {
  test.each(cases)('an element in a section sends its value to the app: %s %j', async (type, element, act, held) => {
    const accessory = { type, action_id: 'the_action', ...element };
    show([{ type: 'section', block_id: 'the_block', text: plain('Section'), accessory }]);
    await act(opened.page);
    const request = await server.take('action');
    expect(request).toMatchObject({
      user: ids.editor,
      container: { type: 'message', channel: ids.checkout, message_ts: ts },
      block_id: 'the_block',
      action_id: 'the_action',
      action: { type, block_id: 'the_block', action_id: 'the_action', ...held },
    });
    expect(opened.errors).toEqual([]);
  });
});

describe('other elements', () => {
  test("a date and time is sent in Unix seconds of the reader's time zone", async () => {
    show([{ type: 'actions', block_id: 'b', elements: [{ type: 'datetimepicker', action_id: 'a' }] }]);
    await opened.page.getByLabel('Date and time').fill('2026-11-23T14:30');
    const { action } = await server.take('action');
    expect(action).toMatchObject({ selected_date_time: Date.UTC(2026, 10, 23, 13, 30) / 1000 });
  });

  test('an input that dispatches is sent on Enter, with the values of the others', async () => {
    const element = { type: 'plain_text_input', action_id: 'a' };
    show([
      { type: 'input', block_id: 'b', label: plain('Note'), element, dispatch_action: true },
      { type: 'input', block_id: 'c', label: plain('Other'), element },
    ]);
    await opened.page.getByLabel('Other').fill('more');
    await opened.page.getByLabel('Note').fill('words');
    await opened.page.getByLabel('Note').press('Enter');
    expect(await server.take('action')).toMatchObject({
      block_id: 'b',
      action: { type: 'plain_text_input', value: 'words' },
      state: { values: { b: { a: { value: 'words' } }, c: { a: { value: 'more' } } } },
    });
  });

  test('a link button opens in a new tab without an opener, and notifies the app', async () => {
    const button = { type: 'button', action_id: 'a', text: plain('Console'), url: 'https://aws.example/console' };
    show([{ type: 'actions', block_id: 'b', elements: [button] }]);
    const link = opened.page.getByRole('link', { name: 'Console' });
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    await opened.page.context().route('https://aws.example/**', (route) => route.fulfill({ body: 'console' }));
    const [tab] = await Promise.all([opened.page.context().waitForEvent('page'), link.click()]);
    expect(tab.url()).toBe('https://aws.example/console');
    expect(await server.take('action')).toMatchObject({ action_id: 'a' });
  });

  test('a confirm dialog comes first; declining sends nothing and restores a select', async () => {
    const confirm = {
      title: plain('Sure?'),
      text: plain('It pages people.'),
      confirm: plain('Yes'),
      deny: plain('No'),
    };
    const select = { type: 'static_select', action_id: 'a', options, placeholder: plain('Which'), confirm };
    show([{ type: 'actions', block_id: 'b', elements: [select] }]);
    const { page } = opened;
    const before = server.calls.length;
    await pick('Which', 'Option a')(page);
    await page.getByRole('alertdialog', { name: 'Sure?' }).getByRole('button', { name: 'No' }).click();
    expect(server.calls.slice(before)).toEqual([]);
    expect(await page.getByRole('combobox', { name: 'Which' }).inputValue()).toBe('');
    await pick('Which', 'Option b')(page);
    await page.keyboard.press('Enter');
    expect(await server.take('action')).toMatchObject({ action: { selected_option: options[1] } });
  });

  test('buttons of an unfurl and of a Work Object send the attachment and the link', async () => {
    const url = 'https://console.aws.amazon.com/x';
    const button = { type: 'button', action_id: 'in_unfurl', text: plain('Unfurled') };
    const attachments = [{ id: 7, from_url: url, blocks: [{ type: 'actions', block_id: 'b', elements: [button] }] }];
    server.push({ type: 'message', message: { ts, channel: ids.checkout, user: ids.viewer, text: 'x', attachments } });
    await opened.page.getByRole('button', { name: 'Unfurled' }).click();
    const container = { channel: ids.checkout, message_ts: ts, attachment_id: 7, app_unfurl_url: url };
    expect(await server.take('action')).toMatchObject({
      container: { type: 'message_attachment', ...container },
      action_id: 'in_unfurl',
    });
  });
});
