import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createWebClient } from '../../src/web-api/client.ts';
import { slackCode, toSlackError } from '../../src/web-api/fault.ts';
import { respondTo } from '../../src/web-api/respond.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

/** Answers every request with this. */
async function answering(body: string, type = 'application/json'): Promise<string> {
  server = createServer((_, response) => response.writeHead(200, { 'content-type': type }).end(body));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const foreign = [
  ['a page', '<!DOCTYPE html><title>Sign in</title>', 'text/html'],
  ['half an answer', '{"ok":true,"channel":"C0', 'application/json'],
] as const;

describe('an answer that is not Slack’s own', () => {
  test.each(foreign)('%s as the answer to a call is transient', async (_, body, type) => {
    const slack = createWebClient('xoxb-1', await answering(body, type));
    const thrown: unknown = await slack.chat.postMessage({ channel: 'C1', text: 'x' }).catch((error: unknown) => error);
    expect(slackCode(thrown)).toBeUndefined();
    expect(toSlackError(thrown)).toMatchObject({ code: 'slack_unavailable', transient: true });
  });

  test.each(foreign)('%s to a response_url means that no answer was delivered', async (_, body, type) => {
    await expect(respondTo(await answering(body, type), { text: 'x' })).rejects.toMatchObject({
      code: 'slack_unavailable',
    });
  });
});

describe('Slack’s own answers', () => {
  test('an error of Slack keeps its code', async () => {
    const slack = createWebClient('xoxb-1', await answering('{"ok":false,"error":"channel_not_found"}'));
    const thrown: unknown = await slack.chat.postMessage({ channel: 'C1', text: 'x' }).catch((error: unknown) => error);
    expect(slackCode(thrown)).toBe('channel_not_found');
    expect(toSlackError(thrown)).toMatchObject({ code: 'slack_refused' });
  });

  test.each([
    ['fatal_error', 'slack_unavailable'],
    ['used_url', 'slack_refused'],
  ])('%s from a response_url is %s', async (error, code) => {
    const url = await answering(JSON.stringify({ ok: false, error }));
    await expect(respondTo(url, { text: 'x' })).rejects.toMatchObject({ code });
  });

  test.each(['ok', '{"ok":true}', ''])('%j from a response_url is success', async (body) => {
    await expect(respondTo(await answering(body, 'text/html'), { text: 'x' })).resolves.toBeUndefined();
  });
});
