import { setTimeout as sleep } from 'node:timers/promises';
import type { PageMessage, SandboxState } from 'slack-aws-sandbox/page';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AppSandbox, startAppSandbox } from '../../src/app-sandbox.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { type Running, run } from '../../src/run.ts';
import { commands } from '../../src/slack/commands/run-command.ts';

let sandbox: AppSandbox;
let running: Running;
let address: string;
beforeAll(async () => {
  sandbox = await startAppSandbox({ PORT: '0', LOG_LEVEL: 'error' });
  Object.assign(process.env, sandbox.environment);
  const config = readConfig(sandbox.environment);
  running = await run({
    config,
    environment: sandbox.environment,
    log: createLog(config.logLevel),
    otherwise: sandbox.page,
    trustsCertificateUrl: sandbox.trustsCertificate,
  });
  address = `http://127.0.0.1:${running.port}`;
  sandbox.connect(address);
});
afterAll(async () => {
  await running.stop();
  await sandbox.close();
});

const get = async <Body>(path: string) => (await fetch(`${address}/sandbox/${path}`)).json() as Promise<Body>;
const post = async (path: string, body: object) => {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${address}/sandbox/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
};
const messages = () => get<PageMessage[]>(`messages?channel=${ids.incidents}&user=${ids.ada}`);

/** Waits for a message that holds the words. */
async function message(words: RegExp): Promise<string> {
  for (;;) {
    const found = (await messages()).map((each) => JSON.stringify(each)).find((each) => words.test(each));
    if (found !== undefined) return found;
    await sleep(50);
  }
}

const send = (text: string) => post('send', { user: ids.ada, channel: ids.incidents, text });

test('the composer offers every command of the app’s help', async () => {
  const { app } = await get<SandboxState>('state');
  const offered = app.commands.map(({ usage }) => usage);
  expect(offered).toEqual([...commands.map(({ usage }) => `/incident ${usage}`), '/incident help', '/invite @name']);
});

test('/incident doctor finds nothing wrong with the sandbox itself', async () => {
  expect(await send('/incident doctor')).toEqual({ ok: true });
  const report = await message(/Signing secret/);
  expect(report).not.toContain('not 32 hexadecimal digits');
});
