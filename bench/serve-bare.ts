import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { announce } from './announce.ts';
import { signingSecret } from './signed-commands.ts';

/** Baseline server: `node:http` with the same signature check; parses and stores nothing. */
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const timestamp = String(request.headers['x-slack-request-timestamp']);
    const expected = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest();
    const given = Buffer.from(String(request.headers['x-slack-signature']).slice(3), 'hex');
    response.writeHead(given.length === 32 && timingSafeEqual(expected, given) ? 200 : 401).end();
  });
});
announce(server);
