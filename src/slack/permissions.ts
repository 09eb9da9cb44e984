import type { WebClient } from '@slack/web-api';
import { AppError } from '../errors.ts';
import type { FindMember } from '../gate/members.ts';
import type { SlackPerson } from '../incidents/people/responders.ts';
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
  /** The ids of users and user groups: `INCIDENT_EDITORS`. */
  editors: ReadonlySet<string>;
  slack: WebClient;
  findMember: FindMember;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** How long the members of a user group are cached, in milliseconds. */
const cacheMs = 300_000;

/**
 * Checks the user in Slack before each write: guests, members of other organisations, bots and deactivated users never
 * write. Only the members of a user group are cached.
 */
export function createPermissions({ editors, slack, findMember, now, log }: PermissionsOptions): Permissions {
  const groups = [...editors].filter((id) => id.startsWith('S'));
  const members = createRecent<ReadonlySet<string>>(groups.length, now);

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
    if (editors.has(user)) return true;
    for (const group of groups) if ((await membersOf(group)).has(user)) return true;
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
