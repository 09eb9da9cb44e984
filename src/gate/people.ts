import type { WebClient } from '@slack/web-api';
import { createRecent } from '../recent.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../web-api/fault.ts';
import { type Fields, fields, text } from './fields.ts';
import type { FindInstallation, Installation } from './installation.ts';

/** What someone is to the organisation that installed the app; `unknown` where Slack refuses to say. */
export type Standing = 'member' | 'guest' | 'outside' | 'unknown';

export interface People {
  /** @throws AppError when Slack did not answer */
  standingOf(user: string): Promise<Standing>;
}

/** How long an answer is believed, and one that Slack refused to give, in milliseconds. */
const believedMs = 60_000;
const unknownMs = 5000;
const remembered = 5000;
/** Slack knows no such person, or the app shares nothing with them. */
const nobody: ReadonlySet<string> = new Set(['user_not_found', 'user_not_visible']);

/**
 * Whether a user object of Slack's belongs to the installing workspace, or to its Grid organisation. `is_stranger` alone
 * does not tell: a person of another organisation who shares a channel with the app is none.
 * @see https://docs.slack.dev/reference/objects/user-object
 */
export function belongsTo(user: Fields, { teamId, enterpriseId }: Installation): boolean {
  if (user.is_stranger === true) return false;
  const grid = fields(user.enterprise_user);
  const teams = Array.isArray(grid.teams) ? grid.teams : [];
  const own = teamId !== '' && (user.team_id === teamId || teams.includes(teamId));
  return own || (enterpriseId !== undefined && text(grid.enterprise_id) === enterpriseId);
}

/** Asks Slack who someone is, and believes the answer for a minute. */
export function createPeople(slack: WebClient, findInstallation: FindInstallation, now: () => number): People {
  const known = createRecent<Standing>(remembered, now);

  async function ask(user: string): Promise<{ standing: Standing; forMs: number }> {
    const installation = await findInstallation();
    try {
      const { user: found } = await slack.users.info({ user });
      const facts = fields(found);
      const isInside = facts.deleted !== true && belongsTo(facts, installation);
      const isGuest = facts.is_restricted === true || facts.is_ultra_restricted === true;
      return { standing: isInside ? (isGuest ? 'guest' : 'member') : 'outside', forMs: believedMs };
    } catch (error) {
      const fault = toSlackError(error);
      if (!isSlackRefusal(fault)) throw fault;
      return { standing: nobody.has(slackCode(error) ?? '') ? 'outside' : 'unknown', forMs: unknownMs };
    }
  }

  return {
    async standingOf(user) {
      const cached = known.get(user);
      if (cached !== undefined) return cached;
      const { standing, forMs } = await ask(user);
      known.set(user, standing, forMs);
      return standing;
    },
  };
}
