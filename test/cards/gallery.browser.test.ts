import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { PageMessage, PageView } from 'slack-aws-sandbox/page';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openPage, phone } from '../../sandbox/test/page/browser.ts';
import { type FixtureServer, startFixtureServer } from '../../sandbox/test/page/fixture-server.ts';
import { ids } from '../../sandbox/test/page/fixture-state.ts';
import { messages, unfurls, views, workObjects } from './every-surface.ts';
import { now } from './example-incidents.ts';
import { goldenHash } from './golden-hash.ts';

// `npm run pictures` writes those in docs/.
const folder = process.env.UPDATE_PICTURES ? 'docs/gallery' : 'coverage/gallery';
const sizes = { desktop: { viewport: { width: 1280, height: 900 } }, phone };

let server: FixtureServer;
let browser: Browser;

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  [server, browser] = await Promise.all([startFixtureServer(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
  // What each picture was drawn from: test/docs/gallery.test.ts compares it with the golden files.
  const drawnFrom = [...names, ...Object.keys(views)].sort().map((name) => [name, goldenHash(name)]);
  writeFileSync(`${folder}/drawn-from.json`, `${JSON.stringify(Object.fromEntries(drawnFrom), null, 2)}\n`);
});

const channel = ids.quiet;
const nowSeconds = Math.floor(now / 1000);

/** Every message, under its golden file's name. */
const posts: Record<string, object> = {
  ...messages,
  ...unfurls,
  ...Object.fromEntries(
    Object.entries(workObjects).map(([name, entity]) => [name, { text: '', blocks: [], entities: [entity] }]),
  ),
};
const names = Object.keys(posts);

/** All of them, as one channel: each by the app, behind one of a person's, so that each shows its author. */
function channelOfAll(): PageMessage[] {
  const at = (index: number): string => `${nowSeconds - 40_000 + index * 400}.000100`;
  return names.flatMap((name, index): PageMessage[] => [
    { ts: at(index * 2), channel, user: ids.editor, text: name },
    { ts: at(index * 2 + 1), channel, user: ids.bot, bot_id: 'B1', ...posts[name] } as PageMessage,
  ]);
}

/** How many lines of text stand above the buttons of each message; in the page, which has the fonts. */
const countLines = `[...document.querySelectorAll('article.message')].map((article) => {
  const blocks = article.querySelector('.blocks');
  const buttons = [...(blocks?.children ?? [])].findIndex((block) => block.matches('.actions, :has(> .actions)'));
  const above = [...(blocks?.children ?? [])].slice(0, Math.max(0, buttons));
  const tops = above.flatMap((block) => {
    const range = document.createRange();
    range.selectNodeContents(block);
    return [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top, height }) => top + height / 2);
  });
  return tops.sort((a, b) => a - b).filter((top, index) => index === 0 || top - tops[index - 1] > 6).length;
})`;

/** How many lines each section of the open modal has. */
const countEntryLines = `[...document.querySelectorAll('dialog .section .text')].map((text) => {
  const range = document.createRange();
  range.selectNodeContents(text);
  const tops = [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top, height }) => top + height / 2);
  return tops.sort((a, b) => a - b).filter((top, index) => index === 0 || top - tops[index - 1] > 6).length;
})`;

/** What is read to its end, before the buttons: timelines, lists, reports. */
const isForReading = (name: string): boolean => /^(timeline|list|digest|agent-)/.test(name);

/** Words that only this view of App Home has. */
const homeWords: Readonly<Record<string, string>> = { home: 'Other open incidents', 'home-loading': 'Asking AWS' };

/** The page at the moment of the golden files, so that it says the same whenever it is opened. */
async function open(options: BrowserContextOptions) {
  const opened = await openPage(browser, `${server.url}#user=${ids.editor}&channel=${channel}`, options);
  await opened.page.clock.setFixedTime(now);
  await opened.page.reload();
  return opened;
}

describe.each(Object.entries(sizes))('every card in the sandbox’s page, at the width of a %s', (size, options) => {
  test('messages', { timeout: 120_000 }, async () => {
    server.messages.splice(0, server.messages.length, ...channelOfAll());
    const { page, errors, outside } = await open(options);
    await page.getByText('work-object-hostile').first().waitFor();
    const log = page.getByRole('log', { name: /Messages in/ });
    // The log scrolls inside the page: the window is made as tall as what it holds.
    const height = Number(await log.evaluate((one: { scrollHeight: number }) => one.scrollHeight));
    const { width } = options.viewport ?? { width: 1440 };
    await page.setViewportSize({ width, height: height + 400 });
    const lines = (await page.evaluate(countLines)) as number[];
    for (const [index, name] of names.entries()) {
      const article = log.getByRole('article').nth(index * 2 + 1);
      await article.screenshot({ path: `${folder}/${name}-${size}.png`, timeout: 60_000 });
    }
    const tall = names.map((name, index): [string, number] => [name, lines[index * 2 + 1] ?? 0]);
    if (size === 'phone') expect(tall.filter(([name, count]) => !isForReading(name) && count > 12)).toEqual([]);
    expect(lines.filter((count) => count > 0).length).toBeGreaterThan(5);
    expect(errors).toEqual([]);
    expect(outside).toEqual([]);
    expect(await page.getByText(/cannot be shown|unknown block/i).count()).toBe(0);
    await page.context().close();
  });

  test('modals and App Home', { timeout: 90_000 }, async () => {
    const { page, errors } = await open(options);
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
      if (name === 'modal-timeline' && size === 'desktop') {
        const lines = (await page.evaluate(countEntryLines)) as number[];
        expect(lines.length).toBeGreaterThan(10);
        expect(Math.max(...lines)).toBe(2);
      }
      server.push({ type: 'views', views: [] });
      // The next one may have the same title: it must not be taken for this one.
      if (!home) await drawn.waitFor({ state: 'detached' });
    }
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
