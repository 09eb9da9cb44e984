import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { launchBrowser, openPage } from './browser.ts';
import { startFixtureServer } from './fixture-server.ts';

/** The context of a page test: new for each test, except for the browser. */
async function open(browser: Browser) {
  const server = await startFixtureServer();
  const opened = await openPage(browser, server.url);
  const { page } = opened;
  await page.getByText('Only visible to you').waitFor();
  return {
    ...opened,
    server,
    browser,
    channel: page.getByRole('log', { name: 'Messages in #incidents' }),
    composer: page.getByRole('textbox', { name: 'Message #incidents' }),
    /** Opens a channel or the app. */
    go: (name: string) =>
      page.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name, exact: true }).click(),
    hasFocus: (element: Locator) =>
      element.evaluate((one: { ownerDocument: { activeElement: unknown } }) => one.ownerDocument.activeElement === one),
  };
}

/** Opens the incident channel before each test of the file, and fills the returned context. */
export function openedPage(): Awaited<ReturnType<typeof open>> {
  const now = {} as Awaited<ReturnType<typeof open>>;
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    Object.assign(now, await open(browser));
    return async () => {
      await now.page.context().close();
      await now.server.close();
    };
  });
  afterAll(() => browser?.close());
  return now;
}
