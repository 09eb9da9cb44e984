import type { Workspace } from '../current-workspace.ts';
import { type Fields, fields, text } from '../gate/fields.ts';
import { reportsInstallation } from '../gate/installation-events.ts';
import { originOf } from '../gate/origin.ts';
import type { Several } from '../gate/slack-access.ts';
import type { FoundInstallation } from '../installations/installation-store.ts';
import type { SlackJob } from '../jobs/job.ts';
import {
  type EndedWork,
  endInstallation,
  endWork,
  eventMs,
  reportsUninstall,
  tokenWorks,
  type UninstalledOptions,
} from './uninstalled.ts';

type Options = UninstalledOptions & { several?: Several };
type Known = Options & { several: Several };

/** Whether an event says that a workspace, or an organisation, uninstalled the app, or changed what it may serve. */
export const concernsInstallation = (job: Pick<SlackJob, 'body'>, { several }: Pick<Options, 'several'>): boolean =>
  several === undefined ? reportsUninstall(job) : reportsInstallation(job.body);

/**
 * Ends the work for a workspace or an organisation that uninstalled the app, and deletes its token; all others continue. An
 * event that is older than the installation ends nothing: Slack may deliver it after the app was installed again.
 * Safe to run again.
 * @throws AppError when Slack does not say whether the token works
 * @see https://docs.slack.dev/reference/events/app_uninstalled
 * @see https://docs.slack.dev/reference/events/tokens_revoked
 * @see https://docs.slack.dev/reference/events/team_access_granted
 * @see https://docs.slack.dev/reference/events/team_access_revoked
 */
export async function installationChanged(options: Options, job: SlackJob): Promise<void> {
  const { several, log } = options;
  if (several === undefined) return endInstallation(options, job);
  const event = fields(job.body.event);
  if (event.type === 'team_access_granted') return beginTeams({ ...options, several }, event, job);
  if (event.type === 'team_access_revoked') return endTeams({ ...options, several }, event, job);
  const origin = originOf(job.body);
  const id = idOf(job, origin);
  const found = await several.installations.get(id);
  if (found !== undefined) {
    if (found.installation.installedAtMs > eventMs(job) || (await tokenWorks(options.slack, tokenOf(found)))) {
      return log.info('uninstall event ignored: the app is installed', { team: id });
    }
    if (!(await several.installations.remove(id, found.version))) {
      return log.info('uninstall event ignored: the app is installed', { team: id });
    }
  }
  // A token that was revoked is replaced by the next installation: until then the work waits.
  if (event.type === 'tokens_revoked') return several.forget(id);
  await several.left(id);
  log.warn('the app was uninstalled: its watches, digests and cards end', { team: id });
  await endWork({ ...options, untilMs: eventMs(job), isEnded: (channel) => servedBy(id, channel, several) });
}

/** The organisation added the app to some of its workspaces: what begins there from now on is served by its token. */
async function beginTeams({ several, log }: Known, event: Fields, job: SlackJob): Promise<void> {
  const teams = await reported(several, event, true, eventMs(job));
  for (const team of teams) await several.returned(team);
  if (teams.length > 0) log.info('the organisation added the app to workspaces', { team: teams.join(' ') });
}

/** The organisation removed the app from some of its workspaces. */
async function endTeams(options: Known, event: Fields, job: SlackJob): Promise<void> {
  const { several, log } = options;
  const teams = await reported(several, event, false, eventMs(job));
  if (teams.length === 0) return;
  log.warn('the organisation removed the app from workspaces: their watches, digests and cards end', {
    team: teams.join(' '),
  });
  const ended: EndedWork = {
    ...options,
    untilMs: eventMs(job),
    async isEnded(channel) {
      const { teamId } = await several.ownerOf(channel);
      // A workspace with an installation of its own continues.
      return teams.includes(teamId) && (await several.installations.get(teamId)) === undefined;
    },
  };
  await endWork(ended);
}

/** The workspaces of which an event says something that nothing newer contradicts. */
async function reported(
  { teamAccess }: Known['several'],
  event: Fields,
  isGranted: boolean,
  atMs: number,
): Promise<string[]> {
  const teams: string[] = [];
  for (const id of (Array.isArray(event.team_ids) ? event.team_ids : []).map(text))
    if (id !== '' && (await teamAccess.report(id, isGranted, atMs))) teams.push(id);
  return teams;
}

function idOf({ body }: SlackJob, { teamId, enterpriseId }: Workspace): string {
  const [authorization] = Array.isArray(body.authorizations) ? body.authorizations : [];
  const isOrganisation = fields(authorization).is_enterprise_install === true || body.is_enterprise_install === true;
  return isOrganisation || teamId === '' ? enterpriseId : teamId;
}

const tokenOf = ({ installation }: FoundInstallation): string => installation.tokens.botToken;

/** Whether a channel was served by an installation that ended, and is served by no other. */
async function servedBy(id: string, channel: string, { ownerOf, installations }: Several): Promise<boolean> {
  const { teamId, enterpriseId } = await ownerOf(channel);
  // The configuration names a workspace and not its organisation: it was served by the only one.
  const isUnnamed = enterpriseId === '' && id.startsWith('E');
  if (teamId !== id && enterpriseId !== id && !isUnnamed) return false;
  const others = [teamId, enterpriseId].filter((other) => other !== id && other !== '');
  for (const other of others) if ((await installations.get(other)) !== undefined) return false;
  return !isUnnamed || !(await installations.list()).some(({ isEnterpriseInstall }) => isEnterpriseInstall);
}
