import { currentWorkspace } from '../current-workspace.ts';
import { AppError } from '../errors.ts';
import {
  createInstallationStore,
  type InstallationFacts,
  type InstallationStore,
  installationId,
} from '../installations/installation-store.ts';
import { createSeal } from '../installations/seal.ts';
import type { OAuthSettings } from '../installations/settings.ts';
import { askSlack } from './ask-slack.ts';
import { type CheckContext, type Finding, note, ok, toFix } from './finding.ts';
import { roomFindings, settingFindings } from './people-findings.ts';
import { channelFinding, scopeFindings } from './slack-findings.ts';

type Context = Pick<CheckContext, 'config' | 'store' | 'groupStates'>;

/**
 * Each workspace and organisation where the app is installed: whether its token works, and the channels of `CHAT_TOPICS`. For
 * a request of one workspace, that one alone: it is shown nothing of another.
 */
export async function checkInstallations(context: Context, oauth: OAuthSettings): Promise<Finding[]> {
  const { config, store } = context;
  const page = `${config.publicUrl}/slack/install`;
  const here = currentWorkspace();
  const listed = here ? '' : `; may install it: ${oauth.teams.join(', ')}`;
  const findings = [ok('Slack', `installed by OAuth at ${page}${listed}`)];
  if (store === undefined) return [...findings, note('Workspaces', 'none has the app yet', `open ${page}`)];
  const installations = createInstallationStore(store, createSeal(oauth.keys));
  const all = (await installations.list()).filter(isHere);
  for (const facts of all) findings.push(...(await checkInstallation(facts, installations, context, page)));
  const ids = new Set(all.map(installationId));
  const absent = here ? [] : oauth.teams.filter((id) => !ids.has(id));
  findings.push(...absent.map((id) => note(`Workspace ${id}`, 'does not have the app yet', `open ${page}`)));
  return [...findings, ...(await checkChannels(all, installations, config, page))];
}

/** Whether an installation serves the workspace on whose behalf the running work is done. */
function isHere({ teamId, enterpriseId, isEnterpriseInstall }: InstallationFacts): boolean {
  const here = currentWorkspace();
  if (here === undefined) return true;
  return isEnterpriseInstall ? enterpriseId === here.enterpriseId : teamId === here.teamId;
}

/** @returns the token; `undefined` when none of the keys opens it */
async function tokenOf(id: string, installations: InstallationStore): Promise<string | undefined> {
  try {
    return (await installations.get(id))?.installation.tokens.botToken;
  } catch (error) {
    if (error instanceof AppError && error.code === 'configuration') return undefined;
    throw error;
  }
}

async function checkInstallation(
  facts: InstallationFacts,
  installations: InstallationStore,
  context: Context,
  page: string,
): Promise<Finding[]> {
  const subject = `${facts.isEnterpriseInstall ? 'Organisation' : 'Workspace'} ${facts.name}`;
  const installAgain = `open ${page}, and install the app there again`;
  const token = await tokenOf(installationId(facts), installations);
  if (token === undefined) {
    return [toFix(subject, 'none of INSTALLATION_KEYS opens its token', `add the key that did, or ${installAgain}`)];
  }
  const { body, scopes } = await askSlack(context.config, token, 'auth.test');
  if (body.error === 'token_expired') {
    return [note(subject, 'its token has ended', 'nothing: it is replaced when the workspace uses the app next')];
  }
  if (body.ok !== true) return [toFix(subject, `Slack says ${body.error}`, installAgain)];
  const people = { ...context, token, scopes, installAgain, facts };
  return [
    ok(subject, 'its token works'),
    ...scopeFindings(scopes, installAgain, facts.name),
    ...(await roomFindings(people)),
    ...(await settingFindings(people)),
  ];
}

async function checkChannels(
  all: readonly InstallationFacts[],
  installations: InstallationStore,
  config: CheckContext['config'],
  page: string,
): Promise<Finding[]> {
  const here = currentWorkspace();
  const findings: Finding[] = [];
  for (const id of new Set([...config.chatTopics.values()].flat())) {
    const team = config.channelTeams.get(id) ?? config.homeTeam;
    if (here !== undefined && team !== here.teamId && team !== here.enterpriseId) continue;
    const organisations = all.filter(({ isEnterpriseInstall }) => isEnterpriseInstall);
    const own = all.find((facts) => installationId(facts) === team);
    const facts = own ?? (organisations.length === 1 ? organisations[0] : undefined);
    // A token that does not work was said before.
    const token = facts && (await tokenOf(installationId(facts), installations));
    if (token === undefined) continue;
    const { body } = await askSlack(config, token, 'conversations.info', { channel: id });
    findings.push(channelFinding(id, body, `open ${page}, and install the app there again`));
  }
  return findings;
}
