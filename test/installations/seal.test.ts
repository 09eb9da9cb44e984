import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSeal } from '../../src/installations/seal.ts';

const [key, newKey] = [randomBytes(32), randomBytes(32)];

describe('a seal', () => {
  test('opens what it sealed, and seals the same text differently each time', () => {
    const { seal, open } = createSeal([key]);
    const [one, other] = [seal('xoxb-1-secret', 'T01'), seal('xoxb-1-secret', 'T01')];
    expect(one).not.toBe(other);
    expect(one).not.toContain('xoxb');
    expect([open(one, 'T01'), open(other, 'T01')]).toEqual(['xoxb-1-secret', 'xoxb-1-secret']);
  });

  test('with a new key in front, old text opens and new text is sealed with the new key', () => {
    const old = createSeal([key]).seal('xoxb-1', 'T01');
    const both = createSeal([newKey, key]);
    expect(both.open(old, 'T01')).toBe('xoxb-1');
    expect([both.isOld(old), both.isOld(both.seal('xoxb-1', 'T01'))]).toEqual([true, false]);
    expect(createSeal([newKey]).open(both.seal('xoxb-2', 'T01'), 'T01')).toBe('xoxb-2');
  });

  test.each<[string, (sealed: string) => string, string]>([
    ['another key', (sealed) => sealed, 'T01'],
    ['moved to another row', (sealed) => sealed, 'T02'],
    ['changed', (sealed) => `${sealed.slice(0, -3)}AAA`, 'T01'],
    ['cut short', (sealed) => sealed.slice(0, 20), 'T01'],
    ['a short tag', (sealed) => sealed.replace(/^(v1\.\w+\.[\w-]+)\.[\w-]+/, '$1.AAAA'), 'T01'],
    ['no sealed text', () => 'xoxb-1', 'T01'],
  ])('%s: is refused in one line, without the text', (name, change, about) => {
    const sealed = change(createSeal([key]).seal('xoxb-1', 'T01'));
    const { open } = createSeal([name === 'another key' ? newKey : key]);
    expect(() => open(sealed, about)).toThrow(expect.objectContaining({ code: 'configuration' }));
    expect(() => open(sealed, about)).toThrow(/^INSTALLATION_KEYS: none of the keys opens the token of T0\d\./);
  });
});
