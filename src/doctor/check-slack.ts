import type { Config } from '../config/config.ts';
import { AppError } from '../errors.ts';
import type { OAuthSettings } from '../installations/settings.ts';
import { fetchWithTimeout } from '../web-api/client.ts';
import { missingScopes, neededScopes, optionalScopes } from '../web-api/scopes.ts';
import { checked, type Finding, note, ok, toFix } from './finding.ts';

const apps = 'https://api.slack.com/apps';
const installAgain = `open ${apps}, App Manifest, paste manifest.yml, then Install App again`;

interface SlackAnswer {
  ok?: boolean;
  error?: string;
  /** The scope that a `missing_scope` is about. */
  needed?: string;
  team?: string;
  user?: string;
  channel?: {
    name?: string;
    is_archived?: boolean;
    is_member?: boolean;
    is_private?: boolean;
    is_ext_shared?: boolean;
  };
}

/** With several workspaces, the tokens are in the store. */
async function checkInstallations(config: Config, { teams }: OAuthSettings): Promise<Finding[]> {
  const found = `installed by OAuth at ${config.publicUrl}/slack/install; may install it: ${teams.join(', ')}`;
  return [ok('Slack', found)];
}

/** Calls Slack directly: a client does not return the header with the token's scopes. */
async function ask(config: Config, token: string, method: string, parameters: Record<string, string> = {}) {
  try {
    const answer = await fetchWithTimeout(new URL(method, config.slackApiUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(parameters),
    });
    const scopes = answer.headers.get('x-oauth-scopes') ?? '';
    return { body: (await answer.json()) as SlackAnswer, scopes: scopes.split(',').map((scope) => scope.trim()) };
  } catch (cause) {
    throw new AppError('slack_unavailable', `Slack did not answer ${method} at ${config.slackApiUrl}.`, { cause });
  }
}

/** The token, its scopes, the signing secret's form or the app-level token, and the channels of `CHAT_TOPICS`. */
export function checkSlack(config: Config): Promise<Finding[]> {
  const { slack } = config;
  if (slack.mode !== 'sandbox' && slack.oauth !== undefined) return checkInstallations(config, slack.oauth);
  if (slack.mode === 'sandbox') {
    return Promise.resolve([toFix('Slack', 'SLACK_BOT_TOKEN: found nothing', `open ${apps}, OAuth & Permissions`)]);
  }
  return checked(
    'Slack',
    async () => {
      const { body, scopes } = await ask(config, slack.botToken, 'auth.test');
      if (body.ok !== true) {
        const found = `SLACK_BOT_TOKEN: Slack says ${body.error}`;
        return [toFix('Slack token', found, `open ${apps}, OAuth & Permissions, and copy the Bot User OAuth Token`)];
      }
      return [
        ok('Slack token', `belongs to ${body.user} in ${body.team}`),
        scopesFinding(scopes),
        ...optionalFindings(scopes),
        ...(slack.mode === 'http'
          ? signingSecretFindings(slack.signingSecret)
          : await checkAppToken(config, slack.appToken)),
        ...(await checkChannels(config, slack.botToken)),
      ];
    },
    () => `curl -sS ${new URL('api.test', config.slackApiUrl)}`,
  );
}

/** One line for each optional scope that the token lacks: what it would bring. */
function optionalFindings(given: readonly string[]): Finding[] {
  return missingScopes(given).map((scope) =>
    note('Optional scope', `${scope} would bring ${optionalScopes[scope]?.brings}`, installAgain),
  );
}

function scopesFinding(given: readonly string[]): Finding {
  const missing = neededScopes.filter((scope) => !given.includes(scope));
  if (missing.length === 0) return ok('Slack scopes', `all ${neededScopes.length} that a card needs`);
  return toFix('Slack scopes', `missing: ${missing.join(', ')}`, installAgain);
}

/** Slack hands out 32 hexadecimal digits. The secret itself cannot be asked for, and a worker does not have it. */
function signingSecretFindings(secret: string): Finding[] {
  if (secret === '') return [];
  if (/^[0-9a-f]{32}$/.test(secret)) return [ok('Signing secret', "has the form of one of Slack's")];
  const found = 'SLACK_SIGNING_SECRET is not 32 hexadecimal digits';
  return [toFix('Signing secret', found, `open ${apps}, Basic Information, and copy the Signing Secret`)];
}

/** Asks for a connection's address and does not use it. */
async function checkAppToken(config: Config, appToken: string): Promise<Finding[]> {
  const { body } = await ask(config, appToken, 'apps.connections.open');
  if (body.ok === true) return [ok('App-level token', 'may open Socket Mode connections')];
  const fix = `open ${apps}, Basic Information, App-Level Tokens, and make one with connections:write`;
  return [toFix('App-level token', `SLACK_APP_TOKEN: Slack says ${body.error}`, fix)];
}

async function checkChannels(config: Config, token: string): Promise<Finding[]> {
  const channels = [...new Set([...config.chatTopics.values()].flat())];
  const findings: Finding[] = [];
  for (const id of channels) {
    const { body } = await ask(config, token, 'conversations.info', { channel: id });
    findings.push(channelFinding(id, body));
  }
  return findings;
}

function channelFinding(id: string, { ok: found, error, needed, channel = {} }: SlackAnswer): Finding {
  const subject = `Channel ${channel.name === undefined ? id : `#${channel.name}`}`;
  const invite = 'run in that channel: /invite @Incidents';
  if (error === 'missing_scope') {
    const why = `Slack does not say whether it is shared, so no card comes there: the scope ${needed} is missing`;
    return toFix(subject, why, installAgain);
  }
  if (found !== true) return toFix(subject, `CHAT_TOPICS names it, Slack says ${error}`, invite);
  if (channel.is_archived) return toFix(subject, 'it is archived', 'take it out of CHAT_TOPICS, or unarchive it');
  if (channel.is_private && !channel.is_member) return toFix(subject, 'it is private and the app is no member', invite);
  if (channel.is_ext_shared) {
    const found = 'shared with another organisation: gets cards of watched incidents alone';
    return note(subject, found, '/incident watch <arn>, in the channel, for each incident that it may see');
  }
  return ok(subject, 'cards can be posted there');
}
