import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { seedIncidents } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../sandbox/test/page/browser.ts';
import { type ChildApp, startChildApp } from './child-app.ts';

// `npm run pictures` writes those that the README shows.
const pictures = process.env.UPDATE_PICTURES ? 'docs/images' : 'coverage/pictures';

let app: ChildApp;
let browser: Browser;
const open = async (width: number, height: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> => {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, deviceScaleFactor: 2 });
  await page.goto(app.url);
  return page;
};

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  [app, browser] = await Promise.all([startChildApp({ PORT: '0' }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await app.terminate();
});

describe('the sandbox in a browser', () => {
  test("typing the command in the sandbox's page shows the card", async () => {
    const page = await open(1280, 860);
    const composer = page.getByRole('textbox', { name: /message/i });
    await composer.fill(`/incident ${seedIncidents.critical}`);
    await composer.press('Enter');
    const card = page.getByRole('heading', { name: /Checkout latency/ });
    await card.waitFor({ timeout: 15_000 });
    await page.getByText('Critical', { exact: true }).first().waitFor();
    await page.getByText(seedIncidents.critical).first().waitFor();
    await page.screenshot({ path: `${pictures}/card.png` });
    await page.close();
  });

  test('picking a seeded incident shows its card, on a phone without anything cut off', async () => {
    const page = await open(390, 844, 'dark');
    await page.getByText('Loading messages').waitFor({ state: 'detached' });
    await page
      .getByRole('heading', { name: /Checkout latency/ })
      .first()
      .waitFor({ timeout: 15_000 });
    const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(wide).toBe(false);
    await page.screenshot({ path: `${pictures}/phone.png` });
    await page.close();
  });

  test('an incident started in the panel gets its card, and its thread shows the changes', async () => {
    const page = await open(1280, 860);
    const plans = (await (await fetch(`${app.url}/sandbox/plans`)).json()) as { arn: string; name: string }[];
    const send = async (path: string, body: object) =>
      (await fetch(`${app.url}/sandbox/incidents/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then((answer) => answer.json())) as { arn: string };
    const plan = plans.find(({ name }) => name === 'search-plan')?.arn;
    const { arn } = await send('start', { plan, title: 'Search is slow for everybody', impact: 2 });
    await page.getByRole('heading', { name: /Search is slow for everybody/ }).waitFor({ timeout: 15_000 });
    await send('update', { arn, status: 'RESOLVED' });
    await page
      .getByText(/Resolved after/)
      .first()
      .waitFor({ timeout: 15_000 });
    await page.close();
  });
});
