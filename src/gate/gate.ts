import type { Log } from '../log.ts';
import { createRecent } from '../recent.ts';
import type { ChannelFacts, Sharing } from './channel-facts.ts';
import { decide, type Question, type Verdict, type Where } from './decide.ts';
import type { Fields } from './fields.ts';
import type { FindInstallation } from './installation.ts';
import { isFromInstallation, originOf } from './origin.ts';
import type { People } from './people.ts';

/** What a channel would show: one incident, by its ARN, or anything that no watch opens a channel for. */
export type Subject = { incident: string } | 'plan' | 'runbook' | 'list' | 'alarm' | 'topic';

/** Someone who asks for something in Slack, or is overheard. */
export interface Entry {
  user: string;
  /** `''` where there is none. */
  channel: string;
  /** The person's own workspace, where the payload names it. */
  userTeam: string;
  /** Whether nobody waits for an answer. */
  overheard: boolean;
}

/** The one place that decides who sees what, and where. */
export interface Gate {
  /**
   * Whether a request of Slack's comes from where the app is installed. What does not is logged once and must be dropped.
   * @throws AppError when Slack did not say where that is
   */
  isOurs(body: Fields): Promise<boolean>;
  /**
   * Whether someone may ask for anything at all.
   * @throws AppError when Slack did not say who they are
   */
  admit(entry: Entry): Promise<'admit' | 'refuse' | 'drop'>;
  /** What becomes of something that a person who was admitted wants shown in a channel. */
  shownTo(subject: Subject, channel: string): Promise<'channel' | 'requester' | 'refuse'>;
  /** Whether something that nobody asked for just now (a notification, the clock) may be posted in a channel. */
  mayPost(subject: Subject, channel: string): Promise<boolean>;
  /** Whether people of another organisation read along: what a watch is about to show them. */
  sharing(channel: string): Promise<Sharing>;
  /** Whether someone is a full member of the installing organisation, neither guest nor outsider. */
  isMember(user: string): Promise<boolean>;
}

export interface GateOptions {
  findInstallation: FindInstallation;
  people: People;
  channels: ChannelFacts;
  /** Whether someone from inside watches that incident in that channel. */
  isWatched: (arn: string, channel: string) => Promise<boolean>;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** A workspace that did not install the app is logged once in so many milliseconds. */
const logAgainMs = 86_400_000;
const remembered = 1000;

export function createGate({ findInstallation, people, channels, isWatched, now, log }: GateOptions): Gate {
  const foreign = createRecent<true>(remembered, now);

  const whereIs = async (channel: string): Promise<Where> => (channel === '' ? 'none' : channels.sharing(channel));

  async function verdict(subject: Subject, channel: string, who: 'inside' | 'nobody'): Promise<Verdict> {
    // The store first: a watch opens the channel whatever Slack says of it, and Slack allows few questions.
    const watched = channel !== '' && typeof subject === 'object' && (await isWatched(subject.incident, channel));
    const where = watched ? 'unknown' : await whereIs(channel);
    const what: Question['what'] = watched ? 'watched incident' : 'anything else';
    return decide({ who, where, what, seenBy: 'channel', overheard: false });
  }

  /**
   * Slack is asked who the person is, unless both the payload and the channel say that they are from inside. Where Slack
   * refuses to say, only a channel that is not shared speaks for them.
   */
  async function isOutside({ user, channel, userTeam }: Entry): Promise<boolean> {
    const { teamId, enterpriseId } = await findInstallation();
    const isForeign = userTeam !== '' && teamId !== '' && userTeam !== teamId;
    // On Enterprise Grid another workspace may belong to the same organisation.
    if (isForeign && enterpriseId === undefined) return true;
    const where = await whereIs(channel);
    if (userTeam !== '' && userTeam === teamId && where === 'not shared') return false;
    const standing = await people.standingOf(user);
    return standing === 'outside' || (standing === 'unknown' && where !== 'not shared');
  }

  return {
    async isOurs(body) {
      const origin = originOf(body);
      if (isFromInstallation(origin, await findInstallation())) return true;
      const key = `${origin.teamId} ${origin.enterpriseId}`;
      if (foreign.get(key) === undefined) {
        foreign.set(key, true, logAgainMs);
        log.warn('request from a workspace that did not install the app: dropped', {
          team: origin.teamId,
          ...(origin.enterpriseId !== '' && { enterprise: origin.enterpriseId }),
        });
      }
      return false;
    },
    async admit(entry) {
      const who = (await isOutside(entry)) ? 'outside' : 'inside';
      const { overheard } = entry;
      const answer = decide({ who, where: 'none', what: 'anything else', seenBy: 'requester', overheard });
      return answer === 'refuse' || answer === 'drop' ? answer : 'admit';
    },
    async shownTo(subject, channel) {
      const answer = await verdict(subject, channel, 'inside');
      return answer === 'drop' ? 'refuse' : answer;
    },
    mayPost: async (subject, channel) => (await verdict(subject, channel, 'nobody')) === 'channel',
    sharing: channels.sharing,
    isMember: async (user) => (await people.standingOf(user)) === 'member',
  };
}
