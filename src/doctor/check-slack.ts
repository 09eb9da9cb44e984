import type { Config } from '../config/config.ts';
import { askSlack } from './ask-slack.ts';
import { checkInstallations } from './check-installations.ts';
import { type CheckContext, checked, type Finding, ok, toFix } from './finding.ts';
import { roomFindings, settingFindings } from './people-findings.ts';
import { channelFinding, scopeFindings } from './slack-findings.ts';

const apps = 'https://api.slack.com/apps';
const installAgain = `open ${apps}, App Manifest, paste manifest.yml, then Install App again`;

type SlackContext = Pick<CheckContext, 'config' | 'store' | 'groupStates'>;

/** The token, its scopes, the signing secret's form or the app-level token, and the channels of `CHAT_TOPICS`. */
export function checkSlack(context: SlackContext): Promise<Finding[]> {
  const { config } = context;
  const { slack } = config;
  if (slack.mode === 'sandbox') {
    return Promise.resolve([toFix('Slack', 'SLACK_BOT_TOKEN: found nothing', `open ${apps}, OAuth & Permissions`)]);
  }
  const { oauth } = slack;
  const connection = async () =>
    slack.mode === 'http' ? signingSecretFindings(slack.signingSecret) : checkAppToken(config, slack.appToken);
  return checked(
    'Slack',
    async () => {
      if (oauth !== undefined) return [...(await checkInstallations(context, oauth)), ...(await connection())];
      return checkOneToken(context, slack.botToken, connection);
    },
    () => `curl -sS ${new URL('api.test', config.slackApiUrl)}`,
  );
}

async function checkOneToken(
  context: SlackContext,
  token: string,
  connection: () => Promise<Finding[]>,
): Promise<Finding[]> {
  const { config } = context;
  const { body, scopes } = await askSlack(config, token, 'auth.test');
  if (body.ok !== true) {
    const found = `SLACK_BOT_TOKEN: Slack says ${body.error}`;
    return [toFix('Slack token', found, `open ${apps}, OAuth & Permissions, and copy the Bot User OAuth Token`)];
  }
  const people = { ...context, token, scopes, installAgain };
  return [
    ok('Slack token', `belongs to ${String(body.user)} in ${body.team}`),
    ...scopeFindings(scopes, installAgain),
    ...(await connection()),
    ...(await checkChannels(config, token)),
    ...(await roomFindings(people)),
    ...(await settingFindings(people)),
  ];
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
  const { body } = await askSlack(config, appToken, 'apps.connections.open');
  if (body.ok === true) return [ok('App-level token', 'may open Socket Mode connections')];
  const fix = `open ${apps}, Basic Information, App-Level Tokens, and make one with connections:write`;
  return [toFix('App-level token', `SLACK_APP_TOKEN: Slack says ${body.error}`, fix)];
}

async function checkChannels(config: Config, token: string): Promise<Finding[]> {
  const channels = [...new Set([...config.chatTopics.values()].flat())];
  const findings: Finding[] = [];
  for (const id of channels) {
    const { body } = await askSlack(config, token, 'conversations.info', { channel: id });
    findings.push(channelFinding(id, body, installAgain));
  }
  return findings;
}
