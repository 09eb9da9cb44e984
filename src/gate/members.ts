import type { WebClient } from '@slack/web-api';
import type { SlackPerson } from '../incidents/people/responders.ts';
import { slackCode, toSlackError } from '../web-api/fault.ts';
import { fields } from './fields.ts';
import type { FindInstallation } from './installation.ts';
import { belongsTo } from './people.ts';

/**
 * Finds a full member of the installing organisation, with the name that Slack shows. Asks Slack each time.
 * @returns `undefined` for guests, people of other organisations, bots, deactivated and unknown users
 * @throws AppError when Slack does not say
 */
export type FindMember = (user: string) => Promise<SlackPerson | undefined>;

/** @see https://docs.slack.dev/reference/objects/user-object */
export function createFindMember(slack: WebClient, findInstallation: FindInstallation): FindMember {
  return async (user) => {
    const [installation, facts] = await Promise.all([findInstallation(), askUser(slack, user)]);
    if (facts === undefined || facts.deleted || facts.is_bot) return undefined;
    if (facts.is_restricted || facts.is_ultra_restricted) return undefined;
    if (!belongsTo(fields(facts), installation)) return undefined;
    return { id: user, name: facts.profile?.display_name || facts.real_name || facts.name || user };
  };
}

async function askUser(slack: WebClient, user: string) {
  try {
    return (await slack.users.info({ user })).user;
  } catch (error) {
    if (slackCode(error) === 'user_not_found' || slackCode(error) === 'user_not_visible') return undefined;
    throw toSlackError(error);
  }
}
