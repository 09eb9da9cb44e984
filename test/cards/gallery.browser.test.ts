import { mkdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import type { PageMessage, PageView } from 'slack-aws-sandbox/page';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openPage, phone } from '../../sandbox/test/page/browser.ts';
import { type FixtureServer, startFixtureServer } from '../../sandbox/test/page/fixture-server.ts';
import { ids } from '../../sandbox/test/page/fixture-state.ts';
import { messages, unfurls, views, workObjects } from './every-surface.ts';

// `npm run pictures` writes those in docs/.
const folder = process.env.UPDATE_PICTURES ? 'docs/gallery' : 'coverage/gallery';
const sizes = { desktop: { viewport: { width: 1280, height: 900 } }, phone };

let server: FixtureServer;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  [server, browser] = await Promise.all([startFixtureServer(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

const channel = ids.quiet;

/** All messages, as one channel; each under its golden file's name. */
function allMessages(): PageMessage[] {
  const at = (index: number): string => `${1_764_000_000 + index * 400}.000100`;
  const posts = Object.entries({ ...messages, ...unfurls }).map(([name, message]) => ({ name, ...message }));
  const entities = Object.entries(workObjects).map(([name, entity]) => ({
    name,
    text: '',
    blocks: [],
    entities: [entity],
  }));
  return [...posts, ...entities].flatMap(({ name, ...message }, index): PageMessage[] => [
    { ts: at(index * 2), channel, user: ids.editor, text: name },
    { ts: at(index * 2 + 1), channel, user: ids.bot, bot_id: 'B1', ...message } as PageMessage,
  ]);
}

/** Words that only this view of App Home has. */
const homeWords: Readonly<Record<string, string>> = { home: 'Other open incidents', 'home-loading': 'Asking AWS' };

describe.each(Object.entries(sizes))('every card in the sandbox’s page, at the width of a %s', (size, options) => {
  test('messages', { timeout: 90_000 }, async () => {
    server.messages.splice(0, server.messages.length, ...allMessages());
    const { page, errors, outside } = await openPage(
      browser,
      `${server.url}#user=${ids.editor}&channel=${channel}`,
      options,
    );
    await page.getByText('work-object').first().waitFor();
    const log = page.getByRole('log', { name: /Messages in/ });
    // The log scrolls inside the page: with the window as tall as what it holds, one picture has it all.
    const height = Number(await log.evaluate((one: { scrollHeight: number }) => one.scrollHeight));
    const { width } = options.viewport ?? { width: 1440 };
    await page.setViewportSize({ width, height: Math.min(16_000, height + 400) });
    await page.screenshot({ path: `${folder}/messages-${size}.png`, timeout: 60_000 });
    expect(errors).toEqual([]);
    expect(outside).toEqual([]);
    expect(await page.getByText(/cannot be shown|unknown block/i).count()).toBe(0);
    await page.context().close();
  });

  test('modals and App Home', { timeout: 90_000 }, async () => {
    const { page, errors } = await openPage(browser, `${server.url}#user=${ids.editor}&channel=${channel}`, options);
    for (const [name, view] of Object.entries(views)) {
      const shown: PageView = { id: `V${name}`, hash: '1', ...(view as unknown as Omit<PageView, 'id' | 'hash'>) };
      const home = shown.type === 'home';
      if (home) {
        await page.goto('about:blank');
        await page.goto(`${server.url}#user=${ids.editor}&home=`);
        // The server's own answer comes first: it must not take the place of the view that is drawn here.
        await server.take('home');
      }
      const drawn = home
        ? page
            .getByRole('main')
            .getByText(homeWords[name] ?? name)
            .first()
        : page.getByRole('dialog', { name: shown.title?.text ?? '' });
      // The page may still be connecting: what is pushed then is lost.
      while (!(await drawn.isVisible())) {
        server.push(home ? { type: 'home', view: shown } : { type: 'views', views: [shown] });
        await page.waitForTimeout(50);
      }
      await page.screenshot({ path: `${folder}/${name}-${size}.png`, timeout: 60_000 });
      expect(await drawn.isVisible(), name).toBe(true);
      server.push({ type: 'views', views: [] });
      // The next one may have the same title: it must not be taken for this one.
      if (!home) await drawn.waitFor({ state: 'detached' });
    }
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
