import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startChildApp } from '../e2e/child-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'incident-lines-'));
afterAll(() => rmSync(folder, { recursive: true }));

const isJson = (line: string): boolean => {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
};

test.each([
  ['', {}],
  [', also where the log itself is written by console', { POWERTOOLS_DEV: 'true' }],
])('what libraries and Node print by themselves becomes a line of the log, once%s', async (_, environment) => {
  const program = `
    import { createLog } from './src/log.ts';
    import { takePlainLines } from './src/config/plain-lines.ts';
    takePlainLines(createLog('warn'));
    for (let count = 0; count < 3; count += 1) console.warn('a %s\\n  of two lines', 'text');
    console.error(new Error('broken'));
    console.info({ name: 'value' });
    process.emitWarning('old Node', 'NodeDeprecationWarning');
    setImmediate(() => undefined);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  await once(child, 'close');
  // Written by console, a line is spread over several.
  const lines = output.trim().split(/\n(?=\{)/);
  expect(lines.filter((line) => !isJson(line))).toEqual([]);
  const reasons = lines.map((line) => JSON.parse(line)).map(({ reason }) => reason as string);
  expect(reasons.sort()).toEqual([
    expect.stringMatching(/^Error: broken at /),
    'NodeDeprecationWarning: old Node',
    'a text of two lines',
    "{ name: 'value' }",
  ]);
});

test('with queues in another Region and credentials from two places, every line after the first is JSON', {
  timeout: 60_000,
}, async () => {
  const server = createServer((request, response) => {
    request.resume().once('end', () => setTimeout(() => response.end('{}'), 500));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(
    join(folder, 'credentials'),
    '[other]\naws_access_key_id = AKIDOTHER\naws_secret_access_key = secret\n',
  );
  const app = await startChildApp({
    SLACK_BOT_TOKEN: 'xoxb-a',
    SLACK_SIGNING_SECRET: '0123456789abcdef',
    SLACK_API_URL: `${address}/api/`,
    AWS_REGION: 'eu-west-1',
    AWS_PROFILE: 'other',
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_SQS: address,
    QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111122223333/jobs.fifo',
    NOTIFICATIONS_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/heard',
    STORE_URL: `sqlite:${join(folder, 'incidents.db')}`,
    PORT: '0',
  });
  await app.terminate();
  server.closeAllConnections();
  server.close();
  const [first, ...lines] = app.output().trim().split('\n');
  expect(first).toMatch(/^Listening on /);
  expect(lines.filter((line) => !isJson(line))).toEqual([]);
  expect(app.output()).toContain('Multiple credential sources');
});
