import type { WebClient } from '@slack/web-api';
import type { Config } from '../config/config.ts';
import { currentWorkspace, type Workspace, withWorkspace } from '../current-workspace.ts';
import { AppError } from '../errors.ts';
import { createChannelTeams } from '../installations/channel-teams.ts';
import {
  createInstallationStore,
  type InstallationStore,
  type StoredInstallation,
} from '../installations/installation-store.ts';
import { createLeftPlaces } from '../installations/left-places.ts';
import { createSeal } from '../installations/seal.ts';
import type { OAuthSettings } from '../installations/settings.ts';
import { createTeamAccess, type TeamAccess } from '../installations/team-access.ts';
import { createWorkspaces } from '../installations/workspaces.ts';
import type { Job, SlackJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Store } from '../store/store.ts';
import { createWebClient } from '../web-api/client.ts';
import { createRefreshTokens } from '../web-api/refresh-tokens.ts';
import { createWorkspacesClient } from '../web-api/workspaces-client.ts';
import { fields } from './fields.ts';
import { createFindInstallation, createInstallationMemory, type FindInstallation } from './installation.ts';
import { reportsInstallation } from './installation-events.ts';
import { originOf } from './origin.ts';

/** How the app reaches Slack: with one token, or with a token for each workspace. */
export interface SlackAccess {
  slack: WebClient;
  findInstallation: FindInstallation;
  /** The app's only token; `''` with several workspaces. */
  ownToken: string;
  /** The token of the workspace on whose behalf the running work is done. */
  botToken(): Promise<string>;
  /**
   * Runs a job on behalf of its workspace. A request of a workspace without the app is dropped, and so is work for a
   * workspace that uninstalled it, even if that happens while the job runs.
   * @throws AppError `slack_token_refused` for work for a workspace where the app is not installed yet
   */
  within(job: Job, work: () => Promise<void>): Promise<void>;
  /** Runs work about a channel on behalf of its workspace, unless it is done on behalf of one already. */
  inChannel<T>(channel: string, work: () => Promise<T>): Promise<T>;
  /**
   * Whether a channel belongs to the workspace of the running request. A channel without an owner is taken over.
   * @param isVisible whether Slack shows the channel to that workspace
   */
  ownsChannel(channel: string, isVisible: () => Promise<boolean>): Promise<boolean>;
  /** Where the app is installed; absent with one token. */
  several?: Several;
}

/** Several workspaces. */
export interface Several {
  installations: InstallationStore;
  /** The workspace that a channel belongs to. */
  ownerOf(channel: string): Promise<Workspace>;
  /** Forgets an installation that this process remembers. */
  forget(id: string): void;
  /** Forgets an installation that ended, and notes that its work has ended too. */
  left(id: string): Promise<void>;
  /** Notes that an organisation added the app to a workspace that had left. */
  returned(id: string): Promise<void>;
  /** Which workspaces an organisation's installation may serve. */
  teamAccess: Pick<TeamAccess, 'report'>;
}

export interface SlackAccessOptions {
  config: Pick<Config, 'slack' | 'slackApiUrl' | 'channelTeams'>;
  store: Store;
  /** Channels that were in use before the app had several workspaces. */
  inUse: () => AsyncIterable<string>;
  /** Milliseconds. */
  now: () => number;
  /** Milliseconds. */
  sleep: (ms: number) => Promise<void>;
  log: Log;
  metrics?: Metrics;
}

/** @throws AppError `configuration` without a token */
export function createSlackAccess(options: SlackAccessOptions): SlackAccess {
  const { config, store, now, metrics } = options;
  if (config.slack.mode === 'sandbox') throw new AppError('configuration', 'SLACK_BOT_TOKEN: found nothing');
  if (config.slack.oauth !== undefined) return severalWorkspaces(options, config.slack.oauth);
  const { botToken } = config.slack;
  const slack = createWebClient(botToken, config.slackApiUrl, metrics);
  return oneWorkspace(slack, botToken, createFindInstallation(slack, createInstallationMemory(store, botToken, now)));
}

