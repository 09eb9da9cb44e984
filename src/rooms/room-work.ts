import type { WebClient } from '@slack/web-api';
import type { ReadSnapshot } from '../aws/read/read-snapshot.ts';
import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { archiveNotice, archiveWarning, roomKept } from '../cards/surfaces/room-messages.ts';
import { roomTopic } from '../cards/words/room-words.ts';
import { AppError } from '../errors.ts';
import { fields } from '../gate/fields.ts';
import type { Gate } from '../gate/gate.ts';
import type { FindInstallation } from '../gate/installation.ts';
import type { IncidentArn } from '../incidents/naming/arn.ts';
import { isInStep, newContacts, type Room, respondingUsers } from '../incidents/rooms/room.ts';
import { plainRoomName, roomName } from '../incidents/rooms/room-name.ts';
import type { RoomSettings } from '../incidents/rooms/room-settings.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { syncJob } from '../posting/card-jobs.ts';
import type { MessageWriter } from '../posting/message-writer.ts';
import { conflictOver } from '../store/update-item.ts';
import { slackCode, toSlackError } from '../web-api/fault.ts';
import { archiveIfSilent } from './archive-room.ts';
import { findLostRoom, type LostRooms } from './find-lost-room.ts';
import { furnish, postInRoom, RoomClosed, type RoomLink } from './furnish.ts';
import { type FindInvitees, type Invitee, invite } from './invite.ts';
import { makeChannel } from './make-channel.ts';
import { closedRoom } from './refusals.ts';
import { roomJob } from './room-jobs.ts';
import type { RoomStore, StoredRoom } from './room-store.ts';

export interface RoomsOptions extends Pick<LostRooms, 'adoptCard'> {
  settings: RoomSettings;
  rooms: RoomStore;
  slack: WebClient;
  writer: MessageWriter;
  gate: Pick<Gate, 'isMember'>;
  findInstallation: FindInstallation;
  findInvitees: FindInvitees;
  /** Stores that a new channel belongs to the workspace on whose behalf it was made. */
  claimChannel: (channel: string) => Promise<unknown>;
  beginWatch: (snapshot: IncidentSnapshot, request: { channel: string; by: string }) => Promise<unknown>;
  drawWelcome: (snapshot: IncidentSnapshot) => CardMessage;
  linksOf: (snapshot: IncidentSnapshot) => RoomLink[];
  readSnapshot: ReadSnapshot;
  /** Whether a room may be made for a new incident now: Slack allows few a minute. */
  mayMake: (nowMs: number) => Promise<boolean>;
  /** Refreshes all cards of an incident. */
  refresh: (arn: string) => Promise<void>;
  queue: Pick<JobQueue, 'send'>;
  now: () => number;
  log: Log;
}

/** A snapshot that waited longer than this for its turn may be outdated, in milliseconds. */
const longWaitMs = 10_000;

/** A request for a room. */
export interface RoomRequest {
  /** The Slack user who asks; absent: the app makes it for a new incident. */
  by?: string;
}

/**
 * Makes and keeps the rooms of incidents. Work on one room is done by one worker at a time (`roomGroup`); should two do it
 * nevertheless, no second channel comes of it: one of them fails with `job_conflict` and is retried. Each step is stored
 * when it is done, and what may be done already is searched first, so that a retry continues from there.
 */
export interface RoomWork {
  /**
   * Makes the room of an incident, or returns the existing one, with the requester invited.
   * @throws AppError whose message the requester gets
   */
  open(snapshot: IncidentSnapshot, request: RoomRequest): Promise<{ room: Room; isNew: boolean }>;
  /** Sends the job that brings a room in step with a snapshot, unless it is. */
  follow(snapshot: IncidentSnapshot): Promise<void>;
  /** Brings a room in step: topic, people, and when it is archived. */
  keep(snapshot: IncidentSnapshot): Promise<void>;
  /** Archives a silent room of a resolved incident, after a warning. */
  check(arn: IncidentArn): Promise<void>;
  /** Keeps a room from being archived. @returns whether there is such a room */
  keepOpen(arn: IncidentArn, user: string): Promise<boolean>;
  /** Stores that Slack refused to make the room of a new incident: it is not tried again unasked. */
  refuse(snapshot: IncidentSnapshot, code: string): Promise<void>;
}

