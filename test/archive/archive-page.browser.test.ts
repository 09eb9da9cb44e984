import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { createEmbeddedAws, type EmbeddedAws, seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../sandbox/test/page/browser.ts';
import { archiveAll, temporaryFolder } from './archive-parts.ts';

const folder = temporaryFolder();
const out = folder.at('archive');
let aws: EmbeddedAws;
let browser: Browser;
let page: Page;
const errors: string[] = [];
const asked: string[] = [];

beforeAll(async () => {
  [aws, browser] = await Promise.all([createEmbeddedAws(), launchBrowser()]);
  const title = `<script>document.title='run'</script><img src=x onerror="document.title='run'">`;
  aws.incidents.start(seedPlans.checkout, { title, impact: 1 });
  await archiveAll(aws.url, out);
  page = await browser.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(`${out}/index.html`).href);
});
afterAll(async () => {
  await browser.close();
  await aws.close();
  folder.remove();
});

const shown = async () =>
  (await page.locator('#incidents tbody tr:visible td:nth-child(3)').allInnerTexts()).map(String);
const impacts = async () => page.locator('#incidents tbody tr:visible td:nth-child(2)').allInnerTexts();

test('opens from the disk without other files, and runs no script but its own', async () => {
  expect(await shown()).toHaveLength(aws.incidents.list().length);
  expect(await page.title()).toBe('Incidents');
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.getByText("<script>document.title='run'</script>").count()).toBe(1);
  expect(asked).toEqual([pathToFileURL(`${out}/index.html`).href]);
  expect(errors).toEqual([]);
});

test('has a chart of counts, of times to acknowledge and of times to resolve', async () => {
  const charts = page.getByRole('img');
  expect(await charts.count()).toBe(3);
  for (const name of ['Incidents by month', 'Median time to acknowledge', 'Median time to resolve']) {
    expect(await page.getByRole('img', { name }).locator('rect').count()).toBeGreaterThan(0);
  }
});

test('is sorted by a click on a heading, and the other way by another', async () => {
  await page.getByRole('button', { name: 'Impact' }).click();
  const words = ['Critical', 'High', 'Medium', 'Low', 'No impact'];
  const ascending = (await impacts()).map((each) => words.indexOf(each));
  expect(ascending).toEqual([...ascending].sort((one, other) => one - other));
  await page.getByRole('button', { name: 'Impact' }).click();
  expect((await impacts())[0]).toBe('No impact');
  await page.getByRole('button', { name: 'Resolved after' }).click();
  const after = await page.locator('#incidents tbody td:nth-child(6)').allInnerTexts();
  expect(after[0]).not.toBe('–');
  expect(after.at(-1)).toBe('–');
});

test('is filtered by words and by impact', async () => {
  await page.getByLabel('Filter by words').fill('checkout latency');
  expect((await shown()).length).toBe(1);
  expect(await page.locator('#shown').innerText()).toMatch(/^1 of \d+ shown$/);
  await page.getByLabel('Filter by words').fill('');
  await page.getByLabel('Any impact').selectOption({ label: 'Critical' });
  expect(new Set(await impacts())).toEqual(new Set(['Critical']));
  await page.getByLabel('Any impact').selectOption('');
});

test('leads to each incident’s own files', async () => {
  const id = seedIncidents.critical.split('/').at(-1) ?? '';
  const row = page.locator('#incidents tbody tr', { has: page.locator(`a[href*="${id}"]`) });
  await row.getByRole('link', { name: 'JSON' }).click();
  expect(await page.locator('body').innerText()).toContain(`"arn": "${seedIncidents.critical}"`);
  await page.goBack();
});
