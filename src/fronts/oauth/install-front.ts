import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { type CodedError, type Installation, InstallProvider, type OrgInstallation } from '@slack/oauth';
import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import type { Config } from '../../config/config.ts';
import { createInstallationStore, installationId } from '../../installations/installation-store.ts';
import { createSeal } from '../../installations/seal.ts';
import type { OAuthSettings } from '../../installations/settings.ts';
import type { Log } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import { silentLogger, webClientOptions } from '../../web-api/client.ts';
import { neededScopes, optionalScopes } from '../../web-api/scopes.ts';
import type { HttpAnswer } from '../http/answer.ts';
import type { GetRoute } from '../http/server.ts';
import { type Explained, explain } from './explain.ts';
import { failedPage, installedPage, installPage, pageAnswer, pageHeaders } from './pages.ts';
import { createStateStore } from './state-store.ts';

export interface InstallFrontOptions {
  config: Pick<Config, 'slackApiUrl' | 'publicUrl'>;
  oauth: OAuthSettings;
  store: Store;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

type Installed = Installation | OrgInstallation;

/** Whether a workspace, or the organisation that it belongs to, is on the list. */
const isListed = (teams: readonly string[], { team, enterprise }: Installed): boolean =>
  teams.some((id) => id === team?.id || id === enterprise?.id);

/**
 * The routes of an installation by OAuth: `GET /slack/install` shows what the app will be able to do, and
 * `GET /slack/oauth_redirect` takes Slack's answer. Loaded on the first request to one of them.
 * @see https://docs.slack.dev/authentication/installing-with-oauth
 */
export function createInstallFront({ config, oauth, store, now, log }: InstallFrontOptions): GetRoute {
  const installations = createInstallationStore(store, createSeal(oauth.keys), log);
  const clientOptions = webClientOptions(config.slackApiUrl);
  const base = (config.publicUrl ?? '').replace(/\/$/, '');
  const install = {
    scopes: [...neededScopes, ...Object.keys(optionalScopes)],
    redirectUri: `${base}/slack/oauth_redirect`,
  };
  const provider = new InstallProvider({
    clientId: oauth.clientId,
    clientSecret: oauth.clientSecret,
    stateStore: createStateStore({ store, secret: oauth.stateSecret, install, now }),
    installationStore: {
      storeInstallation: (installed) => keep(installed),
      fetchInstallation: () => Promise.reject(new Error('read by installations/ alone')),
    },
    authorizationUrl: new URL('../oauth/v2/authorize', config.slackApiUrl).href,
    clientOptions,
    renderHtmlForInstallPath: installPage,
    logger: silentLogger,
  });

  async function keep(installed: Installed): Promise<void> {
    const { bot, team, enterprise, user, appId = '', isEnterpriseInstall = false } = installed;
    if (bot === undefined) throw new Error('Slack gave no bot token');
    const facts = {
      ...(team?.id !== undefined && { teamId: team.id }),
      ...(enterprise?.id !== undefined && { enterpriseId: enterprise.id }),
      isEnterpriseInstall,
    };
    const id = installationId(facts);
    const name = (isEnterpriseInstall ? enterprise?.name : team?.name) ?? id;
    const stored = {
      ...facts,
      id,
      name,
      appId,
      botId: bot.id,
      botUserId: bot.userId,
      scopes: bot.scopes,
      installedBy: user.id,
      installedAtMs: now(),
      ...(bot.expiresAt !== undefined && { expiresAtMs: bot.expiresAt * 1000 }),
      tokens: { botToken: bot.token, refreshToken: bot.refreshToken },
    };
    await installations.put(stored, 'anything');
    log.info('the app was installed', { team: id, user: user.id });
  }

  /** Gives the token back that Slack made for a workspace that may not install the app. */
  async function refuse(installed: Installed, response: ServerResponse): Promise<false> {
    const { id = '', name = id } = (installed.isEnterpriseInstall ? installed.enterprise : installed.team) ?? {};
    log.warn('installation refused: the workspace is not in INSTALL_TEAMS', { team: id, user: installed.user.id });
    const token = installed.bot?.token;
    if (token !== undefined) {
      await new WebClient(token, clientOptions).auth.revoke().catch((error: unknown) => {
        log.warn('token of a refused installation not revoked', { team: id, code: slackErrorOf(error) });
      });
    }
    const next = `Ask the people who run the app to add ${id} to INSTALL_TEAMS, then start again.`;
    write(response, pageAnswer(403, failedPage(`${name} (${id}) is not on the list of workspaces.`, next)));
    return false;
  }

  function fail(error: CodedError, response: ServerResponse): void {
    const { status, what, next, code }: Explained = explain(error.code, slackErrorOf(error));
    log.warn('installation failed', { code });
    write(response, pageAnswer(status, failedPage(what, next)));
  }

  return async (url, headers) => {
    const { request, response, answer } = exchange(url, headers);
    const path = url.split('?', 1)[0];
    if (path === '/slack/install') {
      await provider.handleInstallPath(request, response, {}, install);
      return { ...answer(), headers: { ...answer().headers, ...pageHeaders } };
    }
    await provider.handleCallback(request, response, {
      afterInstallation: async (installed) => isListed(oauth.teams, installed) || refuse(installed, response),
      success: ({ team, appId = '', enterprise, isEnterpriseInstall, enterpriseUrl }) => {
        const place = isEnterpriseInstall
          ? { name: enterprise?.name ?? '', enterpriseUrl }
          : { name: team?.name ?? '', teamId: team?.id };
        write(response, pageAnswer(200, installedPage({ appId, ...place })));
      },
      failure: (error) => fail(error, response),
    });
    return answer();
  };
}

/** Slack's error code, where Slack refused the call. */
const slackErrorOf = (error: unknown): string | undefined =>
  error instanceof WebAPIPlatformError ? error.data.error : undefined;

function write(response: ServerResponse, { status, body, headers }: HttpAnswer): void {
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  response.statusCode = status;
  response.end(body);
}

/** A request and a response of Node's for Slack's library, without a connection: a function has none. */
function exchange(url: string, headers: IncomingMessage['headers']) {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { url, method: 'GET', headers: { host: 'localhost', ...headers } });
  const response = new ServerResponse(request);
  let body = '';
  response.end = ((text?: unknown) => {
    body = typeof text === 'string' ? text : '';
    return response;
  }) as ServerResponse['end'];
  const answer = (): HttpAnswer => ({
    status: response.statusCode,
    body,
    headers: Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)])),
  });
  return { request, response, answer };
}
