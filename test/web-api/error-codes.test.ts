import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kindOfSlackCode, knownSlackCodes } from '../../src/web-api/error-codes.ts';
import { documentedCodes } from './documented-codes.ts';

const source = join(import.meta.dirname, '../../src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const text = files.map((name) => readFileSync(join(source, name), 'utf8')).join('\n');

describe('Slack’s errors', () => {
  test('each error of Slack is in the table once', () => {
    expect(knownSlackCodes.toSorted()).toEqual([...new Set(knownSlackCodes)].toSorted());
  });

  test.each(Object.entries(documentedCodes))('the errors of %s are sorted', (_, codes) => {
    const unknown = codes.split(' ').filter((code) => code !== '' && kindOfSlackCode(code) === undefined);
    expect(unknown).toEqual([]);
  });

  test('every method that the app calls has documented errors', () => {
    const calls = text.matchAll(
      /\bslack\.((?:[a-z]+\.)+[a-zA-Z]+)\(|\bslack\s*\n\s*\.([a-z]+)\s*\n?\s*\.([a-zA-Z]+)\(/g,
    );
    const called = new Set([...calls].map(([, whole, family, name]) => whole ?? `${family}.${name}`));
    expect(called.size).toBeGreaterThan(15);
    expect([...called].filter((method) => !(method in documentedCodes))).toEqual([]);
  });

  test.each(['invalid_auth', 'token_revoked', 'account_inactive', 'is_inactive', 'team_access_not_granted'])(
    '%s is an error of the token, never of the channel',
    (code) => expect(kindOfSlackCode(code)).toBe('token'),
  );

  test.each(['rate_limited', 'ratelimited', 'message_limit_exceeded', 'team_added_to_org'])('%s is transient', (code) =>
    expect(kindOfSlackCode(code)).toBe('transient'),
  );
});
