import type { WebClient } from '@slack/web-api';
import type { ListAllContacts } from '../../aws/read/list-contacts.ts';
import type { ReadOnCall } from '../../aws/read/on-call.ts';
import { inBatches } from '../../batches.ts';
import { AppError } from '../../errors.ts';
import type { FindContactUser } from '../../gate/contact-users.ts';
import { onCallNow } from '../../incidents/people/on-call-now.ts';
import type { OnCallJob } from '../../jobs/job.ts';
import type { Log } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import { slackCode, toSlackError } from '../../web-api/fault.ts';
import { groupStates, type OnCallGroups, putGroupState } from './on-call-groups.ts';

export interface FollowOnCallOptions {
  onCallGroups: OnCallGroups;
  listAllContacts: ListAllContacts;
  readOnCall: ReadOnCall;
  findContactUser: FindContactUser;
  slack: WebClient;
  store: Store;
  /** Milliseconds. */
  now: () => number;
  log: Log;
}

/** How often a group is compared between handovers, in milliseconds: an override may begin at any time. */
const everyMs = 300_000;
/** The shortest time between two comparisons, in milliseconds. */
const shortestMs = 15_000;

interface Compared {
  /** When the people on call change next, by the listed shifts; epoch milliseconds. */
  changesAtMs?: number;
  /** Why the group does not follow, in whole or in part. */
  trouble?: string;
}

/** The wanted members of a group. */
interface Wanted extends Compared {
  users: string[];
  /** Whether who is on call is known, so that the group may be changed. */
  known: boolean;
}

/**
 * Makes a user group equal to who is on call. What is not known changes nothing: the group is left alone where AWS did not
 * answer, where nobody is on call, and where no one on call is known in Slack.
 * @throws AppError when the store does not answer
 */
export async function followOnCall(options: FollowOnCallOptions, { usergroup }: OnCallJob): Promise<void> {
  const { onCallGroups, store, now, log } = options;
  const aliases = onCallGroups.get(usergroup);
  if (aliases === undefined) return;
  const { changesAtMs, trouble } = await compare(options, usergroup, aliases).catch(asTrouble);
  const before = (await groupStates(store)).get(usergroup);
  if (trouble !== undefined && trouble !== before?.trouble) {
    log.warn('user group does not follow who is on call', { usergroup, reason: trouble });
  }
  const checkedAtMs = now();
  const nextMs = Math.max(
    checkedAtMs + shortestMs,
    Math.min(checkedAtMs + everyMs, changesAtMs ?? checkedAtMs + everyMs),
  );
  await putGroupState(store, { usergroup, checkedAtMs, nextMs, ...(trouble !== undefined && { trouble }) });
}

/** Sets the group's members to the people who are known in Slack. */
async function compare(options: FollowOnCallOptions, named: string, aliases: readonly string[]): Promise<Compared> {
  const [usergroup = ''] = named.split(':').reverse();
  const members = await inSlack(async () => (await options.slack.usergroups.users.list({ usergroup })).users ?? []);
  const { users, known, ...compared } = await wantedMembers(options, aliases);
  const isSame = members.length === users.length && users.every((user) => members.includes(user));
  if (!known || users.length === 0 || isSame) return compared;
  await inSlack(() => options.slack.usergroups.users.update({ usergroup, users: users.join(',') }));
  options.log.info('user group set to who is on call', { audit: true, usergroup, members: users.length });
  return compared;
}

async function inSlack<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const reason = refusals[slackCode(error) ?? ''];
    throw reason === undefined ? toSlackError(error) : new AppError('slack_refused', reason, { cause: error });
  }
}

/** Errors of the app itself: its job is tried again. */
const ownFaults: ReadonlySet<string> = new Set(['storage_unavailable', 'job_conflict', 'out_of_time']);

function asTrouble(error: unknown): Compared {
  if (!(error instanceof AppError) || ownFaults.has(error.code)) throw error;
  return { trouble: error.message };
}

async function wantedMembers(options: FollowOnCallOptions, aliases: readonly string[]): Promise<Wanted> {
  const { listAllContacts, readOnCall, findContactUser } = options;
  const { contacts } = await listAllContacts();
  const arns = aliases.map((alias) => {
    const [found, ...others] = contacts.filter((contact) => contact.alias === alias);
    if (found !== undefined && others.length === 0) return found.arn;
    const how = found === undefined ? 'no contact' : 'more than one contact';
    throw new AppError('invalid_request', `AWS lists ${how} with the alias ${alias}.`);
  });
  const all = (await Promise.all(arns.map(readOnCall))).map(onCallNow);
  const people = [...new Set(all.flatMap(({ contactArns }) => contactArns))];
  const found = await inBatches(people, 5, findContactUser);
  const users = found.flatMap((each) => ('user' in each && each.isMember ? [each.user.id] : []));
  const unread = all.find(({ trouble }) => trouble !== undefined)?.trouble;
  const lacking = people.length - users.length;
  const trouble = unread ?? (lacking > 0 ? unmatched(lacking, people.length) : undefined);
  const changes = all.flatMap(({ changesAtMs }) => changesAtMs ?? []);
  return {
    users: [...new Set(users)],
    known: unread === undefined,
    ...(changes.length > 0 && { changesAtMs: Math.min(...changes) }),
    ...(trouble !== undefined && { trouble }),
  };
}

const unmatched = (lacking: number, all: number): string =>
  `${lacking} of ${all} on call ${lacking === 1 ? 'is' : 'are'} not known as a member of this workspace: set CONTACTS.`;

const refusals: Readonly<Record<string, string>> = {
  missing_scope: 'The app was installed without the scope usergroups:write.',
  permission_denied:
    'Slack lets only some people of this workspace change user groups. Allow it to everyone in its settings.',
  no_such_subteam: 'Slack has no such user group.',
  plan_upgrade_required: 'The plan of this workspace has no user groups.',
};
