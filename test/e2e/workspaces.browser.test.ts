import type { Browser, Page } from 'playwright-core';
import { seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../sandbox/test/page/browser.ts';
import { allText } from '../support/all-text.ts';
import { publicUrl } from '../support/install-pages.ts';
import { startWorkspacesApp, type WorkspacesApp } from './workspaces-app.ts';

const unticked = 'pins:write';
let app: WorkspacesApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([
    startWorkspacesApp({ withoutLeaps: true, optionalScopes: [unticked] }),
    launchBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** A browser that finds the app at its public address, and is led there by Slack. */
async function openBrowser(): Promise<Page> {
  const context = await browser.newContext();
  await context.route(`${publicUrl}/**`, async (route) => {
    const asked = route.request().url();
    const cookie = (await context.cookies(publicUrl)).map(({ name, value }) => `${name}=${value}`).join('; ');
    const answer = await fetch(asked.replace(publicUrl, app.appUrl), { headers: { cookie } });
    const [name, value] = /^([^=]+)=([^;]*)/.exec(answer.headers.get('set-cookie') ?? '')?.slice(1) ?? [];
    if (name && value) await context.addCookies([{ name, value, url: publicUrl }]);
    await route.fulfill({
      status: answer.status,
      contentType: answer.headers.get('content-type') ?? '',
      body: await answer.text(),
    });
  });
  // A redirection within Slack's answer is not routed; a page that goes there is.
  await context.route(`${app.spaces.url}/oauth/v2/agree?**`, async (route) => {
    const answer = await fetch(route.request().url(), { redirect: 'manual' });
    const location = JSON.stringify(answer.headers.get('location'));
    await route.fulfill({ contentType: 'text/html', body: `<script>location.replace(${location})</script>` });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return page;
}

async function install(page: Page, place: string, without?: string): Promise<string> {
  await page.goto(`${publicUrl}/slack/install`);
  await page.getByRole('link', { name: /Slack/ }).first().click();
  await page.getByLabel('Workspace').selectOption(place);
  if (without !== undefined) await page.getByRole('checkbox', { name: without }).uncheck();
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.waitForURL(`${publicUrl}/slack/oauth_redirect?**`);
  return page.locator('body').innerText();
}

test('two workspaces and an organisation are installed in a browser, all show an incident, and one uninstalls', async () => {
  const { spaces, aws } = app;
  const [north, south, one] = spaces.workspaces.map(({ id, slack }) => ({ id, workspace: slack.workspace }));
  if (north === undefined || south === undefined || one === undefined) throw new Error('workspaces expected');
  const page = await openBrowser();
  expect(await install(page, north.id, unticked)).toContain('is installed in');
  expect(await install(page, south.id)).toContain('is installed in');
  expect(await install(page, spaces.organisation)).toContain('adds it to no workspace yet');
  expect([north.id, south.id].map((id) => spaces.grantOf(id)?.scopes.includes(unticked))).toEqual([false, true]);
  await spaces.setTeamAccess([one.id], true);

  const cards = ({ workspace }: typeof north) =>
    workspace
      .messages(ids.incidents)
      .filter(({ metadata }) => JSON.stringify(metadata ?? '').includes('incident_card'));
  const arn = aws.incidents.start(seedPlans.checkout, { title: 'Checkout is slow', impact: 2 });
  const until = (holds: () => boolean) => north.workspace.until(holds, 30_000);
  await until(() => [north, south, one].every((each) => cards(each).length === 1));
  const token = spaces.grantOf(south.id)?.token ?? '';
  await spaces.uninstall(south.id);
  aws.incidents.update(arn, { summary: 'A node was drained.' });
  await until(() => [north, one].every((each) => allText(cards(each)[0]?.blocks).includes('A node was drained.')));
  expect(allText(cards(south)[0]?.blocks)).not.toContain('A node was drained.');
  expect(spaces.calls.some((call) => call.startsWith('pins.add ') && call.includes(north.id))).toBe(false);
  expect(token).not.toBe('');
}, 60_000);
