import type { PageView } from '../../page-api.ts';
import { card } from './fixture-card.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (value: string, text: string) => ({ text: plain(text), value });

const impacts = [option('1', 'Critical (1)'), option('2', 'High (2)'), option('3', 'Medium (3)')];

/** The edit modal with one input of every kind. */
export const editModal: PageView = {
  id: 'V0EDIT0001',
  type: 'modal',
  callback_id: 'edit',
  title: plain('Edit incident'),
  submit: plain('Save'),
  close: plain('Cancel'),
  hash: '1.a',
  blocks: [
    { type: 'alert', level: 'info', text: plain('Channels that watch this incident show the change.') },
    input('title', 'Title', {
      type: 'plain_text_input',
      action_id: 'value',
      initial_value: 'Checkout latency',
      max_length: 200,
    }),
    input('impact', 'Impact', {
      type: 'static_select',
      action_id: 'value',
      options: impacts,
      initial_option: impacts[1],
    }),
    input('summary', 'Summary', { type: 'plain_text_input', action_id: 'value', multiline: true }, true),
    input(
      'people',
      'Tell',
      { type: 'multi_users_select', action_id: 'value', placeholder: plain('Choose people') },
      true,
    ),
    input('service', 'Service', { type: 'external_select', action_id: 'value', min_query_length: 1 }, true),
    input('when', 'Since', { type: 'datetimepicker', action_id: 'value' }, true),
    input(
      'steps',
      'Done so far',
      { type: 'checkboxes', action_id: 'value', options: [option('a', 'Rolled back'), option('b', 'Customers told')] },
      true,
    ),
    input('link', 'Dashboard', { type: 'url_text_input', action_id: 'value' }, true),
  ],
};

function input(block_id: string, label: string, element: object, optional = false) {
  return { type: 'input', block_id, label: plain(label), element, optional };
}

/** The Home tab. */
export const homeView = (nowMs: number): PageView => ({
  id: 'V0HOME0001',
  type: 'home',
  hash: '1.h',
  blocks: [
    { type: 'header', text: plain('Open incidents') },
    ...card(Math.floor(nowMs / 1000) - 6720, 112).slice(1, 3),
    {
      type: 'actions',
      block_id: 'home',
      elements: [{ type: 'button', action_id: 'home_refresh', text: plain('Refresh'), value: 'x' }],
    },
    { type: 'divider' },
    { type: 'context', elements: [plain('You may write: yes. Region eu-west-1, account 111122223333.')] },
  ],
});
