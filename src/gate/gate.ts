import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { createRecent } from '../recent.ts';
import type { ChannelFacts, Sharing } from './channel-facts.ts';
import { decide, type Question, type Verdict, type Where } from './decide.ts';
import type { Fields } from './fields.ts';
import type { FindInstallation } from './installation.ts';
import { isFromInstallation, originOf } from './origin.ts';
import type { People } from './people.ts';
import type { SlackAccess } from './slack-access.ts';

/** What is to be shown: one incident, by its ARN, or something else, which a watch never allows. */
export type Subject = { incident: string } | 'plan' | 'runbook' | 'ops-item' | 'list' | 'alarm' | 'topic';

/** A person's request or event, as the gate sees it. */
export interface Entry {
  /** Slack user id. */
  user: string;
  /** Slack channel id; `''`: not in a channel. */
  channel: string;
  /** The person's own workspace; `''`: the payload does not name it. */
  userTeam: string;
  /** Whether the event was not addressed to the app, so that no answer is expected. */
  passive: boolean;
}

/**
 * Decides who may see what, and where. Rules: `decide.ts`.
 * @example
 * if ((await gate.admit(entry)) !== 'admit') return;
 * if (await gate.mayPost({ incident: arn }, 'C0123')) await postCard();
 */
export interface Gate {
  /**
   * Whether a request comes from the workspace or organisation where the app is installed. Others must be dropped; each
   * such workspace is logged once a day.
   * @throws AppError when Slack did not say where the app is installed
   */
  isOurs(body: Fields): Promise<boolean>;
  /**
   * Whether a person may use the app at all.
   * @throws AppError when Slack did not say who they are
   */
  admit(entry: Entry): Promise<'admit' | 'refuse' | 'drop'>;
  /**
   * Who may see something that an admitted person requests in a channel.
   * @throws AppError for a failure that can pass
   */
  shownTo(subject: Subject, channel: string): Promise<'channel' | 'requester' | 'refuse'>;
  /**
   * Whether the app may post something unrequested (for a notification or the clock) in a channel.
   * @throws AppError for a failure that can pass
   */
  mayPost(subject: Subject, channel: string): Promise<boolean>;
  /** Whether members of another organisation can read a channel. */
  sharing(channel: string): Promise<Sharing>;
  /** Whether a user is a full member of the installing organisation, neither a guest nor an outsider. */
  isMember(user: string): Promise<boolean>;
}

export interface GateOptions {
  findInstallation: FindInstallation;
  people: People;
  channels: ChannelFacts;
  inChannel: SlackAccess['inChannel'];
  ownsChannel: SlackAccess['ownsChannel'];
  /** Whether the channel watches the incident. */
  isWatched: (arn: string, channel: string) => Promise<boolean>;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** The interval at which a foreign workspace is logged again, in milliseconds. */
const logAgainMs = 86_400_000;
/** The most foreign workspaces remembered for that. */
const maxForeign = 1000;

export function createGate(options: GateOptions): Gate {
  const { findInstallation, people, channels, inChannel, ownsChannel, isWatched, now, log } = options;
  const foreign = createRecent<true>(maxForeign, now);

  const whereIs = async (channel: string): Promise<Where> => (channel === '' ? 'none' : channels.sharing(channel));

  async function verdict(subject: Subject, channel: string, who: 'inside' | 'app'): Promise<Verdict> {
    // The store first: a watch decides without a call to Slack, whose rate limit is low.
    const watched = channel !== '' && typeof subject === 'object' && (await isWatched(subject.incident, channel));
    const where = watched ? 'unknown' : await whereIs(channel);
    const what: Question['what'] = watched ? 'watched incident' : 'anything else';
    return decide({ who, where, what, seenBy: 'channel', passive: false });
  }

  /**
   * Whether a person is of another organisation, or the channel belongs to another workspace with the app. Calls `users.info` unless both the payload and the channel show that they
   * are not. If Slack refuses to say, they count as inside only in a channel that is not shared.
   */
  async function isOutside({ user, channel, userTeam }: Entry): Promise<boolean> {
    const isVisible = async () => (await whereIs(channel)) !== 'unknown';
    if (channel !== '' && !(await ownsChannel(channel, isVisible))) return true;
    const { teamId, enterpriseId } = await findInstallation();
    const isForeign = userTeam !== '' && teamId !== '' && userTeam !== teamId;
    // On Enterprise Grid, another workspace may belong to the same organisation.
    if (isForeign && enterpriseId === undefined) return true;
    // Asked side by side where the payload says nothing of the person: someone waits.
    const asked = userTeam === '' ? people.membershipOf(user) : undefined;
    const [where] = await Promise.all([whereIs(channel), asked]);
    if (userTeam !== '' && userTeam === teamId && where === 'not shared') return false;
    const membership = await (asked ?? people.membershipOf(user));
    return membership === 'outside' || (membership === 'unknown' && where !== 'not shared');
  }

  return {
    async isOurs(body) {
      const origin = originOf(body);
      if (isFromInstallation(origin, await findInstallation())) return true;
      const key = `${origin.teamId} ${origin.enterpriseId}`;
      if (foreign.get(key) === undefined) {
        foreign.set(key, true, logAgainMs);
        log.warn('request dropped: from a workspace that did not install the app', {
          team: origin.teamId,
          ...(origin.enterpriseId !== '' && { enterprise: origin.enterpriseId }),
        });
      }
      return false;
    },
    async admit(entry) {
      const who = (await isOutside(entry)) ? 'outside' : 'inside';
      const { passive } = entry;
      const answer = decide({ who, where: 'none', what: 'anything else', seenBy: 'requester', passive });
      return answer === 'refuse' || answer === 'drop' ? answer : 'admit';
    },
    async shownTo(subject, channel) {
      const answer = await inChannel(channel, () => verdict(subject, channel, 'inside'));
      return answer === 'drop' ? 'refuse' : answer;
    },
    async mayPost(subject, channel) {
      try {
        return (await inChannel(channel, () => verdict(subject, channel, 'app'))) === 'channel';
      } catch (error) {
        // One of several workspaces: the others' channels are served.
        if (error instanceof AppError && error.code === 'workspace_left') return false;
        throw error;
      }
    },
    sharing: (channel) => inChannel(channel, () => channels.sharing(channel)),
    isMember: async (user) => (await people.membershipOf(user)) === 'member',
  };
}
