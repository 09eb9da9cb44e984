import { expect, test } from 'vitest';
import { richTextWords } from '../../src/slack/comments/rich-text.ts';

const section = (...elements: object[]) => ({ type: 'rich_text_section', elements });
const said = (text: string) => ({ type: 'text', text });

test.each([
  ['text, as Slack escapes it', [section(said('a < b & <@U1>'))], 'a &lt; b &amp; &lt;@U1&gt;'],
  ['a mention', [section(said('ask '), { type: 'user', user_id: 'U1' })], 'ask <@U1>'],
  ['a list', [{ type: 'rich_text_list', elements: [section(said('one')), section(said('two'))] }], '- one\n- two'],
  ['a quote', [{ type: 'rich_text_quote', elements: [said('p99 > 4 s')] }], '> p99 &gt; 4 s'],
  ['a link', [section({ type: 'link', url: 'https://x.test', text: 'graph' })], 'graph (https://x.test)'],
  ['an @here, which notifies nobody', [section({ type: 'broadcast', range: 'here' })], '@here'],
  ['nothing', [], ''],
])('a comment with %s', (_, elements, words) => {
  expect(richTextWords({ type: 'rich_text', elements })).toBe(words);
});

test.each([undefined, null, 'text', 7, [], { elements: [null, 'x'] }])('%j is a comment without words', (value) => {
  expect(richTextWords(value)).toBe('');
});
