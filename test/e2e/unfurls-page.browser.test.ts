import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPageServer } from '../../sandbox/page-server.ts';
import { launchBrowser, openPage } from '../../sandbox/test/page/browser.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';

let app: AppUnderTest;
let browser: Browser;
let server: Server;
let url: string;

beforeAll(async () => {
  const environment = { INCIDENT_EDITORS: ids.ada };
  [app, browser] = await Promise.all([startApp({ withoutLeaps: true, environment }), launchBrowser()]);
  const page = createPageServer();
  server = createServer((request, response) => {
    if (page.handle(request, response) || app.slack.pageHandler(request, response)) return;
    // The panel's incidents.
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  await app?.stop();
});

/** Posts a link, and opens the details of its Work Object. */
async function openDetails(page: Page, arn: string, title: RegExp) {
  const composer = page.getByRole('textbox', { name: 'Message #incidents' });
  await composer.fill(`https://console.aws.amazon.com/systems-manager/incidents/home#${encodeURIComponent(arn)}`);
  await page.getByText('Incident Manager', { exact: true }).last().waitFor();
  await composer.press('Enter');
  const message = page.getByRole('log', { name: 'Messages in #incidents' }).getByRole('article').last();
  await message.getByRole('button', { name: title }).first().click();
  const pane = page.getByRole('complementary', { name: 'Details' });
  await pane.getByText(arn).waitFor();
  return pane;
}

test("pasting an ARN in the sandbox's page answers in the thread, and its button posts the card", async () => {
  const { page, errors } = await openPage(browser, url);
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
  const { page, errors } = await openPage(browser, url);
  await openDetails(page, seedIncidents.rule, /Search/);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('a comment written on the page is a note in AWS, and a note in AWS is a comment on the page', async () => {
  const { page, errors } = await openPage(browser, url);
  const arn = app.aws.incidents.start(seedPlans.search, { title: 'Pane of comments' });
  const notes = () =>
    (app.aws.incidents.get(arn)?.events ?? [])
      .filter(({ eventType }) => eventType === 'Note')
      .map((one) => one.eventData);
  const pane = await openDetails(page, arn, /Pane of comments/);
  const tab = (name: string | RegExp) => pane.getByRole('navigation').getByRole('button', { name }).click();
  await tab('Comments (0)');
  await pane.getByRole('textbox', { name: 'Write a comment' }).fill('Rolled back');
  await pane.getByRole('button', { name: 'Comment', exact: true }).click();
  const comments = pane.getByRole('list', { name: 'Comments' }).getByRole('listitem');
  const first = comments.filter({ hasText: 'Rolled back' });
  await first.getByText('Ada Lovelace').waitFor();
  expect(notes()).toEqual(['"Rolled back"']);

  const at = new Date();
  const stored = { incidentRecordArn: arn, eventId: 'from-the-console', eventType: 'Note', eventReferences: [] };
  app.aws.incidents
    .get(arn)
    ?.events.push({ ...stored, eventTime: at, eventUpdatedTime: at, eventData: '"Seen in the console"' });
  await pane.getByRole('button', { name: 'Refresh' }).click();
  await comments.filter({ hasText: 'Seen in the console' }).getByText('Incident Manager').waitFor();

  await first.getByRole('button', { name: 'Edit' }).click();
  await comments.getByRole('textbox', { name: 'Edit comment' }).fill('Rolled forward');
  await comments.getByRole('button', { name: 'Save' }).click();
  await comments.filter({ hasText: 'Rolled forward' }).getByRole('button', { name: 'Delete' }).click();
  await comments.filter({ hasText: 'Rolled forward' }).waitFor({ state: 'detached' });
  expect(notes()).toEqual(['"Seen in the console"']);

  await app.slack.workspace.command({ user: ids.ada, channel: ids.payments, text: `/incident ${arn}` });
  await tab('Conversations');
  const related = pane.getByRole('list', { name: 'Related conversations' });
  await related.getByRole('button', { name: '#incidents' }).waitFor();
  await related.getByRole('button', { name: '#payments' }).click();
  await page.getByRole('complementary', { name: 'Thread' }).getByText('Pane of comments').first().waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});
