import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PageEvent } from '../page-api.ts';
import { type CallLog, createCallLog } from './call-log.ts';
import { createFaults, type Faults } from './faults.ts';
import { createSlackServer } from './http-server.ts';
import { defaultManifest, type EmbeddedSlackOptions } from './options.ts';
import { createPageRoutes } from './page-routes.ts';
import { createUnfurlRefresh } from './people/unfurl-refresh.ts';
import { createRateLimits } from './rate-limits.ts';
import { createResponseUrls } from './response-urls.ts';
import { createState } from './state.ts';
import { createDelivery } from './to-app/delivery.ts';
import { createHttpTransport } from './to-app/http-transport.ts';
import { createSocketServer, type SocketServer } from './to-app/socket-server.ts';
import type { Transport } from './to-app/transport.ts';
import { createTriggers } from './triggers.ts';
import type { MethodContext } from './web-api/method.ts';
import { methods } from './web-api/methods.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

export interface EmbeddedSlack {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** The Web API's root, `http://127.0.0.1:PORT/api/`. */
  apiUrl: string;
  signingSecret: string;
  botToken: string;
  appToken: string;
  workspace: Workspace;
  faults: Faults;
  calls: CallLog;
  /** The bot token's scopes. Take one away as an admin does who leaves out an optional one. */
  scopes: Set<string>;
  /** Socket Mode connections. */
  sockets: Omit<SocketServer, 'newUrl' | 'send' | 'close'>;
  /** Sets the app's base URL, without a path. */
  setAppUrl(url: string): void;
  /** Handles the page's requests about Slack; returns whether it did. */
  pageHandler(request: IncomingMessage, response: ServerResponse): boolean;
  /** Sends every open page an event that does not come from Slack. */
  sendToPage(event: PageEvent): void;
  close(): Promise<void>;
}

const defaultRetryDelaysMs = [50, 200, 500];

/**
 * Starts an embedded Slack on 127.0.0.1: a workspace with people and channels, the Web API, and the requests that Slack
 * sends to an app, by HTTP or Socket Mode. It knows the app only by its manifest and its URL.
 */
export async function createEmbeddedSlack(options: EmbeddedSlackOptions = {}): Promise<EmbeddedSlack> {
  const { now = Date.now, random = Math.random, ackTimeoutMs = 3000, messagesKept = 2000 } = options;
  const signingSecret = options.signingSecret ?? '5a4db0c5a4db0c5a4db0c5a4db0c5a4d';
  const botToken = options.botToken ?? 'xoxb-sandbox';
  const appToken = options.appToken ?? 'xapp-sandbox';
  const manifest = { ...defaultManifest, ...options.manifest };
  const state = createState(manifest, now, random, messagesKept);
  const ending = new AbortController();
  const faults = createFaults(random);
  const calls = createCallLog();
  const triggers = createTriggers(state);
  let { appUrl } = options;
  let url = '';

  const responseUrls = createResponseUrls(state, () => url);
  const scopes = new Set(manifest.scopes);
  const context: MethodContext = {
    state,
    triggers,
    scopes,
    baseUrl: () => url,
    newSocketUrl: () => sockets.newUrl(url),
    refreshUnfurl: (message, link) => refresh.soon(message, link),
  };
  const server = createSlackServer({
    context,
    methods,
    faults,
    calls,
    rateLimits: options.rateLimits === false ? undefined : createRateLimits(now),
    botToken,
    appToken,
    responseUrls,
    page: () => page,
  });
  const sockets = createSocketServer(server, state, ackTimeoutMs);
  const http = createHttpTransport({
    appUrl: () => appUrl,
    signingSecret,
    timeoutMs: ackTimeoutMs,
    now,
    signal: ending.signal,
  });
  const send: Transport = (kind, payload, retry) =>
    (options.deliverBy === 'socket' || sockets.count() > 0 ? sockets.send : http)(kind, payload, retry);
  const delivery = createDelivery(state, send, options.retryDelaysMs ?? defaultRetryDelaysMs);
  const refresh = createUnfurlRefresh(state, delivery);
  const people = { state, delivery, triggers, responseUrls, refresh };
  const workspace = createWorkspace(people);
  const page = createPageRoutes(people, workspace);

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    apiUrl: `${url}/api/`,
    signingSecret,
    botToken,
    appToken,
    workspace,
    scopes,
    faults,
    calls,
    sockets,
    setAppUrl(address) {
      appUrl = address;
    },
    pageHandler: (request, response) => page.handle(request, response),
    sendToPage: (event) => page.send(event),
    async close() {
      ending.abort();
      refresh.close();
      page.close();
      sockets.close();
      await delivery.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
