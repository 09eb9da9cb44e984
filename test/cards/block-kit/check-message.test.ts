import { describe, expect, test } from 'vitest';
import {
  actions,
  button,
  type CardBlock,
  type CardElement,
  type CardMessage,
  context,
  header,
  overflow,
  richText,
  section,
} from '../../../src/cards/block-kit/blocks.ts';
import { faultOf, fitMessage, type Part } from '../../../src/cards/block-kit/fit-message.ts';
import { limits } from '../../../src/cards/block-kit/limits.ts';
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

/** Text of a length, as no builder lets it through. */
const raw = (length: number) => ({ type: 'plain_text' as const, text: 'x'.repeat(length), emoji: false });
const option = (length: number) => ({ text: raw(1), value: 'x'.repeat(length) });
const select = (rest: object) =>
  ({ type: 'static_select', action_id: 'a', placeholder: raw(1), ...rest }) as CardElement;
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

test.each<[string, number, (size: number) => CardBlock]>([
  ['header', limits.headerText.max, (size) => ({ type: 'header', text: raw(size) })],
  ['section', limits.sectionText.max, (size) => ({ type: 'section', text: raw(size) })],
  ['context element', limits.sectionText.max, (size) => ({ type: 'context', elements: [raw(1), raw(size)] })],
  ['context', limits.contextElements.max, (size) => ({ type: 'context', elements: times(size, raw(1)) })],
  [
    'row of buttons',
    limits.actionsElements.max,
    (size) => ({ type: 'actions', elements: times(size, button('a', 'b')) }),
  ],
  [
    'value',
    limits.buttonValue.max,
    (size) => actions([button('a', 'b'), button('a', 'b', { value: 'x'.repeat(size) })]),
  ],
  ['link', limits.buttonUrl.max, (size) => actions([button('a', 'b', { url: 'x'.repeat(size) })])],
  ['menu', limits.optionValue.max, (size) => actions([overflow('a', [{ text: 'b', value: 'x'.repeat(size) }])])],
  ['select', limits.optionValue.max, (size) => actions([select({ options: [option(1), option(size)] })])],
  [
    'select with groups',
    limits.optionValue.max,
    (size) => actions([select({ option_groups: [{ label: raw(1), options: [option(size)] }] })]),
  ],
])('a %s is accepted up to Slack’s limit of %i, and without content never', (_, max, block) => {
  expect(faultOf({ text, blocks: [fine, block(max)] })).toBeUndefined();
  expect(faultOf({ text, blocks: [fine, block(max + 1)] })).toMatch(/^block 1 \(\w+\): /);
});

test.each<[string, CardBlock]>([
  ['header', { type: 'header', text: raw(0) }],
  ['section', { type: 'section', text: raw(0) }],
  ['context element', { type: 'context', elements: [raw(1), raw(0)] }],
  ['select', actions([select({ options: [option(0)] })])],
])('an empty %s is a fault', (_, block) => {
  expect(faultOf({ text, blocks: [block] })).toMatch(/^block 0 /);
});

test('the text and the number of blocks are accepted up to Slack’s limits', () => {
  const longest = (length: number) => mrkdwn`${'x'.repeat(length)}`.text;
  expect(faultOf({ text: longest(4000), blocks: [fine] })).toBeUndefined();
  expect(faultOf({ text: longest(4001), blocks: [fine] })).toBe('text has 4001 characters');
  expect(faultOf({ text, blocks: times(50, fine) })).toBeUndefined();
  expect(faultOf({ text, blocks: [{ type: 'divider' }] })).toBeUndefined();
});

describe('parts that are too long together', () => {
  const part = (name: string, length: number, rest: Partial<Part> = {}): Part => ({
    blocks: [section(mrkdwn`${name.repeat(length)}`)],
    ...rest,
  });
  const shortTo = (name: string, length: number) => () => part(name, length).blocks;
  /** How long each part is in the end. */
  const lengths = (parts: readonly Part[], textLength = 0): Record<string, number> =>
    Object.fromEntries(
      fitMessage(parts, textLength).map((block) => {
        const { text: shown } = (block as { text: { text: string } }).text;
        return [shown[0] ?? '', shown.length];
      }),
    );

  test('those that yield first are shortened first, only as far as needed, and stay in their places', () => {
    const parts = [
      part('a', 2900),
      part('b', 2900, { yields: 1, shorter: [shortTo('b', 2000), shortTo('b', 10)] }),
      part('c', 2900, { yields: 2, shorter: [shortTo('c', 2500), () => []] }),
      part('d', 2900, { shorter: [() => []] }),
    ];
    expect(lengths(parts)).toEqual({ a: 2900, b: 2900, d: 2900 });
    expect(Object.keys(lengths(parts))).toEqual(['a', 'b', 'd']);
    expect(lengths(parts, 600)).toEqual({ a: 2900, b: 2000, d: 2900 });
    expect(lengths(parts, 4000)).toEqual({ a: 2900, b: 10 });
    expect(lengths(parts.slice(0, 3))).toEqual({ a: 2900, b: 2900, c: 2900 });
  });

  test('the notification text counts twice, as it may be escaped, and a hundred characters are kept free', () => {
    const yielding = part('y', 2900, { shorter: [() => []] });
    const size = JSON.stringify(yielding.blocks).length;
    const textLength = (limits.messageJson.max - 100 - size) / 2;
    expect(lengths([yielding], Math.floor(textLength))).toEqual({ y: 2900 });
    expect(lengths([yielding], Math.floor(textLength) + 1)).toEqual({});
  });

  test('there are never more blocks than Slack takes', () => {
    expect(fitMessage(times(60, { blocks: [{ type: 'divider' as const }] }), 0)).toHaveLength(limits.messageBlocks.max);
  });
});
