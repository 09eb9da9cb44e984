import type { Browser } from 'playwright-core';
import { seedIncidents } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage } from '../../sandbox/test/page/browser.ts';
import { type ChildApp, startChildApp } from './child-app.ts';

let app: ChildApp;
let browser: Browser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startChildApp({ PORT: '0' }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.terminate();
});

test("pasting an ARN in the sandbox's page answers in the thread, and its button posts the card", async () => {
  const { page, errors } = await openPage(browser, app.url);
  const composer = page.getByRole('textbox', { name: 'Message #incidents' });
  await composer.fill(`Is it this one? ${seedIncidents.alarm}`);
  await composer.press('Enter');
  await page.getByRole('button', { name: '1 reply' }).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread.getByText(/as of/).waitFor();
  await thread.getByText('High', { exact: true }).waitFor();
  await thread.getByRole('button', { name: 'Show card here' }).click();
  await thread.getByRole('link', { name: 'Card in this channel' }).waitFor();
  const channel = page.getByRole('log', { name: 'Messages in #incidents' });
  await channel.getByText(seedIncidents.alarm).last().waitFor();
  expect(await thread.getByRole('button', { name: 'Show card here' }).count()).toBe(0);
  expect(errors).toEqual([]);
  await page.context().close();
});

test("a console link in the sandbox's page has a preview, unfurls in place and opens its details", async () => {
  const { page, errors } = await openPage(browser, app.url);
  const link = `https://console.aws.amazon.com/systems-manager/incidents/home#${encodeURIComponent(seedIncidents.rule)}`;
  const composer = page.getByRole('textbox', { name: 'Message #incidents' });
  await composer.fill(link);
  await page.getByText('Incident Manager', { exact: true }).last().waitFor();
  await composer.press('Enter');
  const message = page.getByRole('log', { name: 'Messages in #incidents' }).getByRole('article').last();
  const details = message.getByRole('button', { name: /Search/ }).first();
  await details.click();
  const pane = page.getByRole('complementary', { name: 'Details' });
  await pane.getByText(seedIncidents.rule).waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});
