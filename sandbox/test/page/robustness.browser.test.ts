import { describe, expect, test } from 'vitest';
import { openPage, phone } from './browser.ts';
import { ids } from './fixture-state.ts';
import { openedPage } from './opened-page.ts';

const at = openedPage();

describe('robustness', () => {
  test('a broken or unknown block shows an error in its place, and the other blocks are rendered', async () => {
    const blocks = [
      { type: 'section', text: { type: 'mrkdwn', text: 'before' } },
      { type: 'table', rows: 'no rows' },
      { type: 'rich_text', elements: [{ type: 'rich_text_section' }] },
      { type: 'hologram', depth: 3 },
      null,
      { type: 'constructor' },
      { type: 'table', rows: [[{ type: 'raw_number', value: 3 }]] },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'after' }] },
    ];
    const message = { ts: '1999999999.000002', channel: ids.incidents, user: ids.bot, text: 'x', blocks };
    at.server.push({ type: 'message', message });
    const row = at.channel.getByRole('article').last();
    await row.getByText('before').waitFor();
    await row.getByText('after').waitFor();
    expect(await row.getByRole('note').allTextContents()).toEqual([
      'Block “table” could not be drawn',
      'Block “rich_text” could not be drawn',
      'Block “hologram”: this page cannot draw it',
      'Block “without a type”: this page cannot draw it',
      'Block “constructor”: this page cannot draw it',
    ]);
    expect(await row.getByRole('columnheader').textContent()).toBe('3');
  });

  test('hostile text stays text', async () => {
    const hostile =
      '&lt;!channel&gt; <javascript:alert(1)|click> <img src=x onerror=alert(1)> \u202Etxet <!date^1^{x}|y>';
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: '<script>alert(1)</script><!here>' } },
      { type: 'section', text: { type: 'mrkdwn', text: hostile, verbatim: true } },
      {
        type: 'markdown',
        text: '<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](https://evil.example/p.png)',
      },
      { type: 'image', image_url: 'https://evil.example/pixel.png', alt_text: 'pixel' },
      { type: 'section', text: { type: 'mrkdwn', text: 'last', verbatim: true } },
    ];
    const message = { ts: '1999999999.000003', channel: ids.incidents, user: ids.bot, text: 'x', blocks };
    at.server.push({ type: 'message', message });
    const row = at.channel.getByRole('article').last();
    await row.getByText('last').waitFor();
    expect(await row.locator('.mention, script, img').count()).toBe(0);
    const links = await row.getByRole('link').evaluateAll((all: { href: string }[]) => all.map((link) => link.href));
    expect(links).toEqual(['https://evil.example/p.png', 'https://evil.example/pixel.png']);
    expect(at.outside).toEqual([]);
  });

  test('on a phone nothing is wider than the screen, and the channels slide in', async () => {
    const long = 'arn:aws:ssm-incidents::111122223333:incident-record/'.repeat(8);
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: long } },
      { type: 'section', text: { type: 'mrkdwn', text: `\`${long}\` <https://a.example/${long}>` } },
      { type: 'table', rows: [Array.from({ length: 12 }, () => ({ type: 'raw_text', text: 'a wide cell' }))] },
    ];
    at.server.messages.push({ ts: '1999999999.000004', channel: ids.incidents, text: long, blocks });
    const { page: small } = await openPage(at.browser, at.server.url, phone);
    await small.getByRole('table').waitFor();
    const overflow = () =>
      small.evaluate(
        '[document.documentElement, ...document.querySelectorAll(".main, .message-list, .panel-body, .dialog-body")].map((box) => box.scrollWidth - box.clientWidth)',
      );
    expect(Math.max(...((await overflow()) as number[]))).toBeLessThanOrEqual(0);
    await small.getByRole('button', { name: 'Channels' }).click();
    await small.getByRole('navigation', { name: 'Workspace' }).getByRole('button', { name: 'quiet' }).click();
    await small.getByText('Try the app here').waitFor();
    await small.getByRole('button', { name: 'Incidents', exact: true }).click();
    await small.getByRole('complementary', { name: 'Incident Manager' }).waitFor();
    expect(Math.max(...((await overflow()) as number[]))).toBeLessThanOrEqual(0);
    await small.context().close();
  });
});
