import { fc, test as property } from '@fast-check/vitest';
import type { KnownBlock, ModalView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import type { CardModal } from '../../../src/cards/block-kit/blocks.ts';
import { type CardBlock, type CardMessage, section } from '../../../src/cards/block-kit/blocks.ts';
import {
  code,
  date,
  escapeText,
  join,
  link,
  mrkdwn,
  truncateMrkdwn,
  userGroup,
  utc,
} from '../../../src/cards/text/mrkdwn.ts';
import { anyText } from '../arbitrary-view.ts';

describe('a text that did not go through the escape module does not compile', () => {
  const raw: string = '<!channel>';

  test('in a block', () => {
    const safe: CardBlock = { type: 'section', text: mrkdwn`${raw}` };
    // @ts-expect-error a raw string is no SafeText
    const unsafe: CardBlock = { type: 'section', text: { type: 'mrkdwn', text: raw, verbatim: true } };
    // @ts-expect-error a section takes Mrkdwn only
    const refused = () => section(raw);
    expect([safe, unsafe, refused]).toHaveLength(3);
  });

  test('in the top-level text', () => {
    // @ts-expect-error a raw string is no SafeText
    const unsafe: CardMessage = { text: raw, blocks: [] };
    expect(unsafe.blocks).toEqual([]);
  });

  test('while all of our blocks are blocks of Slack', () => {
    const blocks = (ours: CardBlock[]): KnownBlock[] => ours;
    const view = (ours: CardModal): ModalView => ours;
    expect([blocks, view]).toHaveLength(2);
  });
});

describe('escaped text', () => {
  test.each([
    [
      'mentions and links become words',
      '<!channel> <@U1> <https://e.example|x>',
      '&lt;!channel&gt; &lt;@U1&gt; &lt;https://e.example|x&gt;',
    ],
    ['an ampersand is escaped once', 'a & b &amp;', 'a &amp; b &amp;amp;'],
    ['marks at a word edge become look-alikes', '*a* _b_ ~c~', '∗a∗ ˍbˍ ∼c∼'],
    ['marks inside a word stay, so that names can be copied', 'my_service_name 2*3', 'my_service_name 2*3'],
    ['backticks cannot open code', '`rm`', 'ˋrmˋ'],
    ['a quote mark at the start is no quote', '> hi', '› hi'],
    ['lines become one', 'a\n\n b\tc', 'a b c'],
    ['overrides and zero-width characters go', 'a\u202Eb\u200Bc\uFEFF', 'abc'],
    ['lone surrogates are replaced', 'a\uD800b', 'a\uFFFDb'],
    ['controls go', 'a\u0000\u0007b', 'ab'],
    ['piled-up accents are thinned', `a${'\u0301'.repeat(50)}`, `a${'\u0301'.repeat(4)}`],
    ['text from right to left is isolated', 'مرحبا', '\u2068مرحبا\u2069'],
    ['emoji keep their joiners', '👨‍👩‍👧', '👨‍👩‍👧'],
  ])('%s', (_, text, escaped) => {
    expect(escapeText(text)).toEqual({ type: 'mrkdwn', text: escaped, verbatim: true });
  });

  property.prop([anyText(500)])('never holds a bracket, whatever it was', (text) => {
    expect(mrkdwn`${text}`.text).not.toMatch(/[<>]/);
    expect(code(text).text).not.toMatch(/[<>]/);
  });
});

describe('our own marks', () => {
  test.each([
    ['a part of a sentence', ' 2 could not be invited.', 'You are invited. 2 could not be invited.'],
    ['nothing', '', 'You are invited.'],
    ['a blank', ' \n', 'You are invited. '],
    ['what nobody sees', '\u200b', 'You are invited.'],
  ])('and the blanks around %s stay', (_, rest, text) => {
    expect(mrkdwn`You are invited.${rest}`.text).toBe(text);
  });

  test('stay, and what is escaped already is not escaped again', () => {
    expect(mrkdwn`*${'a<b'}* ${mrkdwn`_${'c&d'}_`} ${3}`.text).toBe('*a&lt;b* _c&amp;d_ 3');
  });

  test.each([
    ['https://e.example/?a=1&b=2', 'x|y', '<https://e.example/?a=1&amp;b=2|x¦y>'],
    ['https://e.example/|>', 'x', '<https://e.example/%7C%3E|x>'],
    ['http://e.example', 'x', 'x'],
    ['javascript:alert(1)', 'x', 'x'],
    ['https://user:secret@e.example', 'x', 'x'],
    [undefined, '<x>', '&lt;x&gt;'],
  ])('a link to %s', (address, words, text) => {
    expect(link(address, words).text).toBe(text);
  });

  test.each([
    [Date.UTC(2026, 10, 20, 10, 0), '<!date^1795168800^{time}|2026-11-20 10:00 UTC>'],
    [Number.NaN, 'an unknown time'],
    [-1, 'an unknown time'],
    [Number.MAX_SAFE_INTEGER, 'an unknown time'],
  ])('a time of %d', (ms, text) => {
    expect(date(ms, '{time}').text).toBe(text);
  });

  test('a time in UTC can be told to the second', () => {
    expect(utc(Date.UTC(2026, 10, 20, 10, 0, 7), 'seconds')).toBe('2026-11-20 10:00:07 UTC');
  });

  test('only an id of a user group is mentioned', () => {
    expect(userGroup('S012AB3CD').text).toBe('<!subteam^S012AB3CD>');
    expect(userGroup('here> <!channel').text).toBe('');
  });

  test('empty parts leave no gap', () => {
    expect(join([mrkdwn`a`, undefined, mrkdwn``, mrkdwn`b`], ' · ').text).toBe('a · b');
  });

  property.prop([anyText(300), fc.integer({ min: 5, max: 300 })])(
    'a cut never breaks a link or an entity',
    (text, limit) => {
      const long = mrkdwn`${text} ${link('https://e.example/a', 'words')} ${text}`;
      const short = truncateMrkdwn(long, limit).text;
      expect(short.length).toBeLessThanOrEqual(Math.max(limit, 1));
      expect(short.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]/);
      expect(short.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
    },
  );
});