/** Everything about rooms. What `RoomWork` lacks is cheap: only the store and the configuration are asked. */
export interface Rooms extends RoomWork {
  /** Whether new incidents get rooms. */
  areMade: boolean;
  /**
   * The job that makes the room of a new incident of an impact in `INCIDENT_ROOMS`.
   * @param channel one that is to show the incident: the room is made in its workspace
   * @param by the Slack user who started the incident
   * @returns `undefined` where there is to be none, or it is there
   */
  newRoomJob(snapshot: IncidentSnapshot, channel: string, by?: string): JobToSend | undefined;
  /** The channel of an incident's room. */
  get(arn: string): Promise<Room | undefined>;
  /** The room that a channel is; `undefined` for any other channel. */
  inChannel: RoomStore['inChannel'];
}

export function createRoomWork(options: RoomsOptions): RoomWork {
  const { settings, rooms, slack, writer, queue, now, log } = options;

  async function save(room: Room, expect: number | 'absent'): Promise<StoredRoom> {
    const version = await rooms.put(room, expect);
    if (version !== undefined) return { room, version };
    throw conflictOver('this room');
  }

  const parts = {
    ...options,
    save,
    archiveMs: settings.archiveMs,
    drawWarning: archiveWarning,
    ownUser: async () => (await options.findInstallation()).botUserId ?? '',
  };

  /** The stored room, or a new one that is still to be made. */
  async function decided({ record }: IncidentSnapshot, by: string | undefined): Promise<StoredRoom> {
    const { arn } = record.arn;
    const known = await rooms.get(arn);
    if (known !== undefined && known.room.ended?.code !== 'channel_not_found') return known;
    const name = roomName(settings.name, record);
    const fresh = { arn, name, base: name, number: known === undefined ? 1 : known.room.number, sinceMs: now() };
    const empty = { isPrivate: settings.isPrivate, people: {}, contacts: [], done: [] };
    return save({ ...fresh, ...empty, ...(by !== undefined && { by }) }, known?.version ?? 'absent');
  }

  /** With the room of an earlier store, which was lost. */
  async function found(stored: StoredRoom, { record }: IncidentSnapshot): Promise<StoredRoom> {
    if (stored.room.channel !== undefined) return stored;
    const room = await findLostRoom(options, stored.room, record);
    if (room === undefined) return stored;
    log.info('room found again', { arn: room.arn, channel: room.channel });
    return save(room, stored.version);
  }

  async function end({ room, version }: StoredRoom, code: string): Promise<StoredRoom> {
    log.warn('room is closed to the app', { arn: room.arn, channel: room.channel, code });
    return save({ ...room, ended: { code, atMs: now() } }, version);
  }

  /** Runs work on a room that ends the room if Slack says that it is closed. */
  async function orEnd(arn: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof RoomClosed)) throw error;
      const stored = await rooms.get(arn);
      if (stored !== undefined) await end(stored, error.code);
    }
  }

  /** @returns `undefined` when the incident is gone */
  async function readAgain(arn: IncidentArn): Promise<IncidentSnapshot | undefined> {
    const { readSnapshot } = options;
    return readSnapshot(arn).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'no_such_incident') return undefined;
      throw error;
    });
  }

  /** A snapshot that waited for its turn, such as that of a deferred job, may be older than what the room shows. */
  async function current(snapshot: IncidentSnapshot): Promise<IncidentSnapshot> {
    if (now() - snapshot.readAtMs <= longWaitMs) return snapshot;
    return (await readAgain(snapshot.record.arn)) ?? snapshot;
  }

  /** Brings a room that exists in step with a snapshot. */
  async function bringInStep(
    given: StoredRoom,
    read: IncidentSnapshot,
    asked: readonly Invitee[],
  ): Promise<StoredRoom> {
    const { channel } = given.room;
    if (channel === undefined) return given;
    if (!given.room.done.includes('announced')) await options.claimChannel(channel);
    const snapshot = { ...(await current(read)), room: channel };
    const { arn } = snapshot.record.arn;
    let stored = await furnish(parts, given, snapshot);
    const contacts = newContacts(stored.room, snapshot);
    const paged = contacts.length === 0 ? [] : await options.findInvitees(contacts);
    const responding = respondingUsers(snapshot).map((user) => ({ user }));
    stored = await invite(parts, stored, [...asked, ...responding, ...paged], contacts);
    stored = await followState(stored, snapshot);
    if (stored.room.done.includes('announced')) return stored;
    // The room's own card, and the other cards, which name the room from now on.
    if (stateOf(snapshot.record) !== 'resolved') await queue.send([syncJob(arn, channel, snapshot, true)]);
    await options.refresh(arn);
    return save({ ...stored.room, done: [...stored.room.done, 'announced'] }, stored.version);
  }

  /** A resolution begins the time after which the room is archived; a reopening ends it. */
  async function followState({ room, version }: StoredRoom, { record }: IncidentSnapshot): Promise<StoredRoom> {
    const isResolved = stateOf(record) === 'resolved';
    if (isResolved === (room.resolvedAtMs !== undefined)) return { room, version };
    const { resolvedAtMs: _resolved, warning: _warning, ...rest } = room;
    if (!isResolved) return save(rest, version);
    const resolvedAtMs = record.resolvedAtMs ?? now();
    if (settings.archiveMs !== undefined && room.channel !== undefined) {
      const place = { arn: room.arn, channel: room.channel };
      await postInRoom(writer, place, archiveNotice(settings.archiveMs), `room resolved ${resolvedAtMs}`, resolvedAtMs);
    }
    return save({ ...rest, resolvedAtMs }, version);
  }

  /** What Slack says of a room's channel. @throws AppError with the reason why it cannot be used */
  async function reopened(stored: StoredRoom): Promise<StoredRoom | 'deleted'> {
    const { ended: _ended, ...room } = stored.room;
    const { channel = '' } = room;
    try {
      const found = fields((await slack.conversations.info({ channel })).channel);
      const name = typeof found.name === 'string' ? found.name : room.name;
      if (found.is_archived === true) throw closedRoom('is_archived', name);
      if (found.is_member === false) throw closedRoom('not_in_channel', name);
      const isSame = stored.room.ended === undefined && name === room.name;
      return isSame ? stored : await save({ ...room, name }, stored.version);
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (slackCode(error) !== 'channel_not_found') throw toSlackError(error);
      // A private channel that the app was removed from looks like a deleted one.
      if (room.isPrivate) throw closedRoom('not_in_channel', room.name);
      return 'deleted';
    }
  }

  async function open(snapshot: IncidentSnapshot, { by }: RoomRequest): Promise<{ room: Room; isNew: boolean }> {
    const first = await found(await decided(snapshot, by), snapshot);
    const isNew = first.room.channel === undefined;
    if (isNew) {
      if (by === undefined && !(await options.mayMake(now()))) {
        const wait = { retryAfterMs: 10_000 };
        throw new AppError(
          'slack_rate_limited',
          'Slack allows few new channels a minute. Retrying automatically.',
          wait,
        );
      }
      const made = await makeChannel(parts, first, plainRoomName(snapshot.record));
      const { arn, channel, isPrivate } = made.room;
      log.info('room made', { audit: true, arn, channel, private: isPrivate, ...(by !== undefined && { user: by }) });
      return { room: await furnished(made, snapshot, by), isNew };
    }
    const usable = await reopened(first);
    if (usable !== 'deleted') return { room: await furnished(usable, snapshot, by), isNew };
    await end(first, 'channel_not_found');
    return open(snapshot, by === undefined ? {} : { by });
  }

  /** @throws AppError with the reason why the room cannot be used */
  async function furnished(stored: StoredRoom, snapshot: IncidentSnapshot, by: string | undefined): Promise<Room> {
    try {
      return (await bringInStep(stored, snapshot, by === undefined ? [] : [{ user: by }])).room;
    } catch (error) {
      if (!(error instanceof RoomClosed)) throw error;
      const now = (await rooms.get(stored.room.arn)) ?? stored;
      await end(now, error.code);
      throw closedRoom(error.code, stored.room.name);
    }
  }

  const isKept = ({ channel, ended }: Room): boolean => channel !== undefined && ended === undefined;

  return {
    open,
    async follow(read) {
      const stored = await rooms.get(read.record.arn.arn);
      if (stored === undefined || !isKept(stored.room) || isInStep(stored.room, read, roomTopic(read))) return;
      await queue.send([roomJob(read, stored)]);
    },
    async keep(snapshot) {
      const stored = await rooms.get(snapshot.record.arn.arn);
      if (stored === undefined || !isKept(stored.room)) return;
      await orEnd(stored.room.arn, () => bringInStep(stored, snapshot, []));
    },
    async check(arn) {
      const stored = await rooms.get(arn.arn);
      if (stored === undefined || !isKept(stored.room)) return;
      const snapshot = await readAgain(arn);
      await orEnd(arn.arn, async () => {
        const now = snapshot === undefined ? stored : await followState(stored, snapshot);
        await archiveIfSilent(parts, now);
      });
    },
    async keepOpen(arn, user) {
      const stored = await rooms.get(arn.arn);
      if (stored === undefined || !isKept(stored.room)) return false;
      const { warning, ...room } = stored.room;
      await save({ ...room, keptBy: user }, stored.version);
      const { channel } = room;
      if (channel !== undefined && warning?.ts !== undefined) await writer.update(channel, warning.ts, roomKept());
      return true;
    },
    async refuse(snapshot, code) {
      const { room, version } = await decided(snapshot, undefined);
      await save({ ...room, refused: { code, atMs: now() } }, version);
    },
  };
}
