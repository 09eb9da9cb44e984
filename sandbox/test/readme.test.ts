import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const readme = readFileSync('sandbox/README.md', 'utf8');
const [start = '', use = '', services = ''] = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(
  ([, code = '']) => code,
);

/** Runs code as a module inside the package, where its own name resolves. */
function run(code: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: 'sandbox',
    env: { PATH: process.env.PATH },
  });
  return { status, stderr: stderr.toString(), lines: stdout.toString().trim().split('\n') };
}

test('the embedded Slack starts in five lines', () => {
  const lines = start.split('\n').filter((line) => line !== '' && !line.startsWith('import'));
  expect(lines).toHaveLength(5);
});

test('the README’s Bolt app receives a command and the test reads its answer', () => {
  const { status, stderr, lines } = run(start + use);
  expect(status, stderr).toBe(0);
  expect(lines.at(-1)).toBe('Nothing is on fire.');
});

test('the README’s AWS client reads a seeded incident', () => {
  const { status, stderr, lines } = run(services);
  expect(status, stderr).toBe(0);
  expect(lines.at(-1)).toBe('Checkout latency & errors p99 > 4s');
});
