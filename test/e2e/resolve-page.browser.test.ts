import type { Browser } from 'playwright-core';
import { seedIncidents } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../sandbox/test/page/browser.ts';
import { type ChildApp, startChildApp } from './child-app.ts';

let app: ChildApp;
let browser: Browser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startChildApp({ PORT: '0' }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await app.terminate();
});

test("resolving an incident in the sandbox's page changes the card", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  page.setDefaultTimeout(15_000);
  await page.goto(app.url);
  const composer = page.getByRole('textbox', { name: /message/i });
  await composer.fill(`/incident ${seedIncidents.low}`);
  await composer.press('Enter');
  const main = page.getByRole('main');
  await main.getByRole('button', { name: /^Resolve:/ }).click();
  // The confirmation.
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText('Resolve this incident?').waitFor();
  await dialog.getByRole('button', { name: 'Resolve' }).click();
  await main.getByRole('button', { name: /^Report:/ }).waitFor();
  await main
    .getByText(/Resolved after/)
    .first()
    .waitFor();
  await main
    .getByText(/^Resolved: /)
    .first()
    .waitFor();
  expect(await main.getByRole('button', { name: /^Resolve:/ }).count()).toBe(0);
  await page.close();
});

test("adding a note by the form in the sandbox's page is confirmed", async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  page.setDefaultTimeout(15_000);
  await page.goto(app.url);
  const composer = page.getByRole('textbox', { name: /message/i });
  await composer.fill(`/incident note ${seedIncidents.alarm}`);
  await composer.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /Note/ }).fill('Rolled back to 41');
  await dialog.getByRole('button', { name: 'Add note' }).click();
  await page
    .getByText(/Noted in the timeline/)
    .first()
    .waitFor();
  expect(await dialog.count()).toBe(0);
  await page.close();
});
