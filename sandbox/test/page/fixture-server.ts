import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PageEvent, PageMessage } from '../../page-api.ts';
import { createPageServer } from '../../page-server.ts';
import { entity } from './fixture-card.ts';
import { incidentMessages } from './fixture-messages.ts';
import { arn, panelIncidents, workspace } from './fixture-state.ts';
import { editModal, homeView } from './fixture-views.ts';

interface Call {
  path: string;
  body: Record<string, unknown>;
}

export interface FixtureServer {
  url: string;
  /** Requests that the page posted, oldest first. */
  calls: Call[];
  /** The next request to `path`, including one that has arrived but was not taken yet. */
  take: (path: string) => Promise<Record<string, unknown>>;
  /** Responses by path, in place of the default ones. */
  answers: Map<string, object>;
  messages: PageMessage[];
  push: (event: PageEvent) => void;
  /** Cuts the event streams, as a restart of the server does. */
  cut: () => void;
  close: () => Promise<void>;
}

/** Bundled once for all servers of a test file. */
const page = createPageServer();

/** The page's server with canned data: implements the API of `page-api.ts` and records what was posted. */
export async function startFixtureServer(nowMs = Date.now()): Promise<FixtureServer> {
  const streams = new Set<ServerResponse>();
  const calls: Call[] = [];
  const taken = new Set<Call>();
  const answers = new Map<string, object>();
  const messages = incidentMessages(nowMs);
  const state = workspace(messages[2]?.ts ?? '');
  const push = (event: PageEvent) => {
    for (const stream of streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
  };
  const started = Math.floor(nowMs / 1000) - 6720;

  const reactions: Record<string, (body: Record<string, unknown>) => void> = {
    send: ({ user, channel, text, thread_ts }) => {
      const ts = (Date.now() / 1000).toFixed(6);
      const message = { ts, channel, user, text, ...(thread_ts !== undefined && { thread_ts }) } as PageMessage;
      if (String(text).startsWith('/')) push({ type: 'notice', text: `The app received ${text}` });
      else push({ type: 'message', message });
    },
    home: () => push({ type: 'home', view: homeView(nowMs) }),
    shortcut: () => push({ type: 'views', views: [editModal] }),
    action: ({ action_id }) => action_id === 'edit' && push({ type: 'views', views: [editModal] }),
    'view/close': () => !answers.has('view/close') && push({ type: 'views', views: [] }),
    'view/submit': () => !answers.has('view/submit') && push({ type: 'views', views: [] }),
    entity: () => push({ type: 'flexpane', entity: entity(started) }),
    compose: ({ text }) => push({ type: 'preview', url: String(text), entity: entity(started) }),
  };
  const lists: Record<string, (query: URLSearchParams) => unknown> = {
    state: () => state,
    incidents: () => panelIncidents(nowMs),
    plans: () => [{ arn: 'arn:aws:ssm-incidents::111122223333:response-plan/checkout-plan', name: 'checkout-plan' }],
    messages: (query) =>
      messages.filter(
        (message) =>
          message.channel === query.get('channel') && [undefined, query.get('user')].includes(message.ephemeral_to),
      ),
  };
  const usual: Record<string, object> = {
    suggest: { ok: true, options: [{ text: { type: 'plain_text', text: 'checkout-api' }, value: 'checkout-api' }] },
    'incidents/start': { ok: true, arn },
  };

  const server = createServer(async (request, response) => {
    if (page.handle(request, response)) return;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fixture');
    const path = pathname.replace('/sandbox/', '');
    if (request.method === 'GET' && path === 'events') return stream(response);
    const list = request.method === 'GET' ? lists[path] : undefined;
    if (list) return json(response, list(searchParams));
    if (request.method !== 'POST') return void response.writeHead(404).end();
    const body = await read(request);
    calls.push({ path, body });
    json(response, answers.get(path) ?? usual[path] ?? { ok: true });
    reactions[path]?.(body);
  });
  const stream = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': hello\n\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const one of streams) one.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    answers,
    messages,
    push,
    cut,
    async take(path) {
      const deadline = Date.now() + 10_000;
      for (;;) {
        const call = calls.find((one) => one.path === path && !taken.has(one));
        if (call) {
          taken.add(call);
          return call.body;
        }
        if (Date.now() > deadline) throw new Error(`nothing was posted to ${path}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async close() {
      cut();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text) as Record<string, unknown>;
}
