import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Log } from '../../log.ts';
import { type HttpAnswer, sendAnswer } from './answer.ts';
import { installPaths } from './install-paths.ts';
import type { SlackFront } from './slack-front.ts';

/** The largest request body, in bytes. Slack's and SNS's are far smaller. */
const bodyLimit = 1_048_576;

/** A route for GET requests. `url`: path and query. */
export type GetRoute = (url: string, headers: IncomingMessage['headers']) => Promise<HttpAnswer>;

/** A route for POST requests. */
export type PostRoute = (headers: IncomingMessage['headers'], body: Buffer) => Promise<HttpAnswer>;

export interface HttpFrontOptions {
  /** Absent in Socket Mode. */
  slack?: SlackFront;
  /** SNS over HTTPS. */
  notifications?: PostRoute;
  /** `GET /slack/install` and `GET /slack/oauth_redirect`, where the app is installed by OAuth. */
  install?: GetRoute;
  /** `GET /healthz`. */
  health: () => Promise<HttpAnswer>;
  /** Handles requests that no route matches (the sandbox's page). Returns whether it did. */
  otherwise?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** The time limit for receiving a request, in milliseconds; for its headers, two thirds of it. */
  patienceMs?: number;
  log: Log;
}

/**
 * The app's HTTP server: `POST /slack/events`, `POST /notifications`, `GET /healthz`, and the routes of OAuth. Slow and
 * oversized requests are cut off. An internal error is a 500 without details, so that Slack or SNS retries.
 */
export function createHttpFront(options: HttpFrontOptions): Server {
  const { patienceMs = 15_000 } = options;
  const posts = new Map<string, PostRoute>();
  if (options.slack) posts.set('/slack/events', options.slack);
  if (options.notifications) posts.set('/notifications', options.notifications);

  const gets = new Map<string, GetRoute>([['/healthz', options.health]]);
  if (options.install) for (const path of installPaths) gets.set(path, options.install);

  async function answer(request: IncomingMessage, path: string): Promise<HttpAnswer> {
    const get = gets.get(path);
    if (get) return request.method === 'GET' ? get(request.url ?? '', request.headers) : { status: 405 };
    const route = posts.get(path);
    if (route === undefined) return { status: 404, body: 'not found\n' };
    if (request.method !== 'POST') return { status: 405, body: 'POST only\n' };
    const body = await readHttpBody(request, bodyLimit);
    return body === undefined ? { status: 413, body: 'too large\n' } : route(request.headers, body);
  }

  const patience = {
    requestTimeout: patienceMs,
    headersTimeout: (patienceMs * 2) / 3,
    // How often Node checks for slow requests. Its default would double their time limit.
    connectionsCheckingInterval: patienceMs / 5,
    keepAliveTimeout: 65_000,
  };
  return createServer(patience, (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (!posts.has(path) && !gets.has(path) && options.otherwise?.(request, response)) return;
    answer(request, path)
      .catch((error: unknown): HttpAnswer => {
        options.log.error('request failed', { path, error });
        return { status: 500, body: 'try again\n' };
      })
      .then((it) => {
        // Do not read the rest of a refused body.
        if (it.status === 413) response.setHeader('connection', 'close');
        sendAnswer(response, it);
      })
      .catch(() => response.destroy());
  });
}

/**
 * Reads a request's body unchanged. Uses events: the stream's iterator would cost as much as the rest of the request.
 * @returns `undefined` when it is longer than `limit` bytes
 * @throws Error when the client disconnects before the end
 */
export function readHttpBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limit) return resolve(undefined);
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= limit) return void chunks.push(chunk);
      request.off('data', take).pause();
      resolve(undefined);
    };
    request.on('data', take);
    request.once('end', () => resolve(Buffer.concat(chunks, length)));
    request.once('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new Error('the client disconnected'));
    });
  });
}
