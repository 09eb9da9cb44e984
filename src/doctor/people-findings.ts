import { inBatches } from '../batches.ts';
import { type InstallationFacts, installationId } from '../installations/installation-store.ts';
import { readRoomRefusal } from '../rooms/room-refusals.ts';
import { askSlack } from './ask-slack.ts';
import { type CheckContext, type Finding, note, ok, toFix } from './finding.ts';

export interface PeopleContext extends Pick<CheckContext, 'config' | 'store' | 'groupStates'> {
  token: string;
  /** The token's scopes. */
  scopes: readonly string[];
  /** How to bring a missing scope. */
  installAgain: string;
  /** The workspace, where several have the app. */
  facts?: InstallationFacts;
}

const usersAtOnce = 5;
const adminPage = 'open https://my.slack.com/admin/settings#channel_management_restrictions';

/** Whether Slack lets the app make the rooms that are configured. Slack tells so only when a room is made. */
export async function roomFindings({ config, scopes, installAgain, facts, store }: PeopleContext): Promise<Finding[]> {
  const { impacts, isPrivate } = config.rooms;
  const subject = facts === undefined ? 'Rooms' : `Rooms in ${facts.name}`;
  const isWanted = impacts.size > 0 || isPrivate;
  const scope = isPrivate ? 'groups:write' : 'channels:manage';
  if (!scopes.includes(scope)) {
    // Where rooms are not configured, it is one of the optional scopes.
    return isWanted ? [toFix(subject, `none can be made: the scope ${scope} is missing`, installAgain)] : [];
  }
  const refusal = store && (await readRoomRefusal(store, facts?.teamId));
  if (refusal !== undefined) {
    const at = new Date(refusal.atMs).toISOString().slice(0, 16).replace('T', ' ');
    const found = `Slack did not let the app make a channel on ${at} UTC (${refusal.code})`;
    return [toFix(subject, found, `${adminPage}, and let everyone, or this app, create channels`)];
  }
  return isWanted ? [ok(subject, `the app may make ${isPrivate ? 'private' : 'public'} channels`)] : [];
}

/** The user groups of `ON_CALL_GROUPS` and the users of `CONTACTS`: whether Slack has them, and lets the app change the groups. */
export async function settingFindings(context: PeopleContext): Promise<Finding[]> {
  const { config, facts } = context;
  const place = facts && installationId(facts);
  const isHere = (team = config.homeTeam) => place === undefined || team === place;
  const named = [...config.onCallGroups.keys()].filter((group) => isHere(group.split(':').reverse()[1]));
  const states = config.onCallGroups.size > 0 ? await context.groupStates?.() : undefined;
  const groups = await inBatches(named, usersAtOnce, (id) => groupFinding(context, id, states?.get(id)?.trouble));
  const users = await inBatches(isHere() ? [...config.contacts] : [], usersAtOnce, ([alias, user]) =>
    userFinding(context, alias, user),
  );
  const known = users.filter((finding) => finding !== undefined);
  const all = users.length > 0 && known.length === 0 ? [ok('Users of CONTACTS', 'Slack has all of them')] : [];
  return [...groups, ...known, ...all];
}

/** @param trouble why the running app does not keep the group, in one sentence */
async function groupFinding(
  { config, token, scopes, installAgain }: PeopleContext,
  named: string,
  trouble: string | undefined,
): Promise<Finding> {
  const subject = `User group ${named}`;
  const [usergroup = ''] = named.split(':').reverse();
  const missing = ['usergroups:read', 'usergroups:write'].filter((scope) => !scopes.includes(scope));
  if (missing.length > 0) {
    const found = `ON_CALL_GROUPS names it, and the app may not change it: ${missing.join(' and ')} missing`;
    return toFix(subject, found, installAgain);
  }
  const { body } = await askSlack(config, token, 'usergroups.users.list', { usergroup });
  if (body.ok !== true) {
    const list = `curl -sS -H "Authorization: Bearer $SLACK_BOT_TOKEN" ${new URL('usergroups.list', config.slackApiUrl)}`;
    return toFix(subject, `ON_CALL_GROUPS names it, Slack says ${body.error}`, list);
  }
  if (trouble !== undefined) return note(subject, `it does not follow: ${trouble}`, '/incident oncall CONTACT_ALIAS');
  return ok(subject, 'Slack has it, and the app may change it');
}

/** @returns `undefined` for a user who is there */
async function userFinding(
  { config, token }: PeopleContext,
  alias: string,
  user: string,
): Promise<Finding | undefined> {
  const { body } = await askSlack(config, token, 'users.info', { user });
  const isGone = typeof body.user === 'object' && body.user.deleted === true;
  if (body.ok === true && !isGone) return undefined;
  const why = isGone ? 'the account is deactivated' : `Slack says ${body.error}`;
  return toFix(
    `CONTACTS of ${alias}`,
    `${user}: ${why}`,
    `in Slack, open the profile of ${alias}, Copy member ID, and set CONTACTS`,
  );
}
