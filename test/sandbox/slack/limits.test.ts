import { describe, expect, it } from 'vitest';
import { checkBlocks, checkView, complaintText, type Surface, textLength } from '../../../src/sandbox/slack/limits.ts';

const x = (length: number) => 'x'.repeat(length);
const plain = (length: number) => ({ type: 'plain_text', text: x(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: x(length) });
const option = (value = 'v', text = 5) => ({ text: plain(text), value });
const options = (count: number) => Array.from({ length: count }, (_, index) => option(`v${index}`));
const button = (more: object = {}) => ({ type: 'button', text: plain(5), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const section = (more: object) => ({ type: 'section', ...more });
const image = { type: 'image', alt_text: 'a', image_url: 'https://example.com/a.png' };
const input = (element: object, more: object = {}) => ({ type: 'input', label: plain(5), element, ...more });
const row = (cells: number) => Array.from({ length: cells }, () => ({ type: 'raw_text', text: 'c' }));
const rows = (count: number, cells = 2) => Array.from({ length: count }, () => row(cells));
const card = (more: object = {}) => ({ type: 'card', title: mrkdwn(5), ...more });
const container = (more: object = {}) => ({
  type: 'container',
  title: plain(5),
  child_blocks: [{ type: 'divider' }],
  ...more,
});
const rich = (...elements: object[]) => ({ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] });
const many = (count: number, block: object = { type: 'divider' }) => Array.from({ length: count }, () => block);
const distinct = (count: number) => Array.from({ length: count }, (_, index) => button({ action_id: `a${index}` }));

type Case = [rule: string, surface: Surface, blocks: unknown, pointer?: string];

describe('blocks that Slack takes', () => {
  const cases: Case[] = [
    ['nothing', 'message', []],
    ['50 blocks in a message', 'message', many(50)],
    ['100 blocks in a modal', 'modal', many(100)],
    ['100 blocks in a home tab', 'home', many(100)],
    ['3000 characters in a section', 'message', [section({ text: mrkdwn(3000) })]],
    ['10 fields of 2000', 'message', [section({ fields: many(10, mrkdwn(2000)) })]],
    ['mrkdwn with verbatim', 'message', [section({ text: { ...mrkdwn(5), verbatim: true } })]],
    ['a header of 150 with a level', 'message', [{ type: 'header', text: plain(150), level: 2 }]],
    [
      '10 context elements of all kinds',
      'message',
      [{ type: 'context', elements: [image, plain(5), ...many(8, mrkdwn(5))] }],
    ],
    ['25 actions', 'message', [actions(...distinct(25))]],
    [
      'a button at all its limits',
      'message',
      [
        actions(
          button({
            text: plain(75),
            value: x(2000),
            url: `https://${x(2992)}`,
            accessibility_label: x(75),
            action_id: x(255),
            style: 'danger',
          }),
        ),
      ],
    ],
    [
      'a confirm dialog at its limits',
      'message',
      [actions(button({ confirm: { title: plain(100), text: mrkdwn(300), confirm: plain(30), deny: plain(30) } }))],
    ],
    [
      'an overflow of 1 and of 5',
      'message',
      [actions({ type: 'overflow', options: options(1) }, { type: 'overflow', options: options(5) })],
    ],
    [
      'a select of 100',
      'message',
      [actions({ type: 'static_select', options: options(100), initial_option: option('v7') })],
    ],
    [
      'option groups',
      'message',
      [actions({ type: 'static_select', option_groups: [{ label: plain(75), options: options(100) }] })],
    ],
    [
      '10 checkboxes with mrkdwn',
      'message',
      [
        actions({
          type: 'checkboxes',
          options: many(10, { text: mrkdwn(75), value: x(150), description: mrkdwn(75) }),
        }),
      ],
    ],
    ['an accessory', 'message', [section({ text: plain(5), accessory: image })]],
    ['an image block', 'message', [{ ...image, title: plain(2000), alt_text: x(2000) }]],
    [
      'rich text of all kinds',
      'message',
      [
        rich(
          { type: 'text', text: 'a', style: { bold: true } },
          { type: 'link', url: 'https://a.b' },
          { type: 'user', user_id: 'U1' },
          { type: 'date', timestamp: 1, format: '{date}' },
        ),
      ],
    ],
    ['rich text in a modal and a home tab', 'modal', [rich({ type: 'text', text: 'a' })]],
    [
      'a table of 100 by 20',
      'message',
      [{ type: 'table', rows: rows(100, 20), column_settings: [{ align: 'right' }, null, { is_wrapped: true }] }],
    ],
    ['a data table of 101 rows', 'message', [{ type: 'data_table', caption: 'c', rows: rows(101, 2), page_size: 100 }]],
    [
      'a card in a message',
      'message',
      [card({ subtitle: mrkdwn(150), body: mrkdwn(200), actions: distinct(3), icon: image })],
    ],
    ['a card in a home tab', 'home', [card()]],
    ['10 cards in a carousel', 'message', [{ type: 'carousel', elements: many(10, card()) }]],
    [
      '10 blocks in a container',
      'message',
      [container({ child_blocks: many(10), is_collapsible: true, default_collapsed: true, subtitle: mrkdwn(150) })],
    ],
    ['an alert in a modal', 'modal', [{ type: 'alert', text: mrkdwn(200), level: 'warning' }]],
    [
      '12000 characters of markdown',
      'message',
      [
        { type: 'markdown', text: x(6000) },
        { type: 'markdown', text: x(6000) },
      ],
    ],
    ['a task card', 'message', [{ type: 'task_card', task_id: '1', title: 't', status: 'complete' }]],
    [
      'context actions',
      'message',
      [{ type: 'context_actions', elements: [{ type: 'icon_button', icon: 'trash', text: plain(5) }] }],
    ],
    [
      'inputs in a modal',
      'modal',
      [
        input({ type: 'number_input', is_decimal_allowed: false }),
        input({ type: 'url_text_input' }),
        input({ type: 'plain_text_input', max_length: 3000, initial_value: x(3000) }),
      ],
    ],
    [
      'the same action_id in two blocks',
      'message',
      [actions(button({ action_id: 'a' })), actions(button({ action_id: 'a' }))],
    ],
    ['section, image and actions in an unfurl', 'unfurl', [section({ text: mrkdwn(5) }), image, actions(button())]],
  ];
  it.each(cases)('%s', (_rule, surface, blocks) => {
    expect(checkBlocks(blocks, surface).map(complaintText)).toEqual([]);
  });
});

describe('blocks that Slack refuses', () => {
  const cases: Case[] = [
    ['no list', 'message', { type: 'divider' }, '/blocks'],
    ['51 blocks in a message', 'message', many(51), '/blocks'],
    ['101 blocks in a modal', 'modal', many(101), '/blocks'],
    ['an unknown block', 'message', [{ type: 'marquee' }], '/blocks/0/type'],
    ['a block without type', 'message', [{}], '/blocks/0'],
    ['an unknown field', 'message', [{ type: 'divider', color: 'red' }], '/blocks/0'],
    ['a file block', 'message', [{ type: 'file', external_id: 'x', source: 'remote' }], '/blocks/0/type'],
    ['a block_id of 256', 'message', [{ type: 'divider', block_id: x(256) }], '/blocks/0/block_id'],
    [
      'a block_id twice',
      'message',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      '/blocks',
    ],
    [
      'a block_id twice, once in a container',
      'message',
      [{ type: 'divider', block_id: 'a' }, container({ child_blocks: [{ type: 'divider', block_id: 'a' }] })],
      '/blocks',
    ],
    [
      'an action_id twice in a block',
      'message',
      [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))],
      '/blocks/0',
    ],
    ['an action_id of 256', 'message', [actions(button({ action_id: x(256) }))], '/blocks/0/elements/0/action_id'],
    ['an empty section', 'message', [section({})], '/blocks/0'],
    ['empty text', 'message', [section({ text: mrkdwn(0) })], '/blocks/0/text/text'],
    ['3001 characters in a section', 'message', [section({ text: mrkdwn(3001) })], '/blocks/0/text/text'],
    ['a text that is a string', 'message', [section({ text: 'x' })], '/blocks/0/text'],
    ['11 fields', 'message', [section({ fields: many(11, mrkdwn(5)) })], '/blocks/0/fields'],
    ['a field of 2001', 'message', [section({ fields: [mrkdwn(2001)] })], '/blocks/0/fields/0/text'],
    ['emoji on mrkdwn', 'message', [section({ text: { ...mrkdwn(5), emoji: true } })], '/blocks/0/text'],
    ['verbatim on plain_text', 'message', [section({ text: { ...plain(5), verbatim: true } })], '/blocks/0/text'],
    ['mrkdwn in a header', 'message', [{ type: 'header', text: mrkdwn(5) }], '/blocks/0/text/type'],
    ['a header of 151', 'message', [{ type: 'header', text: plain(151) }], '/blocks/0/text/text'],
    ['11 context elements', 'message', [{ type: 'context', elements: many(11, mrkdwn(5)) }], '/blocks/0/elements'],
    ['no context element', 'message', [{ type: 'context', elements: [] }], '/blocks/0/elements'],
    ['a button in a context', 'message', [{ type: 'context', elements: [button()] }], '/blocks/0/elements/0/type'],
    ['26 actions', 'message', [actions(...distinct(26))], '/blocks/0/elements'],
    ['no action', 'message', [actions()], '/blocks/0/elements'],
    ['a text input among actions', 'message', [actions({ type: 'plain_text_input' })], '/blocks/0/elements/0/type'],
    ['a button without text', 'message', [actions({ type: 'button' })], '/blocks/0/elements/0'],
    ['mrkdwn on a button', 'message', [actions(button({ text: mrkdwn(5) }))], '/blocks/0/elements/0/text/type'],
    ['76 characters on a button', 'message', [actions(button({ text: plain(76) }))], '/blocks/0/elements/0/text/text'],
    ['a button value of 2001', 'message', [actions(button({ value: x(2001) }))], '/blocks/0/elements/0/value'],
    ['a button url of 3001', 'message', [actions(button({ url: x(3001) }))], '/blocks/0/elements/0/url'],
    ['an odd button style', 'message', [actions(button({ style: 'default' }))], '/blocks/0/elements/0/style'],
    [
      'a confirm title of 101',
      'message',
      [actions(button({ confirm: { title: plain(101), text: plain(5) } }))],
      '/blocks/0/elements/0/confirm/title/text',
    ],
    [
      'a confirm button of 31',
      'message',
      [actions(button({ confirm: { text: plain(5), confirm: plain(31) } }))],
      '/blocks/0/elements/0/confirm/confirm/text',
    ],
    [
      'an overflow of 6',
      'message',
      [actions({ type: 'overflow', options: options(6) })],
      '/blocks/0/elements/0/options',
    ],
    ['an overflow of 0', 'message', [actions({ type: 'overflow', options: [] })], '/blocks/0/elements/0/options'],
    [
      'a select of 101',
      'message',
      [actions({ type: 'static_select', options: options(101) })],
      '/blocks/0/elements/0/options',
    ],
    [
      'a select with options and groups',
      'message',
      [
        actions({
          type: 'static_select',
          options: options(1),
          option_groups: [{ label: plain(5), options: options(1) }],
        }),
      ],
      '/blocks/0/elements/0',
    ],
    ['a select without options', 'message', [actions({ type: 'static_select' })], '/blocks/0/elements/0'],
    [
      'an initial option that is none',
      'message',
      [actions({ type: 'static_select', options: options(2), initial_option: option('v0', 6) })],
      '/blocks/0/elements/0/initial_option',
    ],
    [
      'a url on a select option',
      'message',
      [actions({ type: 'static_select', options: [{ ...option(), url: 'https://a.b' }] })],
      '/blocks/0/elements/0/options/0',
    ],
    [
      'an option text of 76',
      'message',
      [actions({ type: 'static_select', options: [option('v', 76)] })],
      '/blocks/0/elements/0/options/0/text/text',
    ],
    [
      'an option value of 151',
      'message',
      [actions({ type: 'static_select', options: [option(x(151))] })],
      '/blocks/0/elements/0/options/0/value',
    ],
    [
      'mrkdwn in a select option',
      'message',
      [actions({ type: 'static_select', options: [{ text: mrkdwn(5), value: 'v' }] })],
      '/blocks/0/elements/0/options/0/text/type',
    ],
    [
      'a placeholder of 151',
      'message',
      [actions({ type: 'users_select', placeholder: plain(151) })],
      '/blocks/0/elements/0/placeholder/text',
    ],
    [
      '11 radio buttons',
      'message',
      [actions({ type: 'radio_buttons', options: options(11) })],
      '/blocks/0/elements/0/options',
    ],
    ['an image without alt text', 'message', [{ type: 'image', image_url: 'https://a.b/c.png' }], '/blocks/0'],
    ['an image with two sources', 'message', [{ ...image, slack_file: { id: 'F1' } }], '/blocks/0'],
    ['a javascript image', 'message', [{ ...image, image_url: 'javascript:1' }], '/blocks/0/image_url'],
    ['empty rich text', 'message', [rich({ type: 'text', text: '' })], '/blocks/0/elements/0/elements/0/text'],
    ['rich text in an unfurl', 'unfurl', [rich({ type: 'text', text: 'a' })], '/blocks/0/type'],
    ['a card in a modal', 'modal', [card()], '/blocks/0/type'],
    ['a table in a home tab', 'home', [{ type: 'table', rows: rows(1) }], '/blocks/0/type'],
    ['markdown in a modal', 'modal', [{ type: 'markdown', text: 'x' }], '/blocks/0/type'],
    ['an alert in a message', 'message', [{ type: 'alert', text: mrkdwn(5) }], '/blocks/0/type'],
    ['a datetimepicker in a home tab', 'home', [actions({ type: 'datetimepicker' })], '/blocks/0/elements/0/type'],
    ['a url input in a message', 'message', [input({ type: 'url_text_input' })], '/blocks/0/element/type'],
    ['101 table rows', 'message', [{ type: 'table', rows: rows(101) }], '/blocks/0/rows'],
    ['21 table cells', 'message', [{ type: 'table', rows: rows(1, 21) }], '/blocks/0/rows/0'],
    [
      'two tables',
      'message',
      [
        { type: 'table', rows: rows(1) },
        { type: 'data_table', caption: 'c', rows: rows(2) },
      ],
      '/blocks',
    ],
    [
      'a table in a container and one beside it',
      'message',
      [{ type: 'table', rows: rows(1) }, container({ child_blocks: [{ type: 'table', rows: rows(1) }] })],
      '/blocks',
    ],
    ['a data table of 102 rows', 'message', [{ type: 'data_table', caption: 'c', rows: rows(102) }], '/blocks/0/rows'],
    [
      'an uneven data table',
      'message',
      [{ type: 'data_table', caption: 'c', rows: [row(2), row(3)] }],
      '/blocks/0/rows',
    ],
    ['a data table without caption', 'message', [{ type: 'data_table', rows: rows(2) }], '/blocks/0'],
    [
      'a data table over 20000 characters',
      'message',
      [{ type: 'data_table', caption: 'c', rows: [row(1), [{ type: 'raw_text', text: x(20_000) }]] }],
      '/blocks/0',
    ],
    [
      '12001 characters of markdown',
      'message',
      [
        { type: 'markdown', text: x(6000) },
        { type: 'markdown', text: x(6001) },
      ],
      '/blocks',
    ],
    ['an empty card', 'message', [{ type: 'card' }], '/blocks/0'],
    ['a card body of 201', 'message', [card({ body: mrkdwn(201) })], '/blocks/0/body/text'],
    ['4 card buttons', 'message', [card({ actions: distinct(4) })], '/blocks/0/actions'],
    ['11 cards', 'message', [{ type: 'carousel', elements: many(11, card()) }], '/blocks/0/elements'],
    ['11 blocks in a container', 'message', [container({ child_blocks: many(11) })], '/blocks/0/child_blocks'],
    [
      'a container in a container',
      'message',
      [container({ child_blocks: [container()] })],
      '/blocks/0/child_blocks/0/type',
    ],
    ['a container without title', 'message', [{ type: 'container', child_blocks: many(1) }], '/blocks/0'],
    [
      'a collapsed container that cannot open',
      'message',
      [container({ default_collapsed: true })],
      '/blocks/0/default_collapsed',
    ],
    ['an alert of 201', 'modal', [{ type: 'alert', text: mrkdwn(201) }], '/blocks/0/text/text'],
    [
      'an odd task status',
      'message',
      [{ type: 'task_card', task_id: '1', title: 't', status: 'done' }],
      '/blocks/0/status',
    ],
    [
      'an initial text longer than max_length',
      'modal',
      [input({ type: 'plain_text_input', max_length: 5, initial_value: x(6) })],
      '/blocks/0/element/initial_value',
    ],
    [
      'a max_length of 3001',
      'modal',
      [input({ type: 'plain_text_input', max_length: 3001 })],
      '/blocks/0/element/max_length',
    ],
    ['a label of 2001', 'modal', [input({ type: 'plain_text_input' }, { label: plain(2001) })], '/blocks/0/label/text'],
    ['a button as input', 'modal', [input(button())], '/blocks/0/element/type'],
    [
      'two elements with focus',
      'modal',
      [
        input({ type: 'plain_text_input', action_id: 'a', focus_on_load: true }),
        input({ type: 'plain_text_input', action_id: 'b', focus_on_load: true }),
      ],
      '/blocks',
    ],
    [
      'an odd date',
      'modal',
      [input({ type: 'datepicker', initial_date: '1.2.2026' })],
      '/blocks/0/element/initial_date',
    ],
  ];
  it.each(cases)('%s', (_rule, surface, blocks, pointer) => {
    expect(checkBlocks(blocks, surface).map((complaint) => complaint.pointer)).toEqual([pointer]);
  });

  it('in the words of Slack', () => {
    const wrong = [actions(...distinct(26)), section({ text: mrkdwn(3001) }), { type: 'divider', odd: 1 }];
    expect(checkBlocks(wrong, 'message').map(complaintText)).toEqual([
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
      'must be less than 3001 characters [json-pointer:/blocks/1/text/text]',
      'invalid additional property: odd [json-pointer:/blocks/2]',
    ]);
  });
});

