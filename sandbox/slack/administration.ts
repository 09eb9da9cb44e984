import { isObject, type JsonObject } from './json-value.ts';
import type { Channel, User, Usergroup } from './model.ts';
import { addMember } from './people/invite.ts';
import { ids, seedChannels } from './seed.ts';
import { type AdminRule, renameChannel, type SlackState } from './state.ts';
import type { Delivery } from './to-app/delivery.ts';
import { verificationToken } from './to-app/envelope.ts';
import type { Acknowledgement } from './to-app/transport.ts';

/** Actions of workspace admins, and events that Slack itself sends. */
export interface Administration {
  addChannel(channel: Partial<Omit<Channel, 'members'>> & { name: string; members: readonly string[] }): string;
  addUser(user: Partial<User> & { name: string }): string;
  /** A user group's members. */
  usergroup(id: string): string[];
  /** Sets a user group's members. */
  setUsergroup(id: string, users: readonly string[]): void;
  /** Adds a person or the bot to a channel. */
  invite(channel: string, user: string, inviter?: string): void;
  leave(channel: string, user: string): void;
  archive(channel: string): void;
  unarchive(channel: string): void;
  rename(channel: string, name: string): void;
  /** Deletes a channel with its messages. Clients that show it are not told. */
  deleteChannel(channel: string): void;
  /** Reserves something for admins, or allows it to everyone. */
  reserve(what: AdminRule, isReserved: boolean): void;
  /** Restricts posting in a channel to admins, or lifts the restriction. */
  restrict(channel: string, restricted: boolean): void;
  /** Shares a channel with another organisation, or ends the sharing. */
  share(channel: string, shared: boolean): void;
  /** Uninstalls the app and revokes its token. */
  uninstall(): void;
  install(): void;
  /** Sends the URL verification challenge, as the app's settings page does; returns whether the answer was right. */
  verifyUrl(): Promise<boolean>;
  /** Sends an event's envelope as it is, for example to repeat one. */
  redeliver(envelope: JsonObject): Promise<Acknowledgement>;
}

export function createAdministration(state: SlackState, delivery: Delivery): Administration {
  const channelOf = (id: string): Channel => {
    const channel = state.channels.get(id);
    if (channel === undefined) throw new Error(`No channel ${id} in the workspace`);
    return channel;
  };
  const patch = (id: string, fields: Partial<Channel>): void => {
    Object.assign(channelOf(id), fields);
    state.changes.emit({ kind: 'channel', channel: id });
  };
  return {
    addChannel({ members, ...fields }) {
      const [pattern] = seedChannels();
      if (pattern === undefined) throw new Error('The workspace has no channel to copy');
      const fresh = { topic: '', messages: new Map(), bookmarks: [], pins: [] };
      const channel = { ...pattern, ...fresh, id: state.newId('C'), ...fields, members: new Set(members) };
      state.channels.set(channel.id, channel);
      state.changes.emit({ kind: 'channel', channel: channel.id });
      return channel.id;
    },
    addUser(fields) {
      const pattern = state.users.get(ids.ada);
      if (pattern === undefined) throw new Error('The workspace has no person to copy');
      const user = { ...pattern, id: state.newId('U'), real_name: fields.name, ...fields };
      state.users.set(user.id, user);
      return user.id;
    },
    usergroup: (id) => [...(state.usergroups.get(id)?.users ?? [])],
    setUsergroup(id, users) {
      const known: Usergroup = state.usergroups.get(id) ?? { id, handle: id.toLowerCase(), name: id, users: [] };
      state.usergroups.set(id, { ...known, users: [...users] });
    },
    invite: (id, user, inviter) => addMember(state, channelOf(id).id, user, inviter),
    leave(id, user) {
      channelOf(id).members.delete(user);
      state.changes.emit({ kind: 'left', channel: id, user });
      state.changes.emit({ kind: 'channel', channel: id });
    },
    archive(id) {
      patch(id, { is_archived: true });
      state.changes.emit({ kind: 'archived', channel: id, user: ids.ada });
    },
    unarchive(id) {
      patch(id, { is_archived: false });
      state.changes.emit({ kind: 'unarchived', channel: id, user: ids.ada });
    },
    deleteChannel: (id) => void state.channels.delete(channelOf(id).id),
    rename(id, name) {
      renameChannel(state, channelOf(id), name, ids.ada);
    },
    reserve(what, isReserved) {
      if (isReserved) state.adminsOnly.add(what);
      else state.adminsOnly.delete(what);
    },
    restrict: (id, posting_restricted) => patch(id, { posting_restricted }),
    share(id, is_ext_shared) {
      const isNew = is_ext_shared && !channelOf(id).is_ext_shared;
      patch(id, { is_ext_shared });
      if (isNew) state.changes.emit({ kind: 'shared', channel: id });
    },
    uninstall() {
      state.installed = false;
      state.changes.emit({ kind: 'uninstalled' });
    },
    install() {
      state.installed = true;
    },
    async verifyUrl() {
      const challenge = state.newSecret(32);
      const answer = await delivery.envelope({ token: verificationToken, challenge, type: 'url_verification' });
      return answer.ok && (answer.body === challenge || (isObject(answer.body) && answer.body.challenge === challenge));
    },
    redeliver: (envelope) => delivery.envelope(envelope),
  };
}
