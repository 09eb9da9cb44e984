import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ServiceResponse } from './handler.ts';

/** A raw HTTP request. */
export interface RawRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** A response. `stall` sends none and keeps the connection open; `reset` breaks it. */
export type Answer = ServiceResponse | 'stall' | 'reset';

const largestBody = 4 * 1024 * 1024;
/** How long an idle connection stays open, in milliseconds: longer than clients reuse one, so that no request meets its end. */
const keepAliveTimeout = 65_000;

/** Serves HTTP on 127.0.0.1. @param port 0 for one of the system's choice */
export async function serve(port: number, answer: (request: RawRequest) => Promise<Answer>) {
  const server = createServer({ keepAliveTimeout }, (request, response) => void respond(answer, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  answer: (request: RawRequest) => Promise<Answer>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = await readBody(request);
    if (body === undefined) return void response.writeHead(413, { connection: 'close' }).end();
    const [path = '/', query] = (request.url ?? '/').split('?', 2);
    const given = await answer({
      method: request.method ?? 'GET',
      path,
      query: new URLSearchParams(query),
      headers: request.headers,
      body,
    });
    if (given === 'stall') return;
    if (given === 'reset') return void request.socket.destroy();
    response.writeHead(given.status, { 'x-amzn-requestid': randomUUID(), ...given.headers }).end(given.body);
  } catch {
    // The client disconnected while sending, or a service failed: there is nothing left to send.
    request.socket.destroy();
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > largestBody) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
