import { everyone } from '../people/responders.ts';
import type { IncidentSnapshot } from '../snapshot.ts';
import { stateOf } from '../state.ts';

/** The room of an incident: a Slack channel of its own, made by the app. */
export interface Room {
  arn: string;
  /** The channel's name when it was made or last read; before, the name to try. */
  name: string;
  /** The name to which a number is added if it is taken. */
  base: string;
  number: number;
  isPrivate: boolean;
  /** When it was decided to make it, in epoch milliseconds. A channel of this name that is older is another one. */
  sinceMs: number;
  /** Slack's id; absent until the channel is known to exist. */
  channel?: string;
  /** The Slack user who asked for it; absent: made for a new incident. */
  by?: string;
  /** Slack users who belong in it, by id: what became of their invitation. */
  people: Readonly<Record<string, Invitation>>;
  /** ARNs of paged contacts whose Slack users were looked up. */
  contacts: readonly string[];
  /** What was done once: the watch, the card, the welcome message, the bookmarks. */
  done: readonly RoomStep[];
  /** The topic that was set. */
  topic?: string;
  /** When the incident was found to be resolved, in epoch milliseconds; absent while it is open. */
  resolvedAtMs?: number;
  /** When people last wrote in it, if that was read; epoch milliseconds. */
  talkedAtMs?: number;
  /** The warning before the channel is archived. */
  warning?: { atMs: number; ts?: string };
  /** The Slack user who keeps it from being archived. */
  keptBy?: string;
  /** Why it is no longer kept up: Slack's code. */
  ended?: { code: string; atMs: number };
  /** Why no channel was made: Slack's code. */
  refused?: { code: string; atMs: number };
}

/** `to invite`: Slack may have been asked already. Any other word is why they were not invited: Slack's code, or ours. */
export type Invitation = 'to invite' | 'invited' | 'not a member' | (string & {});
export type RoomStep = 'watch' | 'welcome' | 'bookmarks' | 'announced';

/** The Slack users who respond, as they said in Slack. */
export const respondingUsers = ({ responders }: Pick<IncidentSnapshot, 'responders'>): string[] =>
  responders === undefined ? [] : everyone(responders).map(({ id }) => id);

/** ARNs of contacts that were paged and whose Slack users were not looked up yet. */
export function newContacts(room: Pick<Room, 'contacts'>, { engagements = [] }: IncidentSnapshot): string[] {
  const paged = engagements.flatMap(({ contactArn, pagedArns = [] }) => [contactArn, ...pagedArns]);
  return [...new Set(paged)].filter((arn) => !room.contacts.includes(arn));
}

/** Whether a room is as a snapshot wants it, so that nothing is to be done. @param topic as the snapshot wants it */
export function isInStep(room: Room, snapshot: IncidentSnapshot, topic: string): boolean {
  const isResolved = stateOf(snapshot.record) === 'resolved';
  return (
    room.topic === topic &&
    isResolved === (room.resolvedAtMs !== undefined) &&
    newContacts(room, snapshot).length === 0 &&
    respondingUsers(snapshot).every((user) => user in room.people)
  );
}
