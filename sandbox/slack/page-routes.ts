import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ActionRequest, PageEvent } from '../page-api.ts';
import { isObject, type JsonObject, objectOf, parseJson, textOf } from './json-value.ts';
import { maySee, pageEvent } from './page-events.ts';
import { isPng, pageMessage, sandboxState } from './page-shapes.ts';
import { type PeopleContext, PersonError } from './people/context.ts';
import { relatedMessages } from './people/related.ts';
import { suggest } from './people/suggest.ts';
import { readBody } from './web-api/request-arguments.ts';
import type { Workspace } from './workspace.ts';

type Answer = JsonObject;
type Route = (body: JsonObject) => Promise<Answer> | Answer;

export interface PageRoutes {
  /** Handles the `/sandbox/` requests about Slack; returns whether it did. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Sends every open page an event that does not come from Slack. */
  send(event: PageEvent): void;
  /** Ends the event streams. */
  close(): void;
}

/** The page's API of the embedded Slack; `page-api.ts` lists the routes. */
export function createPageRoutes(context: PeopleContext, workspace: Workspace): PageRoutes {
  const { state } = context;
  const streams = new Set<ServerResponse>();
  const posts = postRoutes(context, workspace);

  function stream(user: string, response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    response.write(': connected\n\n');
    streams.add(response);
    const stop = state.changes.on((change) => {
      const outgoing = pageEvent(state, change);
      if (outgoing && (outgoing.to?.has(user) ?? true)) response.write(`data: ${JSON.stringify(outgoing.event)}\n\n`);
    });
    response.on('close', () => {
      stop();
      streams.delete(response);
    });
  }

  function file(id: string, response: ServerResponse): void {
    const stored = state.files.get(id);
    if (!stored?.content) {
      answer(response, 404, { ok: false, error: 'file_not_found' });
      return;
    }
    // Nothing but a picture is rendered in the page's own origin: other files are only downloaded.
    response.writeHead(200, {
      'content-type': isPng(stored.content) ? 'image/png' : 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(stored.name)}`,
      'x-content-type-options': 'nosniff',
    });
    response.end(stored.content);
  }

  function get(url: URL, response: ServerResponse): boolean {
    const path = url.pathname.slice('/sandbox/'.length);
    const user = url.searchParams.get('user') ?? '';
    if (path === 'state') answer(response, 200, sandboxState(state));
    else if (path === 'events') stream(user, response);
    else if (path.startsWith('files/')) file(path.slice('files/'.length), response);
    else if (path === 'related') {
      const type = url.searchParams.get('type');
      const ref = { id: url.searchParams.get('id') ?? '', ...(type && { type }) };
      const found = relatedMessages(state, user, ref);
      answer(
        response,
        200,
        found.map((message) => pageMessage(state, message)),
      );
    } else if (path === 'messages') {
      const channel = state.channels.get(url.searchParams.get('channel') ?? '');
      const seen = [...(channel?.messages.values() ?? [])].filter((message) => maySee(state, user, message));
      answer(
        response,
        200,
        seen.map((message) => pageMessage(state, message)),
      );
    } else return false;
    return true;
  }

  async function post(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A form on another site cannot send JSON.
    if (!request.headers['content-type']?.startsWith('application/json'))
      return answer(response, 415, { ok: false, error: 'json_expected' });
    const body = parseJson((await readBody(request)).toString('utf8'));
    if (!isObject(body)) return answer(response, 400, { ok: false, error: 'invalid_json' });
    try {
      answer(response, 200, await route(body));
    } catch (error) {
      if (!(error instanceof PersonError)) throw error;
      answer(response, 200, { ok: false, error: error.message });
    }
  }

  return {
    handle(request, response) {
      const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
      if (!url.pathname.startsWith('/sandbox/')) return false;
      if (request.method === 'GET') return get(url, response);
      const route = posts[url.pathname.slice('/sandbox/'.length)];
      if (request.method !== 'POST' || route === undefined) return false;
      post(route, request, response).catch(() => {
        if (!response.headersSent) answer(response, 500, { ok: false, error: 'internal_error' });
      });
      return true;
    },
    send(event) {
      for (const response of streams) response.write(`data: ${JSON.stringify(event)}\n\n`);
    },
    close() {
      for (const response of streams) response.end();
    },
  };
}

function postRoutes(context: PeopleContext, workspace: Workspace): Record<string, Route> {
  const string = (body: JsonObject, key: string) => textOf(body[key]) ?? '';
  const who = (body: JsonObject) => ({ user: string(body, 'user'), channel: string(body, 'channel') });
  const place = (body: JsonObject) => ({
    ...who(body),
    message_ts: string(body, 'message_ts'),
    url: string(body, 'url'),
  });
  const done = (result: { ok: boolean; reason?: string }) =>
    result.ok ? { ok: true } : { ok: false, error: result.reason ?? 'http_error' };
  return {
    async send(body) {
      const text = string(body, 'text');
      const thread_ts = textOf(body.thread_ts);
      if (!text.startsWith('/')) return { ok: true, ts: workspace.say({ ...who(body), text, thread_ts }).ts };
      if (thread_ts !== undefined) throw new PersonError('Slash commands are not supported in threads.');
      return done(await workspace.command({ ...who(body), text }));
    },
    edit(body) {
      workspace.edit({ ...who(body), ts: string(body, 'ts'), text: string(body, 'text') });
      return { ok: true };
    },
    delete(body) {
      workspace.remove({ ...who(body), ts: string(body, 'ts') });
      return { ok: true };
    },
    react(body) {
      workspace.react({ ...who(body), ts: string(body, 'ts'), name: string(body, 'name') });
      return { ok: true };
    },
    action: async (body) => done(await workspace.act(actionRequest(body))),
    suggest: (body) => suggest(context, actionRequest(body), string(body, 'value')),
    'view/submit': async (body) => ({
      ...(await workspace.submit({
        user: string(body, 'user'),
        view_id: string(body, 'view_id'),
        values: objectOf(body.values),
      })),
    }),
    async 'view/close'(body) {
      await workspace.close({ user: string(body, 'user'), view_id: string(body, 'view_id') });
      return { ok: true };
    },
    home(body) {
      workspace.openHome(string(body, 'user'));
      return { ok: true };
    },
    shortcut: async (body) =>
      done(
        await workspace.shortcut({
          ...who(body),
          callback_id: string(body, 'callback_id'),
          message_ts: textOf(body.message_ts),
        }),
      ),
    compose(body) {
      workspace.compose({ ...who(body), text: string(body, 'text') });
      return { ok: true };
    },
    entity(body) {
      workspace.openEntity(place(body));
      return { ok: true };
    },
    comments(body) {
      workspace.openComments(place(body), { next: body.next === true });
      return { ok: true };
    },
    'comments/post': async (body) =>
      done(await workspace.postComment(place(body), string(body, 'text'), textOf(body.id))),
    'comments/delete': async (body) => done(await workspace.deleteComment(place(body), string(body, 'id'))),
    'entity/edit': async (body) => ({ ...(await workspace.editEntity(place(body), objectOf(body.values))) }),
  };
}

/** @throws PersonError when the body names no container */
function actionRequest(body: JsonObject): ActionRequest {
  const { user, container, block_id = '', action_id } = body;
  if (typeof user !== 'string' || typeof action_id !== 'string' || !isObject(container))
    throw new PersonError('invalid_request');
  return { ...body, user, container, block_id, action_id, action: objectOf(body.action) } as ActionRequest;
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
