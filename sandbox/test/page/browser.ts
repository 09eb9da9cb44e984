import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

const quiet = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
export const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/**
 * Starts Debian's Chromium, without the requests that it would make on its own.
 * @throws Error that says how to install it when it is missing
 */
export async function launchBrowser(): Promise<Browser> {
  if (!existsSync(executablePath))
    throw new Error(`No browser at ${executablePath}. Install it: apt-get install -y chromium fonts-noto-color-emoji`);
  return chromium.launch({ executablePath, args: quiet });
}

export interface OpenedPage {
  page: Page;
  /** Errors of the page's script and its console, including refused requests. */
  errors: string[];
  /** URLs requested outside of the page's own server. */
  outside: string[];
}

/** Opens `url` in a new window and waits until the workspace is rendered. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = desktop) {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const opened: OpenedPage = { page, errors: [], outside: [] };
  page.on('pageerror', (error) => opened.errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && opened.errors.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:'))
      opened.outside.push(request.url());
  });
  await page.goto(url);
  await page.getByRole('main').waitFor();
  return opened;
}
