import type { WebClient } from '@slack/web-api';
import { slackCode, slackFault } from '../web-api/fault.ts';

/**
 * Whether somebody is a full member of the app's own organisation: no guest, nobody of another organisation. Asked
 * where people of other organisations read along.
 * @see https://docs.slack.dev/reference/objects/user-object
 */
export async function isFromInside(slack: WebClient, user: string): Promise<boolean> {
  try {
    const [{ user: facts }, { team_id }] = await Promise.all([slack.users.info({ user }), slack.auth.test()]);
    const isGuest = facts?.is_restricted === true || facts?.is_ultra_restricted === true;
    // Someone of another organisation who shares a channel with the app is no stranger.
    return facts !== undefined && facts.is_stranger !== true && facts.team_id === team_id && !isGuest;
  } catch (error) {
    const fault = slackFault(error);
    if (slackCode(error) === undefined || fault.transient) throw fault;
    return false;
  }
}
