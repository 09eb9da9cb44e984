import { expect, test } from 'vitest';
import { readSlackRequest } from '../../src/fronts/slack-request.ts';

const person = { user: { id: 'U1' }, channel: { id: 'C1' }, trigger_id: '1.2' };
const sender = { user: 'U1', channel: 'C1', trigger: '1.2' };

test.each<[string, Record<string, unknown>, object]>([
  [
    'a command',
    { command: '/incident', text: 'list', user_id: 'U1', channel_id: 'C1', trigger_id: '1.2' },
    { kind: 'command', text: 'list', ...sender },
  ],
  [
    'an event',
    {
      type: 'event_callback',
      event_id: 'Ev1',
      event: { type: 'link_shared', user: 'U1', channel: 'C1', message_ts: '9.1' },
    },
    { kind: 'event', id: 'Ev1', type: 'link_shared', messageTs: '9.1', user: 'U1', channel: 'C1', trigger: '' },
  ],
  [
    'an event about a channel',
    { type: 'event_callback', event: { type: 'channel_rename', channel: { id: 'C1' } } },
    { kind: 'event', channel: 'C1' },
  ],
  [
    'a click on a button',
    { type: 'block_actions', ...person, actions: [{ action_id: 'incident:note', value: 'v' }] },
    { kind: 'click', actionId: 'incident:note', value: 'v', option: '', ...sender },
  ],
  [
    'a choice in a menu',
    { type: 'block_actions', ...person, actions: [{ action_id: 'incident:more', selected_option: { value: 'o' } }] },
    { kind: 'click', actionId: 'incident:more', value: '', option: 'o' },
  ],
  [
    'a submitted form',
    { type: 'view_submission', ...person, view: { id: 'V1', hash: 'h', type: 'modal', callback_id: 'incident:note' } },
    { kind: 'form', view: { id: 'V1', hash: 'h', type: 'modal', callbackId: 'incident:note' } },
  ],
  ['a shortcut', { type: 'shortcut', ...person }, { kind: 'shortcut', ...sender }],
  ['a shortcut of a message', { type: 'message_action', ...person }, { kind: 'shortcut', ...sender }],
  [
    'the check of the address',
    { type: 'url_verification', challenge: 'c' },
    { kind: 'url_verification', challenge: 'c' },
  ],
  ['the check of the certificate', { ssl_check: '1', token: 't' }, { kind: 'ssl_check' }],
  [
    'anything else',
    { type: 'view_closed', user: 'U1', actions: {} },
    { kind: 'other', user: '', channel: '', trigger: '' },
  ],
])('%s', (_, body, request) => {
  expect(readSlackRequest(body)).toMatchObject(request);
});
