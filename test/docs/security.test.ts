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
  ['It listens on 127.0.0.1', 'src/config/config.ts', /HOST: z\.string\(\)\.default\('127\.0\.0\.1'\)/],
  ['Both are taken', 'src/notifications/sns/verify-signature.ts', /\['1', 'sha1'\],\s+\['2', 'sha256'\]/],
])('“%s” is what the code does', (words, file, code) => {
  expect(documentAt('SECURITY.md').text).toContain(words);
  expect(readFileSync(file, 'utf8')).toMatch(code);
});

/** What the pages promise in their lists, by the first words of each item, and the tests that show it. */
const claims: Readonly<Record<string, readonly string[]>> = {
  'One card per incident and channel': [
    'test/posting/card-keeper.test.ts',
    'test/e2e/alarms.test.ts',
    'test/e2e/show-incident.test.ts',
    'test/e2e/actors.test.ts',
    'test/cards/golden.test.ts',
  ],
  'Nothing pings, nothing leaks': [
    'test/attacks/injection.test.ts',
    'test/cards/text/markdown-to-rich-text.test.ts',
    'test/e2e/watching.test.ts',
    'test/e2e/show-incident.test.ts',
    'test/attacks/outsiders.test.ts',
  ],
  'Nothing is lost': [
    'test/e2e/show-incident.test.ts',
    'test/sqlite/queue-crash.test.ts',
    'test/e2e/passing-refusals.test.ts',
    'test/e2e/given-up.test.ts',
    'test/slack/requester/failures.test.ts',
  ],
  'Everyone in the workspace can read': [
    'test/e2e/permissions.test.ts',
    'test/attacks/account-and-region-escapes.test.ts',
  ],
  'A channel that becomes shared': [
    'test/e2e/shared-unfurl.test.ts',
    'test/gate/channel-facts.test.ts',
    'test/e2e/unfurl-links.test.ts',
  ],
  'A watch shows its incident': ['test/e2e/watching.test.ts'],
  'A preview while a message is being written': ['test/e2e/unfurl-links.test.ts'],
  'The members of a user group': ['test/e2e/permissions.test.ts'],
  'SNS signs with SHA-1': ['test/notifications/sns/verify-signature.test.ts'],
  'What comes by SQS or Lambda': ['test/doctor/queue-policy.test.ts', 'test/attacks/forged-sns-messages.test.ts'],
  'Links that people put into an incident': [
    'test/attacks/injection.test.ts',
    'test/cards/text/markdown-to-rich-text.test.ts',
  ],
  'A function URL is public': ['test/lambda/slack.test.ts'],
  'Who holds the signing secret': ['test/attacks/forged-slack-requests.test.ts'],
  'The sandbox is for one machine': ['test/e2e/process.test.ts'],
};

const items = [...sectionItems('README.md', 'What to expect'), ...sectionItems('SECURITY.md', 'What remains')];

/** The bold first words of each item of a section's list. */
function sectionItems(file: string, heading: string): string[] {
  const [, section = ''] = documentAt(file).text.split(`\n## ${heading}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^- \*\*([^*]+)\*\*/gm)].map(([, words = '']) => words);
}

test('each promise of README.md and SECURITY.md names its tests', () => {
  expect(items.length).toBeGreaterThan(10);
  expect(items.filter((item) => !Object.keys(claims).some((words) => item.startsWith(words)))).toEqual([]);
  expect(Object.keys(claims).filter((words) => !items.some((item) => item.startsWith(words)))).toEqual([]);
});

test.each(Object.entries(claims))('“%s”: its tests are there', (_, tests) => {
  expect(tests.length).toBeGreaterThan(0);
  expect(tests.filter((file) => !existsSync(file))).toEqual([]);
});
