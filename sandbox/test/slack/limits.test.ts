import { describe, expect, test } from 'vitest';
import { checkBlocks, checkView, complaintText, type Surface, textLength } from '../../slack/limits.ts';
import {
  actions,
  button,
  card,
  container,
  distinct,
  image,
  input,
  many,
  mrkdwn,
  option,
  options,
  plain,
  rich,
  rows,
  section,
  x,
} from './block-samples.ts';

type Case = [rule: string, surface: Surface, blocks: unknown];

describe('blocks that Slack accepts', () => {
  const cases: Case[] = [
    ['an empty list', 'message', []],
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
  test.each(cases)('Slack accepts %s', (_rule, surface, blocks) => {
    expect(checkBlocks(blocks, surface).map(complaintText)).toEqual([]);
  });
});

describe('views', () => {
  const modal = (more: object = {}) => ({ type: 'modal', title: plain(24), blocks: many(1), ...more });
  const inputs = [input({ type: 'plain_text_input' })];

  test.each([
    [
      'a modal at its limits',
      modal({ submit: plain(24), close: plain(24), private_metadata: x(3000), callback_id: x(255), blocks: inputs }),
    ],
    ['a home tab', { type: 'home', blocks: many(100), private_metadata: '' }],
  ])('views.open accepts %s', (_rule, view) => {
    expect(checkView(view).map(complaintText)).toEqual([]);
  });

  test.each([
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
    ['a value that is not an object', 'modal', '/view'],
  ])('views.open refuses %s', (_rule, view, pointer) => {
    expect(checkView(view).map((complaint) => complaint.pointer)).toEqual([pointer]);
  });
});

describe('the length of all text', () => {
  test('the length of all text counts visible text, wherever it is', () => {
    const blocks = [
      section({ text: mrkdwn(10), fields: [plain(5)] }),
      rich({ type: 'text', text: 'abc' }),
      actions(button({ value: x(99) })),
    ];
    expect(textLength(blocks)).toBe(10 + 5 + 3 + 5);
  });
});
