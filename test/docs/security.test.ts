import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { documentAt, tableUnder } from './documents.ts';

const attacks = tableUnder('SECURITY.md', 'Attacks, and what shows that they fail').slice(1);
const files = attacks.map(([, , shown = '']) => /\((test\/attacks\/[^)]+)\)/.exec(shown)?.[1] ?? '');

test('each attack says how it is refused and names a test that is there', () => {
  expect(attacks.length).toBeGreaterThan(10);
  expect(attacks.filter(([attack, refusal]) => !attack || !refusal)).toEqual([]);
  expect(files.filter((file) => !existsSync(file))).toEqual([]);
});

test('each suite of attacks is in the table', () => {
  expect(globSync('test/attacks/*.test.ts').filter((file) => !files.includes(file))).toEqual([]);
});

/** Figures of the page, and where the code has them. */
test.each([
  ['one megabyte', 'src/fronts/http/server.ts', /bodyLimit = 1_048_576/],
  [
    '15 seconds for a request, 10 for its headers',
    'src/fronts/http/server.ts',
    /patienceMs = 15_000 .*[\s\S]*\(patienceMs \* 2\) \/ 3/,
  ],
  ['five minutes either way', 'src/fronts/http/slack-front.ts', /toleranceS = 300/],
  ['cached for five minutes', 'src/slack/permissions.ts', /cacheMs = 300_000/],
  ['up to a minute late', 'src/gate/channel-facts.ts', /cacheMs = 60_000/],
  ['It listens on 127.0.0.1', 'src/config.ts', /HOST: z\.string\(\)\.default\('127\.0\.0\.1'\)/],
  ['Both are taken', 'src/notifications/sns/verify-signature.ts', /\['1', 'sha1'\],\s+\['2', 'sha256'\]/],
])('“%s” is what the code does', (words, file, code) => {
  expect(documentAt('SECURITY.md').text).toContain(words);
  expect(readFileSync(file, 'utf8')).toMatch(code);
});
