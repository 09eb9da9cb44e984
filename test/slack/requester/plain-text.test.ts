import { expect, test } from 'vitest';
import { plainText } from '../../../src/slack/requester/slack-text.ts';

const names = new Map([['U1', 'Ada Lovelace']]);

test.each([
  ['<https://dash.example/x|dashboard> is fine', 'dashboard (https://dash.example/x) is fine'],
  ['<https://dash.example/x>', 'https://dash.example/x'],
  ['<https://dash.example/x|https://dash.example/x>', 'https://dash.example/x'],
  ['thanks <@U1> and <@U2|bob>', 'thanks @Ada Lovelace and @U2'],
  ['see <#C1|checkout>', 'see #checkout'],
  ['<!here> <!subteam^S1|@oncall>', '@here @oncall'],
  ['a &lt;b&gt; &amp;lt; c', 'a <b> &lt; c'],
  ['&lt;@U1&gt; stays text', '<@U1> stays text'],
])('%s becomes plain text', (text, words) => {
  expect(plainText(text, names)).toBe(words);
});
