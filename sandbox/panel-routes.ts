import type { IncomingMessage, ServerResponse } from 'node:http';
import type { createPanel } from './aws/panel.ts';

type Panel = ReturnType<typeof createPanel>;

const longestBody = 20_000;

/** Handles the page's requests about incidents; returns whether it did. See `page-api.ts`. */
export function createPanelRoutes(panel: Panel): (request: IncomingMessage, response: ServerResponse) => boolean {
  const routes: Readonly<Record<string, (body: unknown) => Promise<unknown>>> = {
    'GET /sandbox/incidents': () => panel.incidents(),
    'GET /sandbox/plans': () => panel.plans(),
    'POST /sandbox/incidents/start': (body) => panel.start(body),
    'POST /sandbox/pages/acknowledge': (body) => panel.acknowledge(body),
    'POST /sandbox/incidents/update': (body) => panel.update(body),
  };
  return (request, response) => {
    const route = routes[`${request.method} ${request.url?.split('?', 1)[0]}`];
    if (route === undefined) return false;
    answer(route, request, response).catch(() => response.destroy());
    return true;
  };
}

async function answer(
  route: (body: unknown) => Promise<unknown>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(body));
  };
  // A form on another site cannot send JSON.
  const isPost = request.method === 'POST';
  if (isPost && !request.headers['content-type']?.startsWith('application/json')) {
    return send(415, { ok: false, error: 'JSON expected' });
  }
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > longestBody) return send(413, { ok: false, error: 'too long' });
  }
  let body: unknown;
  try {
    body = isPost ? JSON.parse(text) : undefined;
  } catch {
    return send(400, { ok: false, error: 'JSON expected' });
  }
  send(200, await route(body));
}
