import type { WebClient } from '@slack/web-api';
import type { ReadContactEmails } from '../aws/read/contact-emails.ts';
import { currentWorkspace } from '../current-workspace.ts';
import { AppError } from '../errors.ts';
import { nameOf } from '../incidents/naming/arn.ts';
import type { SlackPerson } from '../incidents/people/responders.ts';
import { createRecent } from '../recent.ts';
import { slackCode, toSlackError } from '../web-api/fault.ts';
import type { FindMember } from './members.ts';

/** Which Slack user a contact of Incident Manager is, or why that is not known. */
export type ContactUser =
  | {
      user: SlackPerson;
      /** Whether it is a full member of the organisation. Only `CONTACTS` can name someone else. */
      isMember: boolean;
    }
  /** One sentence. It names no e-mail address. */
  | { unknown: string };

/**
 * Finds the Slack user of a contact: as `CONTACTS` says, else by an e-mail address that the contact has confirmed. Never
 * guesses: addresses of two people tell nothing. Cached.
 * @param contactArn of a person; a schedule and an escalation plan are no one
 * @throws AppError for a failure that can pass
 */
export type FindContactUser = (contactArn: string) => Promise<ContactUser>;

export interface ContactUsersOptions {
  /** Slack users by contact alias: `CONTACTS`. */
  contacts: ReadonlyMap<string, string>;
  slack: WebClient;
  readEmails: ReadContactEmails;
  findMember: FindMember;
  /** Milliseconds. */
  now: () => number;
}

/** How long an answer is cached, in milliseconds. */
const knownMs = 3_600_000;
const unknownMs = 600_000;

/** @see https://docs.slack.dev/reference/methods/users.lookupByEmail */
export function createFindContactUser(options: ContactUsersOptions): FindContactUser {
  const { contacts, slack, readEmails, findMember, now } = options;
  const recent = createRecent<ContactUser>(2000, now);

  /** @returns `undefined` where no member of the workspace has the address */
  async function byEmail(email: string): Promise<SlackPerson | undefined> {
    try {
      const { user } = await slack.users.lookupByEmail({ email });
      return user?.id === undefined ? undefined : await findMember(user.id);
    } catch (error) {
      if (slackCode(error) === 'users_not_found') return undefined;
      throw error instanceof AppError ? error : toSlackError(error);
    }
  }

  async function find(contactArn: string): Promise<ContactUser> {
    const alias = nameOf(contactArn);
    const id = contacts.get(alias);
    if (id !== undefined) {
      const user = await findMember(id);
      return user === undefined ? { user: { id, name: alias }, isMember: false } : { user, isMember: true };
    }
    const emails = await readEmails(contactArn);
    if (emails.length === 0) return { unknown: 'The contact has no activated e-mail channel.' };
    const found = (await Promise.all(emails.map(byEmail))).filter((user) => user !== undefined);
    const [user] = found;
    if (user === undefined) return { unknown: 'No member of the workspace has its e-mail address.' };
    const isOne = found.every((each) => each.id === user.id);
    return isOne ? { user, isMember: true } : { unknown: 'Its e-mail addresses belong to different people in Slack.' };
  }

  return async (contactArn) => {
    // A user of one workspace means nothing in another.
    const key = `${currentWorkspace()?.teamId ?? ''} ${contactArn}`;
    const known = recent.get(key);
    if (known !== undefined) return known;
    const found = await find(contactArn).catch((error: unknown): ContactUser => {
      if (!(error instanceof AppError) || error.transient) throw error;
      const isScope = error.code === 'slack_scope_missing';
      return { unknown: isScope ? 'The app was installed without the scope users:read.email.' : error.message };
    });
    recent.set(key, found, 'user' in found ? knownMs : unknownMs);
    return found;
  };
}
