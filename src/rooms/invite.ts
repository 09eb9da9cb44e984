import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { chunks } from '../batches.ts';
import { fields, text } from '../gate/fields.ts';
import type { Gate } from '../gate/gate.ts';
import type { Invitation, Room } from '../incidents/rooms/room.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../web-api/fault.ts';
import type { StoredRoom } from './room-store.ts';

/** A Slack user who belongs in a room. */
export interface Invitee {
  user: string;
  /** Whether the configuration names them (`CONTACTS`). Only then is a guest invited. */
  named?: boolean;
}

/** Finds the Slack users of paged contacts. @param contactArns as engagements name them */
export type FindInvitees = (contactArns: readonly string[]) => Promise<Invitee[]>;

export interface Inviting {
  slack: WebClient;
  gate: Pick<Gate, 'isMember'>;
  save: (room: Room, expect: number) => Promise<StoredRoom>;
}

/** The most people of one invitation. @see https://docs.slack.dev/reference/methods/conversations.invite */
const perCall = 100;

/**
 * Invites people to a room, each once: also those who left it stay as they are. Guests are invited only if they are named;
 * people of other organisations cannot be, because a room is not shared.
 * @param contacts ARNs of the contacts that were looked up for this
 * @throws AppError for a failure that can pass, or a refusal that is about the room
 */
export async function invite(
  { slack, gate, save }: Inviting,
  { room, version }: StoredRoom,
  invitees: readonly Invitee[],
  contacts: readonly string[],
): Promise<StoredRoom> {
  const { channel } = room;
  if (channel === undefined) return { room, version };
  const people: Record<string, Invitation> = { ...room.people };
  for (const { user, named = false } of invitees) {
    const known = people[user];
    if (known === 'invited' || known === 'to invite') continue;
    people[user] = named || (await gate.isMember(user)) ? 'to invite' : 'not a member';
  }
  const all = [...new Set([...room.contacts, ...contacts])];
  let stored = { room, version };
  const isNews = all.length > room.contacts.length || JSON.stringify(people) !== JSON.stringify(room.people);
  if (isNews) stored = await save({ ...room, people, contacts: all }, version);
  const waiting = Object.keys(people).filter((user) => people[user] === 'to invite');
  for (const users of chunks(waiting, perCall)) {
    const refused = await add(slack, channel, users);
    const results = users.map((user) => [user, refused.get(user) ?? 'invited'] as const);
    const { room: now, version: expect } = stored;
    stored = await save({ ...now, people: { ...now.people, ...Object.fromEntries(results) } }, expect);
  }
  return stored;
}

/** Errors that say that someone is in the channel already, or will be. */
const isThere: ReadonlySet<string> = new Set(['already_in_channel', 'cant_invite_self']);

/** @returns why each user was not added; those who were, or are there already, are absent */
async function add(slack: WebClient, channel: string, users: readonly string[]): Promise<Map<string, string>> {
  try {
    // One who cannot be added would keep all others out.
    const answer = await slack.conversations.invite({ channel, users: users.join(), force: true });
    return refusals(fields(answer).errors);
  } catch (error) {
    const each = refusals(error instanceof WebAPIPlatformError ? fields(error.data).errors : undefined);
    const isOne = users.length === 1 && isThere.has(slackCode(error) ?? '');
    if (each.size > 0 || isOne) return each;
    const fault = toSlackError(error);
    const code = slackCode(error) ?? fault.code;
    if (!isSlackRefusal(fault) || closes.has(code)) throw fault;
    return new Map(users.map((user) => [user, code]));
  }
}

/** Errors about the channel, not about a person. */
const closes: ReadonlySet<string> = new Set(['is_archived', 'not_in_channel', 'channel_not_found']);

function refusals(errors: unknown): Map<string, string> {
  const list = Array.isArray(errors) ? errors.map(fields) : [];
  const named = list.map(({ user, error }) => [text(user), text(error)] as const);
  return new Map(named.filter(([user, error]) => user !== '' && !isThere.has(error)));
}
