import { describe, expect, test } from 'vitest';
import { commandHints } from '../../page/composer/commands.ts';
import { typedText } from '../../page/composer/typed-text.ts';
import { channelMessages, threadMessages } from '../../page/state/message-list.ts';
import { emptyPage } from '../../page/state/page-state.ts';
import { type PageAction, reduce } from '../../page/state/reduce.ts';
import type { PageMessage } from '../../page-api.ts';
import { ids, workspace } from './fixture-state.ts';

const stateAfter = (...actions: PageAction[]) => actions.reduce(reduce, emptyPage);
const start: PageAction = { type: 'workspace', workspace: workspace('') };
const message = (ts: string, more: Partial<PageMessage> = {}): PageMessage => ({
  ts,
  channel: ids.incidents,
  user: ids.viewer,
  text: ts,
  ...more,
});
const came = (ts: string, more?: Partial<PageMessage>): PageAction => ({
  type: 'event',
  event: { type: 'message', message: message(ts, more) },
});

describe('the page’s state', () => {
  test('the page starts with the first person and the first channel', () => {
    const { person, place } = stateAfter(start);
    expect([person, place]).toEqual([ids.editor, { kind: 'channel', channel: ids.incidents }]);
  });

  test('a person of another organisation sees only shared channels', () => {
    const { place } = stateAfter(start, { type: 'person', person: ids.stranger });
    expect(place).toEqual({ kind: 'channel', channel: ids.partner });
  });

  test('selecting the acting person again does not change the state', () => {
    const before = stateAfter(start, came('1'), { type: 'connection', connection: 'live' });
    expect(reduce(before, { type: 'person', person: before.person })).toBe(before);
  });

  test('a new message is inserted in order, and a changed one is replaced', () => {
    const changed: PageAction = {
      type: 'event',
      event: { type: 'message_changed', message: message('2', { text: 'x' }) },
    };
    const { messages } = stateAfter(start, came('3'), came('2'), changed);
    expect(messages[ids.incidents]?.map(({ text }) => text)).toEqual(['x', '3']);
  });

  test('messages that arrive while the list loads are kept', () => {
    const { messages } = stateAfter(start, came('3'), {
      type: 'listed',
      channel: ids.incidents,
      messages: [message('1')],
    });
    expect(messages[ids.incidents]?.map(({ ts }) => ts)).toEqual(['1', '3']);
  });

  test('ephemeral messages of other persons are not shown', () => {
    const { messages } = stateAfter(start, came('1', { ephemeral_to: ids.viewer }));
    expect(messages[ids.incidents]).toBeUndefined();
  });

  test('unread messages of other channels are counted until the channel is opened', () => {
    const elsewhere = came('1', { channel: ids.checkout });
    expect(stateAfter(start, elsewhere, elsewhere).unread[ids.checkout]).toBe(2);
    const go: PageAction = { type: 'go', place: { kind: 'channel', channel: ids.checkout } };
    expect(stateAfter(start, elsewhere, go).unread[ids.checkout]).toBe(0);
  });

  test('the page keeps its content while the stream is down, and reloads when it is back', () => {
    const lost: PageAction = { type: 'connection', connection: 'lost' };
    expect(stateAfter(start, came('1'), lost).messages[ids.incidents]).toHaveLength(1);
    expect(stateAfter(start, came('1'), lost, { type: 'connection', connection: 'live' }).messages).toEqual({});
  });

  test('a thread closes when its first message is deleted', () => {
    const open: PageAction = { type: 'side', side: { kind: 'thread', channel: ids.incidents, ts: '1' } };
    const gone: PageAction = { type: 'event', event: { type: 'message_deleted', channel: ids.incidents, ts: '1' } };
    expect(stateAfter(start, came('1'), open, gone).side).toBeUndefined();
  });
});

test('replies stay in their thread unless they are broadcast to the channel', () => {
  const all = [message('1'), message('2', { thread_ts: '1' }), message('3', { thread_ts: '1', broadcast: true })];
  expect(channelMessages(all).map(({ ts }) => ts)).toEqual(['1', '3']);
  expect(threadMessages(all, '1').map(({ ts }) => ts)).toEqual(['1', '2', '3']);
});

test.each([
  ['/inc', ['/incident ', '/incident watch ', '/incident watching', '/incident list ']],
  ['/incident wa', ['/incident watch ', '/incident watching']],
  ['/inv', ['/invite ']],
  ['/incident arn:aws:…', []],
  ['hello', []],
])('typing "%s" shows hints', (typed, texts) => {
  expect(commandHints(typed, workspace('').app.commands).map(({ text }) => text)).toEqual(texts);
});

test('a hint inserts the words of a command and shows its arguments', () => {
  expect(commandHints('/incident watch', workspace('').app.commands)[0]).toEqual({
    text: '/incident watch ',
    usage: '<arn> [every 30m]',
    description: 'follows it here',
  });
});

test('a stored text is edited as it was typed', () => {
  const stored = '<@U0EDITOR01> see <https://a.example/?x=1&amp;y=2> &lt;3 in <#C0CHECKOU1|checkout>';
  expect(typedText(stored, workspace(''))).toBe('@ada see https://a.example/?x=1&y=2 <3 in #checkout');
});
