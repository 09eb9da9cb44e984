import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { launchBrowser, openPage } from '../../sandbox/test/page/browser.ts';
import { type ChildApp, startChildApp } from './child-app.ts';

// `npm run pictures` writes the one that the README shows.
const pictures = process.env.UPDATE_PICTURES ? 'docs/images' : 'coverage/pictures';

let app: ChildApp;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  [app, browser] = await Promise.all([startChildApp({ PORT: '0', INCIDENT_ROOMS: '1,2' }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await app.terminate();
});

vi.setConfig({ testTimeout: 180_000 });

test("an incident started in the sandbox's page gets a room, where one takes the lead and catches up", async () => {
  const { page, errors } = await openPage(browser, app.url, { viewport: { width: 1180, height: 1330 } });
  page.setDefaultTimeout(60_000);
  const composer = page.getByRole('textbox', { name: /^Message #/ });
  const type = async (text: string) => {
    await composer.fill(text);
    await composer.press('Enter');
  };
  await type('/incident start');
  const dialog = page.getByRole('dialog');
  const choose = async (name: RegExp, option: RegExp) => {
    await dialog.getByRole('combobox', { name }).click();
    await dialog.getByRole('option', { name: option }).click();
  };
  await choose(/Response plan/, /search-plan|Search/);
  // The app draws the form again, with whom the plan pages.
  await dialog.getByText(/pages (now|nobody)/).waitFor();
  await dialog.getByRole('textbox', { name: /Title/ }).fill('Search answers slowly');
  await choose(/Impact/, /High/);
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();

  const room = page
    .getByRole('navigation', { name: 'Workspace' })
    .getByRole('button', { name: /search-answers-slowly/ });
  await room.click();
  const log = page.getByRole('log', { name: /search-answers-slowly/ });
  await log.getByText('The card is pinned here').waitFor();
  const led = log.getByText(/ada leads: /).first();
  // The page takes no click of a person whom the app is just inviting, so it is clicked again, as a person would.
  await log.getByText('Pinned').first().waitFor();
  while (!(await led.isVisible())) {
    const button = log.getByRole('button', { name: /^Take the lead/ }).first();
    await button.press('Enter', { timeout: 2000 }).catch(() => undefined);
    await led.waitFor({ timeout: 4000 }).catch(() => undefined);
  }
  await page
    .getByText(/^🟠 High, open since .* Lead: ada/)
    .first()
    .waitFor();
  await type('/incident note Restarted the slow shard');
  await log.getByText('Restarted the slow shard').first().waitFor();
  await log
    .getByRole('button', { name: /^Catch up/ })
    .first()
    .press('Enter');
  const told = log.getByText(/Since it started/);
  await told.waitFor();
  await page.getByRole('banner').getByRole('button', { name: 'Incident Manager' }).click();
  await told.scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${pictures}/room.png` });
  expect(errors).toEqual([]);
  await page.context().close();
});
