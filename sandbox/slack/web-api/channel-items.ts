import type { Bookmark, Channel } from '../model.ts';
import { ids } from '../seed.ts';
import { wireMessage } from '../wire-message.ts';
import { joinedChannel, messageIn } from './access.ts';
import { type MethodContext, type Methods, required, SlackApiError } from './method.ts';

const maxPins = 100;
const maxBookmarks = 100;

function openChannel(context: MethodContext, id: string): Channel {
  const channel = joinedChannel(context, id);
  if (channel.is_archived) throw new SlackApiError('is_archived');
  return channel;
}

const notifyChannel = (context: MethodContext, channel: Channel) =>
  context.state.changes.emit({ kind: 'channel', channel: channel.id });

const wireBookmark = (bookmark: Bookmark) => ({
  id: bookmark.id,
  channel_id: bookmark.channel_id,
  title: bookmark.title,
  link: bookmark.link,
  emoji: bookmark.emoji,
  icon_url: null,
  type: 'link',
  entity_id: null,
  date_created: bookmark.created_s,
  date_updated: 0,
  rank: 'g',
  last_updated_by_user_id: ids.botUser,
  last_updated_by_team_id: ids.team,
  shortcut_id: null,
  app_id: ids.app,
});

function bookmarkOf(channel: Channel, id: string): Bookmark {
  const bookmark = channel.bookmarks.find((one) => one.id === id);
  if (bookmark === undefined) throw new SlackApiError('not_found');
  return bookmark;
}

function checkedLink(link: string): string {
  if (!/^https?:\/\//.test(link)) throw new SlackApiError('invalid_link');
  return link;
}

/** Pins and bookmarks. @see https://docs.slack.dev/reference/methods */
export const channelItems: Methods = {
  'pins.add': {
    tier: 2,
    scopes: ['pins:write'],
    run(context, args) {
      const channel = openChannel(context, required(args, 'channel', 'channel_not_found'));
      const { ts } = messageIn(channel, required(args, 'timestamp', 'no_item_specified'));
      if (channel.pins.some((pin) => pin.ts === ts)) throw new SlackApiError('already_pinned');
      if (channel.pins.length >= maxPins) throw new SlackApiError('too_many_pins');
      channel.pins.push({ ts, user: ids.botUser, created_s: Math.floor(context.state.now() / 1000) });
      notifyChannel(context, channel);
      return {};
    },
  },
  'pins.remove': {
    tier: 2,
    scopes: ['pins:write'],
    run(context, args) {
      const channel = openChannel(context, required(args, 'channel', 'channel_not_found'));
      const { ts } = messageIn(channel, required(args, 'timestamp', 'no_item_specified'));
      if (!channel.pins.some((pin) => pin.ts === ts)) throw new SlackApiError('no_pin');
      channel.pins = channel.pins.filter((pin) => pin.ts !== ts);
      notifyChannel(context, channel);
      return {};
    },
  },
  'pins.list': {
    tier: 2,
    scopes: ['pins:read'],
    run(context, args) {
      const channel = joinedChannel(context, required(args, 'channel', 'channel_not_found'));
      const items = channel.pins.map((pin) => ({
        type: 'message',
        channel: channel.id,
        created: pin.created_s,
        created_by: pin.user,
        message: wireMessage(context.state, messageIn(channel, pin.ts)),
      }));
      return { items };
    },
  },
  'bookmarks.add': {
    tier: 2,
    scopes: ['bookmarks:write'],
    run(context, args) {
      const { state } = context;
      const channel = openChannel(context, required(args, 'channel_id', 'channel_not_found'));
      if (args.type !== 'link') throw new SlackApiError('invalid_bookmark_type');
      if (channel.bookmarks.length >= maxBookmarks) throw new SlackApiError('too_many_bookmarks');
      const bookmark: Bookmark = {
        id: state.newId('Bk'),
        channel_id: channel.id,
        title: required(args, 'title'),
        link: checkedLink(required(args, 'link', 'invalid_link')),
        emoji: typeof args.emoji === 'string' ? args.emoji : '',
        created_s: Math.floor(state.now() / 1000),
      };
      channel.bookmarks.push(bookmark);
      notifyChannel(context, channel);
      return { bookmark: wireBookmark(bookmark) };
    },
  },
  'bookmarks.edit': {
    tier: 2,
    scopes: ['bookmarks:write'],
    run(context, args) {
      const channel = openChannel(context, required(args, 'channel_id', 'channel_not_found'));
      const bookmark = bookmarkOf(channel, required(args, 'bookmark_id', 'not_found'));
      if (typeof args.title === 'string') bookmark.title = args.title;
      if (typeof args.link === 'string') bookmark.link = checkedLink(args.link);
      if (typeof args.emoji === 'string') bookmark.emoji = args.emoji;
      notifyChannel(context, channel);
      return { bookmark: wireBookmark(bookmark) };
    },
  },
  'bookmarks.remove': {
    tier: 2,
    scopes: ['bookmarks:write'],
    run(context, args) {
      const channel = openChannel(context, required(args, 'channel_id', 'channel_not_found'));
      const bookmark = bookmarkOf(channel, required(args, 'bookmark_id', 'not_found'));
      channel.bookmarks = channel.bookmarks.filter((one) => one !== bookmark);
      notifyChannel(context, channel);
      return {};
    },
  },
  'bookmarks.list': {
    tier: 3,
    scopes: ['bookmarks:read'],
    run: (context, args) => ({
      bookmarks: joinedChannel(context, required(args, 'channel_id', 'channel_not_found')).bookmarks.map(wireBookmark),
    }),
  },
};