/** Access with one token: every request and channel is of its workspace. */
export function oneWorkspace(
  slack: WebClient,
  botToken: string,
  findInstallation: FindInstallation = createFindInstallation(slack),
): SlackAccess {
  return {
    slack,
    ownToken: botToken,
    findInstallation,
    botToken: async () => botToken,
    within: (_job, work) => work(),
    inChannel: (_channel, work) => work(),
    ownsChannel: async () => true,
  };
}

/** Whether a request is for an organisation's installation. Commands and forms say so in text. */
const isForOrganisation = (body: SlackJob['body']): boolean => {
  const [authorization] = Array.isArray(body.authorizations) ? body.authorizations : [body];
  return String(fields(authorization).is_enterprise_install) === 'true';
};

const nameOf = ({ teamId, enterpriseId }: Workspace): string => teamId || enterpriseId;

const leftError = (workspace: Workspace): AppError =>
  new AppError('workspace_left', `The app was removed from ${nameOf(workspace)}: its work there has ended.`);

function severalWorkspaces(options: SlackAccessOptions, oauth: OAuthSettings): SlackAccess {
  const { config, store, inUse, now, sleep, log, metrics } = options;
  const { channelTeams, slackApiUrl } = config;
  const [first = ''] = oauth.teams;
  /** What has no team belongs to the first: it was stored when the app had only this one. */
  const home: Workspace = first.startsWith('E')
    ? { teamId: '', enterpriseId: first }
    : { teamId: first, enterpriseId: '' };
  const installations = createInstallationStore(store, createSeal(oauth.keys), log);
  const refresh = createRefreshTokens(oauth, slackApiUrl, now);
  const workspaces = createWorkspaces({ installations, store, refresh, now, sleep, log });
  const channels = createChannelTeams(store, channelTeams, now);
  const teamAccess = createTeamAccess(store, now);
  const leftPlaces = createLeftPlaces(store, now);

  const ownerOf = async (channel: string): Promise<Workspace> => (await channels.of(channel)) ?? home;

  /** @throws AppError `workspace_left` where the app was removed, `slack_token_refused` where it is not installed yet */
  async function installed(workspace: Workspace): Promise<StoredInstallation> {
    const found = await standing(workspace);
    if (found === 'left') throw leftError(workspace);
    if (found !== 'not installed') return found;
    throw new AppError('slack_token_refused', `The app is not installed in ${nameOf(workspace)}.`, {
      nextStep: 'Install it there: open /slack/install at the address of the app.',
    });
  }

  /** @returns `undefined` for work that is not that of one workspace */
  async function ownerOfJob(job: Job): Promise<Workspace | undefined> {
    if (job.kind === 'on-call') {
      const [, teamId] = job.usergroup.split(':').reverse();
      return teamId === undefined ? home : { teamId, enterpriseId: '' };
    }
    return 'channel' in job && job.channel ? ownerOf(job.channel) : undefined;
  }

  const running = () => installed(currentWorkspace() ?? home);

  /** A request never acts with another workspace's token, whichever channel it names. */
  async function tokenFor(channel: string | undefined) {
    const workspace = currentWorkspace() ?? (channel === undefined ? home : await ownerOf(channel));
    const { tokens, isEnterpriseInstall } = await installed(workspace);
    const refusal = workspaces.refusalOf(tokens.botToken);
    if (refusal !== undefined) throw refusal;
    const { teamId } = workspace;
    return {
      token: tokens.botToken,
      ...(isEnterpriseInstall && teamId !== '' && { teamId }),
      refused: () => refusedFor(workspace),
    };
  }

  async function withinRequest(job: SlackJob, work: () => Promise<void>): Promise<void> {
    // What an uninstallation changes is stored: it concerns a workspace that has no installation any more.
    if (reportsInstallation(job.body)) return work();
    const origin = originOf(job.body);
    const found = await standing(origin, isForOrganisation(job.body));
    if (found === 'left' || found === 'not installed')
      return log.warn('request dropped: the app is not installed there', { team: nameOf(origin) });
    // The organisation of a workspace is not named by every request.
    const enterpriseId = origin.enterpriseId || (found.enterpriseId ?? '');
    return untilLeft(job, { teamId: origin.teamId, enterpriseId }, work);
  }

  /** Runs a job, which ends quietly if the app is removed from its workspace meanwhile. */
  async function untilLeft({ kind }: Job, workspace: Workspace, work: () => Promise<void>): Promise<void> {
    try {
      await withWorkspace(workspace, work);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'workspace_left') throw error;
      log.debug('job ignored: its workspace uninstalled the app', { kind });
    }
  }

  /** The installation that serves a workspace. `left`: the app was removed from there, so that its work has ended. */
  async function standing(
    workspace: Workspace,
    preferOrganisation = false,
  ): Promise<StoredInstallation | 'left' | 'not installed'> {
    const { teamId, enterpriseId } = workspace;
    const installation = await workspaces.installationOf(workspace, preferOrganisation);
    if (installation === undefined) {
      const hasLeft = (await leftPlaces.has(teamId)) || (await leftPlaces.has(enterpriseId));
      // The configuration names a workspace and not its organisation.
      return hasLeft || (enterpriseId === '' && (await leftPlaces.hasOrganisation())) ? 'left' : 'not installed';
    }
    if (!installation.isEnterpriseInstall || teamId === '') return installation;
    // An organisation that is not named is the workspace's only if that did not have an installation of its own.
    const isOthers = enterpriseId === '' && (await leftPlaces.has(teamId));
    return isOthers || (await teamAccess.isRevoked(teamId)) ? 'left' : installation;
  }

  /** Slack refused a token: another process may have handled the event that the app was removed. */
  async function refusedFor(workspace: Workspace): Promise<void> {
    for (const id of [workspace.teamId, workspace.enterpriseId]) {
      for (const known of [workspaces, leftPlaces, teamAccess]) known.forget(id);
    }
    if ((await standing(workspace)) === 'left') throw leftError(workspace);
  }

  /** Before the first channel is taken over, those in use since the app had one workspace become that one's. */
  async function adoptChannelsInUse(): Promise<void> {
    const done = { partition: 'channel teams adopted', sort: first };
    if ((await store.get(done)) !== undefined) return;
    for await (const channel of inUse()) await channels.claim(channel, home);
    await store.write({ ...done, value: { atMs: now() } }, 'anything');
  }

  /** A room belongs to the workspace in which it was made. */
  async function created(channel: string): Promise<void> {
    await adoptChannelsInUse();
    await channels.claim(channel, currentWorkspace() ?? home);
  }

  const tokens = { find: tokenFor, refused: workspaces.refused };
  const slack = createWorkspacesClient(tokens, created, slackApiUrl, metrics);
  return {
    slack,
    ownToken: '',
    async findInstallation() {
      const { id, enterpriseId, isEnterpriseInstall, botId, botUserId } = await running();
      return { teamId: id, ...(enterpriseId && { enterpriseId }), isEnterpriseInstall, botId, botUserId };
    },
    botToken: async () => (await running()).tokens.botToken,
    async within(job, work) {
      if (job.kind === 'slack') return withinRequest(job, work);
      const owner = await ownerOfJob(job);
      if (owner === undefined) return work();
      return untilLeft(job, owner, async () => {
        if ((await standing(owner)) === 'left') throw leftError(owner);
        return work();
      });
    },
    async inChannel(channel, work) {
      if (channel === '' || currentWorkspace() !== undefined) return work();
      return withWorkspace(await ownerOf(channel), work);
    },
    async ownsChannel(channel, isVisible) {
      const workspace = currentWorkspace();
      if (workspace === undefined) return true;
      const isOwn = async (owner: Workspace): Promise<boolean> => {
        if (owner.teamId !== '' && owner.teamId === workspace.teamId) return true;
        const [theirs, ours] = await Promise.all([workspaces.installationOf(owner), running()]);
        return ours.isEnterpriseInstall && theirs?.id === ours.id;
      };
      const owner = await channels.of(channel);
      if (owner !== undefined) return isOwn(owner);
      // A channel that Slack does not show to it may be another's: it stays without an owner.
      if (!(await isVisible())) return true;
      await adoptChannelsInUse();
      return isOwn(await channels.claim(channel, workspace));
    },
    several: {
      installations,
      teamAccess,
      ownerOf,
      forget: workspaces.forget,
      async left(id) {
        workspaces.forget(id);
        await leftPlaces.add(id);
      },
      returned: leftPlaces.remove,
    },
  };
}
