import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPageServer } from '../../page-server.ts';

let server: Server;
let url: string;

beforeAll(async () => {
  const page = createPageServer();
  server = createServer((incoming, response) => {
    if (!page.handle(incoming, response)) response.writeHead(404).end('not the page');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const parts: [path: string, type: string][] = [
  ['/', 'text/html; charset=utf-8'],
  ['/?from=readme', 'text/html; charset=utf-8'],
  ['/sandbox/page.js', 'text/javascript; charset=utf-8'],
  ['/sandbox/page.css', 'text/css; charset=utf-8'],
  ['/sandbox/icon.svg', 'image/svg+xml'],
  ['/favicon.ico', 'image/svg+xml'],
];

describe('the page server', () => {
  test.each(parts)('the page server serves %s, and again only when it changed', async (path, type) => {
    const first = await fetch(url + path);
    expect([first.status, first.headers.get('content-type')]).toEqual([200, type]);
    expect((await first.text()).length).toBeGreaterThan(100);
    const etag = first.headers.get('etag') ?? '';
    const again = await fetch(url + path, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  test('the page can load nothing from elsewhere and cannot be framed', async () => {
    const policy = (await fetch(url)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|unsafe|\*/);
  });

  test('the page server answers HEAD without a body', async () => {
    const length = await new Promise((resolve, reject) => {
      request(`${url}/sandbox/page.css`, { method: 'HEAD' }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.headers['content-length']));
      })
        .on('error', reject)
        .end();
    });
    expect(Number(length)).toBeGreaterThan(1000);
  });

  test.each([
    ['GET', '/slack/events'],
    ['GET', '/sandbox/state'],
    ['GET', '/sandbox/page.js.map'],
    ['POST', '/'],
  ])('the page server does not handle %s %s', async (method, path) => {
    expect((await fetch(url + path, { method })).status).toBe(404);
  });
});
