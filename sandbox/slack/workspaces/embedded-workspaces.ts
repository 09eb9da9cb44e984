import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEmbeddedSlack } from '../embedded-slack.ts';
import { isObject, type JsonObject, parseJson } from '../json-value.ts';
import { ids } from '../seed.ts';
import { createSocketServer } from '../to-app/socket-server.ts';
import type { FailureReason } from '../to-app/transport.ts';
import { readBody } from '../web-api/request-arguments.ts';
import { createHttpLink, createSocketLink } from './app-link.ts';
import { authorizePage, type Place } from './authorize-page.ts';
import { createGrants, type Grant } from './grants.ts';
import { type Translation, translation } from './translate.ts';
import type { EmbeddedWorkspace, EmbeddedWorkspaces, EmbeddedWorkspacesOptions } from './workspaces.ts';

const organisationId = 'E0SANDBOX1';

/**
 * Starts several embedded workspaces behind one Slack. Each is the seeded workspace with ids of its own; one gateway gives
 * out tokens, finds the workspace of a call by its token, and signs what they send to the app.
 */
export async function createEmbeddedWorkspaces(options: EmbeddedWorkspacesOptions): Promise<EmbeddedWorkspaces> {
  const { organisation = [], optionalScopes = [], now = Date.now, rotation = false, ackTimeoutMs = 3000 } = options;
  // A connection belongs to the app, not to a workspace: the gateway keeps it, and the workspaces send to the gateway.
  const { deliverBy, ...forWorkspace } = options;
  const appToken = options.appToken ?? 'xapp-sandbox';
  const [clientId, clientSecret] = ['1111.2222', 'sandbox-client-secret'];
  const signingSecret = options.signingSecret ?? '5a4db0c5a4db0c5a4db0c5a4db0c5a4d';
  let appUrl = '';
  let url = '';
  const calls: string[] = [];
  const refusals: string[] = [];
  const pauses = new Map<string, () => Promise<void>>();

  const workspaces = await Promise.all(
    options.workspaces.map(async (letter): Promise<EmbeddedWorkspace & { translate: Translation }> => {
      const translate = translation(letter);
      const slack = await createEmbeddedSlack({ ...forWorkspace, signingSecret });
      return { id: translate.outwards(ids.team), slack, seen: translate.outwards, translate };
    }),
  );
  /** The workspaces of the organisation to which the app was added. */
  const added = new Set<string>();
  const inOrganisation = (id: string) => organisation.some((letter) => id.endsWith(letter));
  const places: Place[] = [
    ...workspaces.map(({ id }) => ({ id, name: `Workspace ${id}` })),
    ...(organisation.length > 0 ? [{ id: organisationId, name: 'Organisation' }] : []),
  ];
  const enterprise = { id: organisationId, name: 'Organisation' };
  const grants = createGrants({
    clientId,
    clientSecret,
    rotation,
    now,
    describe: (place) => ({
      app_id: ids.app,
      bot_user_id: botUserOf(place),
      team: place === organisationId ? null : { id: place, name: `Workspace ${place}` },
      enterprise: place === organisationId || inOrganisation(place) ? enterprise : null,
      is_enterprise_install: place === organisationId,
    }),
  });
  const botUserOf = (place: string) => workspaces.find(({ id }) => id === place)?.seen(ids.botUser) ?? 'U0ORGBOT01';

  /** The installation that serves a workspace. */
  const serving = (id: string): Grant | undefined =>
    grants.of(id) ?? (added.has(id) ? grants.of(organisationId) : undefined);

  /** What a workspace sends to the app. */
  async function toApp(letter: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const workspace = workspaces.find(({ id }) => id.endsWith(letter));
    const grant = workspace && serving(workspace.id);
    const text = (await readBody(request)).toString();
    if (workspace === undefined || grant === undefined) return void response.writeHead(200).end();
    const isOrganisation = grant.place === organisationId;
    const enterpriseId = inOrganisation(workspace.id) ? organisationId : null;
    const type = String(request.headers['content-type']);
    const body = withInstallation(workspace.seen(text), type, enterpriseId, isOrganisation);
    const num = Number(request.headers['x-slack-retry-num'] ?? 0);
    const reason = String(request.headers['x-slack-retry-reason']) as FailureReason;
    const answer = await bring(body, type, num > 0 ? { num, reason } : undefined);
    response.writeHead(answer.status, { 'content-type': answer.type });
    response.end(workspace.translate.inwards(answer.text));
  }

  /** The workspace that a call is about, for an organisation's token. */
  function workspaceOf(grant: Grant, text: string): (typeof workspaces)[number] | undefined {
    if (grant.place !== organisationId) return workspaces.find(({ id }) => id === grant.place);
    const own = workspaces.filter(({ id }) => added.has(id));
    return own.find(({ translate }) => translate.inwards(text) !== text);
  }

  async function api(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = (await readBody(request)).toString();
    const args = Object.fromEntries(new URLSearchParams(text));
    const say = (body: JsonObject) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (name === 'oauth.v2.access') return void say(grants.access(args));
    const token = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? args.token ?? '';
    calls.push(`${name} ${token}`);
    if (name === 'apps.connections.open')
      return void say(
        token === appToken ? { ok: true, url: sockets.newUrl(url) } : { ok: false, error: 'invalid_auth' },
      );
    const refusal = grants.refusal(token);
    const grant = grants.grants.get(token);
    const refuse = (error: string) => {
      refusals.push(`${name} ${token}`);
      say({ ok: false, error });
    };
    if (refusal !== undefined || grant === undefined) return refuse(refusal ?? 'invalid_auth');
    if (name === 'auth.revoke') {
      grants.revoke(token);
      return void say({ ok: true, revoked: true });
    }
    if (name === 'auth.test' && grant.place === organisationId) {
      const whole = { team_id: organisationId, enterprise_id: organisationId, is_enterprise_install: true };
      const bot = { url: 'https://sandbox.enterprise.slack.com/', bot_id: 'B0ORGBOT01', user_id: 'U0ORGBOT01' };
      return void say({ ok: true, ...whole, ...bot });
    }
    const workspace = workspaceOf(grant, text);
    if (workspace === undefined) return refuse('team_access_not_granted');
    const forwarded = new URLSearchParams(workspace.translate.inwards(text));
    forwarded.delete('token');
    const answer = await fetch(`${workspace.slack.apiUrl}${name}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${workspace.slack.botToken}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: forwarded.toString(),
    });
    const paused = pauses.get(`${name} ${workspace.id}`);
    if (paused !== undefined) await paused();
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'x-oauth-scopes': grant.scopes.join(','),
    };
    const retryAfter = answer.headers.get('retry-after');
    if (retryAfter !== null) headers['retry-after'] = retryAfter;
    const answered = workspace.seen(await answer.text());
    const isOfGrid = name === 'users.info' && inOrganisation(workspace.id);
    response.writeHead(answer.status, headers).end(isOfGrid ? asGridUser(answered, workspace.id) : answered);
  }

  function agreed(query: URLSearchParams): string {
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('state', query.get('state') ?? '');
    if (query.get('agree') !== 'yes') back.searchParams.set('error', 'access_denied');
    else {
      const granted = new Set(query.getAll('granted'));
      const scopes = (query.get('scope') ?? '')
        .split(',')
        .filter((scope) => !optionalScopes.includes(scope) || granted.has(scope));
      const place = query.get('place') ?? '';
      const code = { place, scopes, redirectUri: query.get('redirect_uri') ?? '', installedBy: installerOf(place) };
      back.searchParams.set('code', grants.newCode(code));
    }
    return back.href;
  }

  const installerOf = (place: string) => workspaces.find(({ id }) => id === place)?.seen(ids.ada) ?? ids.ada;

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const method = /^\/api\/([\w.]+)$/.exec(pathname)?.[1];
    if (method !== undefined) return api(method, request, response);
    const letter = /^\/to-app\/(\w+)\/slack\/events$/.exec(pathname)?.[1];
    if (letter !== undefined) return toApp(letter, request, response);
    if (pathname === '/oauth/v2/agree') return void response.writeHead(302, { location: agreed(searchParams) }).end();
    if (pathname !== '/oauth/v2/authorize') return void response.writeHead(404).end('Not found');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(authorizePage(searchParams, places, optionalScopes));
  }

  const server = createServer((request, response) => {
    route(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  const sockets = createSocketServer(
    server,
    { newSecret: (length) => randomBytes(length).toString('hex') },
    ackTimeoutMs,
  );
  const bring =
    deliverBy === 'socket' ? createSocketLink(sockets) : createHttpLink({ appUrl: () => appUrl, signingSecret, now });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const [index, { slack }] of workspaces.entries()) slack.setAppUrl(`${url}/to-app/${options.workspaces[index]}`);

  async function send(event: JsonObject, place: string, more: JsonObject = {}): Promise<number> {
    const isOrganisation = place === organisationId;
    const enterpriseId = isOrganisation || inOrganisation(place) ? organisationId : null;
    const envelope = {
      type: 'event_callback',
      api_app_id: ids.app,
      team_id: isOrganisation ? null : place,
      enterprise_id: enterpriseId,
      event_id: `Ev${Math.floor(now())}${calls.length}${JSON.stringify(event).length}`,
      authorizations: [
        {
          team_id: isOrganisation ? null : place,
          enterprise_id: enterpriseId,
          is_bot: true,
          is_enterprise_install: isOrganisation,
        },
      ],
      event,
      ...more,
    };
    return (await bring(JSON.stringify(envelope), 'application/json')).status;
  }

  return {
    url,
    apiUrl: `${url}/api/`,
    clientId,
    clientSecret,
    signingSecret,
    appToken,
    sockets,
    organisation: organisationId,
    workspaces,
    calls,
    refusals,
    setAppUrl(address) {
      appUrl = address;
    },
    async agree(authorizeUrl, place, without = []) {
      const { searchParams: query } = new URL(authorizeUrl);
      query.set('place', place);
      query.set('agree', 'yes');
      for (const scope of optionalScopes) if (!without.includes(scope)) query.append('granted', scope);
      const answer = await fetch(`${url}/oauth/v2/agree?${query}`, { redirect: 'manual' });
      return answer.headers.get('location') ?? '';
    },
    async setTeamAccess(teams, isGranted, atMs = now()) {
      for (const id of teams) isGranted ? added.add(id) : added.delete(id);
      const type = isGranted ? 'team_access_granted' : 'team_access_revoked';
      await send({ type, team_ids: [...teams], event_ts: String(atMs / 1000) }, organisationId);
    },
    async uninstall(place, events = ['app_uninstalled', 'tokens_revoked'], atMs = now()) {
      grants.end(place);
      if (place === organisationId) added.clear();
      for (const type of events) {
        const tokens = type === 'tokens_revoked' ? { tokens: { oauth: [], bot: [botUserOf(place)] } } : {};
        await send({ type, ...tokens, event_ts: String(atMs / 1000) }, place);
      }
    },
    send,
    pause(method, workspace) {
      const key = `${method} ${workspace}`;
      const [reached, resumed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      pauses.set(key, () => {
        pauses.delete(key);
        reached.resolve();
        return resumed.promise;
      });
      return { reached: reached.promise, resume: resumed.resolve };
    },
    grantOf: grants.of,
    async close() {
      await Promise.all(workspaces.map(({ slack }) => slack.close()));
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Adds the organisation to a person of one of its workspaces.
 * @see https://docs.slack.dev/reference/objects/user-object
 */
function asGridUser(answer: string, teamId: string): string {
  const body = parseJson(answer);
  if (!isObject(body) || !isObject(body.user) || body.user.team_id !== teamId) return answer;
  const enterprise_user = {
    id: body.user.id ?? '',
    enterprise_id: organisationId,
    enterprise_name: 'Organisation',
    is_admin: false,
    is_owner: false,
    teams: [teamId],
  };
  return JSON.stringify({ ...body, user: { ...body.user, enterprise_user } });
}

/** Adds to what a workspace sends which installation it is for. */
function withInstallation(body: string, type: string, enterpriseId: string | null, isOrganisation: boolean): string {
  if (type === 'application/json') {
    const envelope = parseJson(body);
    if (!isObject(envelope) || !Array.isArray(envelope.authorizations)) return body;
    const authorizations = envelope.authorizations.map((each) => ({
      ...(isObject(each) ? each : {}),
      enterprise_id: enterpriseId,
      is_enterprise_install: isOrganisation,
    }));
    return JSON.stringify({ ...envelope, context_enterprise_id: enterpriseId, authorizations });
  }
  const form = new URLSearchParams(body);
  const payload = parseJson(form.get('payload') ?? '');
  if (isObject(payload)) {
    const organisation = enterpriseId === null ? null : { id: enterpriseId, name: 'Organisation' };
    form.set(
      'payload',
      JSON.stringify({ ...payload, enterprise: organisation, is_enterprise_install: isOrganisation }),
    );
  } else {
    if (enterpriseId !== null) form.set('enterprise_id', enterpriseId);
    form.set('is_enterprise_install', String(isOrganisation));
  }
  return form.toString();
}