describe('views', () => {
  const modal = (more: object = {}) => ({ type: 'modal', title: plain(24), blocks: many(1), ...more });
  const inputs = [input({ type: 'plain_text_input' })];

  it.each([
    [
      'a modal at its limits',
      modal({ submit: plain(24), close: plain(24), private_metadata: x(3000), callback_id: x(255), blocks: inputs }),
    ],
    ['a home tab', { type: 'home', blocks: many(100), private_metadata: '' }],
  ])('are taken: %s', (_rule, view) => {
    expect(checkView(view).map(complaintText)).toEqual([]);
  });

  it.each([
    ['a title of 25', modal({ title: plain(25) }), '/view/title/text'],
    ['no title', modal({ title: undefined }), '/view'],
    ['a mrkdwn title', modal({ title: mrkdwn(5) }), '/view/title/type'],
    ['an empty submit', modal({ submit: plain(0) }), '/view/submit/text'],
    ['inputs without submit', modal({ blocks: inputs }), '/view'],
    ['private_metadata of 3001', modal({ private_metadata: x(3001) }), '/view/private_metadata'],
    ['a callback_id of 256', modal({ callback_id: x(256) }), '/view/callback_id'],
    ['a title on a home tab', { type: 'home', title: plain(5), blocks: [] }, '/view'],
    ['an unknown type', { type: 'drawer', blocks: [] }, '/view/type'],
    ['101 blocks', modal({ blocks: many(101) }), '/view/blocks'],
    ['no blocks', { type: 'home' }, '/view'],
    ['no object', 'modal', '/view'],
  ])('are refused: %s', (_rule, view, pointer) => {
    expect(checkView(view).map((complaint) => complaint.pointer)).toEqual([pointer]);
  });
});

describe('the length of all text', () => {
  it('counts what people read, wherever it stands', () => {
    const blocks = [
      section({ text: mrkdwn(10), fields: [plain(5)] }),
      rich({ type: 'text', text: 'abc' }),
      actions(button({ value: x(99) })),
    ];
    expect(textLength(blocks)).toBe(10 + 5 + 3 + 5);
  });
});
