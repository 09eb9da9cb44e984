import type { WebClient } from '@slack/web-api';
import { AppError } from '../errors.ts';
import type { FindMember } from '../gate/members.ts';
import type { SlackPerson } from '../incidents/people/responders.ts';
import { namedHere } from '../installations/named-here.ts';
import type { Log } from '../log.ts';
import { createRecent } from '../recent.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../web-api/fault.ts';

/** A Slack user who may change incidents. */
export type Editor = SlackPerson;

/** Who may change incidents from Slack. */
export interface Permissions {
  /** Whether no editors are configured. */
  readOnly: boolean;
  mayWrite(user: string): Promise<boolean>;
  /** @throws AppError `may_not_write` when the user is not an editor */
  editor(user: string): Promise<Editor>;
}

export interface PermissionsOptions {
  /** The ids of users and user groups, perhaps with their workspace: `INCIDENT_EDITORS`. */
  editors: ReadonlySet<string>;
  /** The workspace of groups that name none. */
  homeTeam?: string;
  slack: WebClient;
  findMember: FindMember;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** The most user groups whose members are cached. */
const cacheSize = 500;
/** How long the members of a user group are cached, in milliseconds. */
const cacheMs = 300_000;

/**
 * Checks the user in Slack before each write: guests, members of other organisations, bots and deactivated users never
 * write. Only the members of a user group are cached.
 */
export function createPermissions(options: PermissionsOptions): Permissions {
  const { editors, homeTeam, slack, findMember, now, log } = options;
  const isGroup = (named: string): boolean => /^(T\w+:)?S/.test(named);
  const groups = [...editors].filter(isGroup);
  const users = [...editors].filter((named) => !isGroup(named));
  const members = createRecent<ReadonlySet<string>>(cacheSize, now);

  async function membersOf(usergroup: string): Promise<ReadonlySet<string>> {
    const known = members.get(usergroup);
    if (known !== undefined) return known;
    const users = new Set(await askMembers(usergroup));
    members.set(usergroup, users, cacheMs);
    return users;
  }

  async function askMembers(usergroup: string): Promise<string[]> {
    try {
      return (await slack.usergroups.users.list({ usergroup })).users ?? [];
    } catch (error) {
      const fault = toSlackError(error);
      if (!isSlackRefusal(fault)) throw fault;
      // A group that is deleted, or that the app may not read, has no editors.
      log.warn('a user group of INCIDENT_EDITORS cannot be read', { usergroup, code: slackCode(error) });
      return [];
    }
  }

  async function isNamed(user: string): Promise<boolean> {
    // A person's id is unique over all workspaces.
    if (users.some((named) => named === user || (named.includes(':') && namedHere(named, homeTeam) === user)))
      return true;
    for (const named of groups) {
      const group = namedHere(named, homeTeam);
      if (group !== undefined && (await membersOf(group)).has(user)) return true;
    }
    return false;
  }

  async function findEditor(user: string): Promise<Editor | undefined> {
    if (user === '' || !(await isNamed(user))) return undefined;
    return findMember(user);
  }

  return {
    readOnly: editors.size === 0,
    mayWrite: async (user) => (await findEditor(user)) !== undefined,
    async editor(user) {
      const editor = await findEditor(user);
      if (editor !== undefined) return editor;
      throw new AppError('may_not_write', 'Only incident editors can do that. You can still watch, read and refresh.');
    },
  };
}
