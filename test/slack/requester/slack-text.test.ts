import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { decodeSlackText, encodeSlackText } from '../../../src/slack/requester/slack-text.ts';

const piece = fc.oneof(
  fc.constantFrom('&', '<', '>', '&lt;', '&amp;', 'amp;', 'lt;', '&quot;', '&#60;'),
  fc.string({ unit: 'binary' }),
);

property.prop([fc.array(piece)])('what Slack escaped comes back as it was typed, decoded once', (pieces) => {
  const typed = pieces.join('');
  expect(decodeSlackText(encodeSlackText(typed))).toBe(typed);
});

test.each([
  ['4 &lt; 5 &amp;&amp; 6 &gt; 5', '4 < 5 && 6 > 5'],
  ['&amp;lt;', '&lt;'],
  ['&amp;amp;lt;', '&amp;lt;'],
  ['&quot; &#60; &nbsp;', '&quot; &#60; &nbsp;'],
])('decodes %s', (sent, typed) => {
  expect(decodeSlackText(sent)).toBe(typed);
});
