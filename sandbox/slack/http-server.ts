import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { parseJson, textOf } from './json-value.ts';
import type { PageRoutes } from './page-routes.ts';
import type { ResponseUrls } from './response-urls.ts';
import { type DispatchParts, dispatch, fail } from './web-api/dispatch.ts';
import { readBody } from './web-api/request-arguments.ts';

export interface ServerParts extends DispatchParts {
  responseUrls: ResponseUrls;
  page(): PageRoutes;
}

/** How long an idle connection stays open, in milliseconds: longer than clients reuse one, so that no request meets its end. */
const keepAliveTimeout = 65_000;

/**
 * Everything that the embedded Slack serves: the Web API under `/api/`, response URLs, file uploads, and the page's
 * routes.
 */
export function createSlackServer(parts: ServerParts): Server {
  return createServer({ keepAliveTimeout }, (request, response) => {
    route(parts, request, response).catch((error: unknown) => {
      if (response.headersSent) return response.destroy();
      response.writeHead(500, { 'content-type': 'application/json' });
      return response.end(JSON.stringify({ ok: false, error: 'internal_error', detail: String(error) }));
    });
  });
}

async function route(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://slack.invalid');
  const method = /^\/api\/([\w.]+)$/.exec(pathname)?.[1];
  if (method !== undefined) return dispatch(parts, method, request, response);
  if (/^\/(commands|actions|app)\//.test(pathname) && request.method === 'POST')
    return other(parts, 'response_url', request, response, (body) => {
      const text = body.toString('utf8');
      const args = parseJson(text) ?? { text };
      return { args, ...parts.responseUrls.use(pathname, args) };
    });
  const file = /^\/upload\/v1\/(\w+)$/.exec(pathname)?.[1];
  if (file !== undefined && request.method === 'POST')
    return other(parts, 'upload', request, response, (body) => upload(parts, file, body));
  if (parts.page().handle(request, response)) return undefined;
  response.writeHead(404, { 'content-type': 'text/plain' });
  response.end('Not found');
}

interface Answer {
  status: number;
  body: string;
  args: unknown;
}

/** A request outside the Web API, with the same faults and the same log. */
async function other(
  { faults, calls, context }: ServerParts,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  work: (body: Buffer) => Answer,
): Promise<void> {
  const body = await readBody(request);
  const fault = faults.take(name);
  const at = context.state.now();
  if (fault?.latencyMs) await new Promise((resolve) => setTimeout(resolve, fault.latencyMs));
  if (fault && fault.kind !== 'slow' && !fault.after) {
    calls.add({ method: name, args: {}, at, ok: false, error: fault.kind });
    return fail(fault, response);
  }
  const answer = work(body);
  const ok = answer.status === 200;
  const args = { path: request.url, ...(typeof answer.args === 'object' ? answer.args : {}) };
  calls.add({ method: name, args, at, ok, ...(ok ? {} : { error: answer.body }) });
  if (fault && fault.kind !== 'slow') return fail(fault, response);
  response.writeHead(answer.status, {
    'content-type': answer.body.startsWith('{') ? 'application/json' : 'text/plain',
  });
  response.end(answer.body);
}

/** Reads a file's bytes: the body itself, or the single file of a multipart form. */
function upload({ context }: ServerParts, id: string, body: Buffer): Answer {
  const file = context.state.files.get(id);
  const args = { file: id, length: body.length };
  if (file === undefined) return { status: 404, body: 'file_not_found', args };
  const content = body.subarray(0, 2).toString() === '--' ? (onlyPart(body) ?? body) : body;
  file.content = Buffer.from(content);
  file.length = content.length;
  return { status: 200, body: `OK - ${content.length}`, args };
}

function onlyPart(body: Buffer): Buffer | undefined {
  const boundary = textOf(body.subarray(0, body.indexOf('\r\n')).toString());
  const start = body.indexOf('\r\n\r\n');
  const end = boundary === undefined ? -1 : body.lastIndexOf(`\r\n${boundary}`);
  return start === -1 || end <= start ? undefined : body.subarray(start + 4, end);
}
