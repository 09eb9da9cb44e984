import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** What packaging prints when it stops, made without credentials or network. */
async function package_(environment: Record<string, string>): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, SLS_TELEMETRY_DISABLED: '1', ...environment };
  const [folder, command] = ['dist/test-settings', 'node_modules/.bin/osls'];
  return promisify(execFile)(command, ['package', '--stage', 'nowhere', '--package', folder], { env }).then(
    () => 'it was packaged',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
  );
}

test('wrong settings stop the packaging, one line for each; a missing .env.STAGE is said', {
  timeout: 120_000,
}, async () => {
  const output = await package_({ CHAT_TOPICS: 'foo', STATUS_POSTS: 'often' });
  expect(output).toMatch(/^There is no \.env\.nowhere: /m);
  expect(output.match(/^CHAT_TOPICS: found "foo", expected topics with their channels/gm)).toHaveLength(1);
  expect(output.match(/^STATUS_POSTS: found "often", expected /gm)).toHaveLength(1);
});

test('every variable that the stack hands on is checked', () => {
  const stack = readFileSync('serverless.yml', 'utf8') + readFileSync('deploy/settings.cjs', 'utf8');
  const read = [...stack.matchAll(/\$\{env:([A-Z_]+)|env:([A-Z_]+),|process\.env\.([A-Z_]+)/g)].map(
    ([, one, two, three]) => one ?? two ?? three ?? '',
  );
  const checked = readFileSync('scripts/check-settings.ts', 'utf8');
  expect(read.length).toBeGreaterThan(5);
  expect([...new Set(read)].filter((name) => !checked.includes(`'${name}'`))).toEqual([]);
});
