import type { WebClient } from '@slack/web-api';
import { createRecent } from '../recent.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../web-api/fault.ts';
import { type Fields, fields, text } from './fields.ts';
import type { FindInstallation, Installation } from './installation.ts';

/** A user's membership in the installing organisation; `unknown`: Slack refuses to say. */
export type Membership = 'member' | 'guest' | 'outside' | 'unknown';

export interface People {
  /** @throws AppError when Slack did not answer */
  membershipOf(user: string): Promise<Membership>;
}

/** How long an answer is cached, in milliseconds. */
const cacheMs = 60_000;
/** The same for a refusal. */
const unknownCacheMs = 5000;
/** The most users in the cache. */
const cacheSize = 5000;
/** Slack's codes for a user who does not exist, or who shares no channel with the app. */
const unknownUserCodes: ReadonlySet<string> = new Set(['user_not_found', 'user_not_visible']);

/**
 * Whether a Slack user object belongs to the installing workspace or its Grid organisation. `is_stranger` alone is not
 * enough: it is false for a member of another organisation who shares a channel with the app.
 * @see https://docs.slack.dev/reference/objects/user-object
 */
export function belongsTo(user: Fields, { teamId, enterpriseId }: Installation): boolean {
  if (user.is_stranger === true) return false;
  const grid = fields(user.enterprise_user);
  const teams = Array.isArray(grid.teams) ? grid.teams : [];
  const own = teamId !== '' && (user.team_id === teamId || teams.includes(teamId));
  return own || (enterpriseId !== undefined && text(grid.enterprise_id) === enterpriseId);
}

/** Reads memberships with `users.info`, and caches them for a minute. */
export function createPeople(slack: WebClient, findInstallation: FindInstallation, now: () => number): People {
  const known = createRecent<Membership>(cacheSize, now);
  /** Concurrent questions about one person share one read. */
  const asking = new Map<string, Promise<Membership>>();

  async function ask(user: string): Promise<{ membership: Membership; forMs: number }> {
    const installation = await findInstallation();
    try {
      const { user: found } = await slack.users.info({ user });
      const facts = fields(found);
      const isInside = facts.deleted !== true && belongsTo(facts, installation);
      const isGuest = facts.is_restricted === true || facts.is_ultra_restricted === true;
      return { membership: isInside ? (isGuest ? 'guest' : 'member') : 'outside', forMs: cacheMs };
    } catch (error) {
      const fault = toSlackError(error);
      if (!isSlackRefusal(fault)) throw fault;
      const isUnknownUser = unknownUserCodes.has(slackCode(error) ?? '');
      return { membership: isUnknownUser ? 'outside' : 'unknown', forMs: unknownCacheMs };
    }
  }

  async function read(key: string, user: string): Promise<Membership> {
    const { membership, forMs } = await ask(user);
    known.set(key, membership, forMs);
    return membership;
  }

  return {
    async membershipOf(user) {
      // The same person is a member of one workspace and an outsider in another.
      const key = `${(await findInstallation()).teamId} ${user}`;
      const cached = known.get(key);
      if (cached !== undefined) return cached;
      const running = asking.get(key) ?? read(key, user).finally(() => asking.delete(key));
      asking.set(key, running);
      return running;
    },
  };
}
