import { setTimeout as sleep } from 'node:timers/promises';
import { seedPlans } from 'slack-aws-sandbox/aws';
import type { PageMessage, PanelIncident, SandboxState } from 'slack-aws-sandbox/page';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandHelp } from '../../src/actions/actions.ts';
import { type ChildApp, startChildApp } from './child-app.ts';

/** Like `npm start` without any variable, except the port. */
let app: ChildApp;
beforeAll(async () => {
  app = await startChildApp({ PORT: '0' });
});
afterAll(async () => {
  await app.terminate();
});

const get = async <Body>(path: string) => (await fetch(`${app.url}/sandbox/${path}`)).json() as Promise<Body>;
const post = async (path: string, body: object) => {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${app.url}/sandbox/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
};
const messages = () => get<PageMessage[]>(`messages?channel=${ids.incidents}&user=${ids.ada}`);

/** Waits for a message that contains the text. */
async function message(words: RegExp): Promise<string> {
  for (;;) {
    const found = (await messages()).map((each) => JSON.stringify(each)).find((each) => words.test(each));
    if (found !== undefined) return found;
    await sleep(50);
  }
}

const send = (text: string) => post('send', { user: ids.ada, channel: ids.incidents, text });

test("the composer offers every command of the app's help", async () => {
  const { app: shown } = await get<SandboxState>('state');
  const offered = shown.commands.map(({ usage }) => usage);
  expect(offered).toEqual([...commandHelp.map(({ usage }) => `/incident ${usage}`), '/invite @name']);
});

test('/incident doctor finds no fault in the sandbox', async () => {
  expect(await send('/incident doctor')).toEqual({ ok: true });
  const report = await message(/Signing secret/);
  expect(report).not.toContain('not 32 hexadecimal digits');
});

test('a page that is acknowledged in the panel shows on the card', async () => {
  const title = 'Started in the panel';
  const { arn } = (await post('incidents/start', { plan: seedPlans.checkout, title })) as { arn: string };
  await message(new RegExp(title));
  const incidents = await get<PanelIncident[]>('incidents');
  const [page] = incidents.find((incident) => incident.arn === arn)?.pages ?? [];
  expect(await post('pages/acknowledge', { arn: page?.arn })).toEqual({ ok: true });
  await message(/Amelia Ruiz \(Checkout on-call\)/);
});
