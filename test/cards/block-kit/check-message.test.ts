import { expect, test } from 'vitest';
import {
  actions,
  button,
  type CardMessage,
  context,
  header,
  overflow,
  richText,
  section,
} from '../../../src/cards/block-kit/blocks.ts';
import { faultOf } from '../../../src/cards/block-kit/fit-message.ts';
import { mrkdwn } from '../../../src/cards/text/mrkdwn.ts';

const text = mrkdwn`x`.text;
const fine = section(mrkdwn`x`);
const long = section(mrkdwn`${'x'.repeat(2900)}`);

test.each<[string, CardMessage, string | undefined]>([
  ['a good message', { text, blocks: [header('x'), fine, context(mrkdwn`x`), actions([button('a', 'b')])] }, undefined],
  ['no text', { text: mrkdwn``.text, blocks: [fine] }, 'text has 0 characters'],
  ['no blocks', { text, blocks: [] }, '0 blocks'],
  ['too many blocks', { text, blocks: Array.from({ length: 51 }, () => fine) }, '51 blocks'],
  ['an empty context', { text, blocks: [context()] }, 'block 0 (context): number of elements'],
  ['no buttons', { text, blocks: [fine, actions([])] }, 'block 1 (actions): number of elements'],
  [
    'an option without value',
    { text, blocks: [actions([overflow('a', [{ text: 'b', value: '' }])])] },
    'block 0 (actions): value of an option',
  ],
  [
    'a value that is too long',
    { text, blocks: [actions([button('a', 'b', { value: 'x'.repeat(2001) })])] },
    'block 0 (actions): value of a button',
  ],
  ['rich text without any', { text, blocks: [richText([])] }, 'block 0 (rich_text): no elements'],
])('%s', (_, message, fault) => {
  expect(faultOf(message)).toBe(fault);
});

test('more than Slack takes in all', () => {
  const message: CardMessage = { text, blocks: [long, long, long, long] };
  expect(faultOf(message)).toBe(`${JSON.stringify(message).length} characters of JSON`);
});
