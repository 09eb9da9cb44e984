import type { WebClient } from '@slack/web-api';
import { brief } from '../cards/text/sentence.ts';
import { titleOf } from '../cards/words/state-words.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { Watch } from '../incidents/watch.ts';
import type { Log } from '../log.ts';
import type { MessageWriter } from '../posting/message-writer.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../web-api/fault.ts';

/** The pin and the bookmark of a watched incident's card, in channels where the app may set them. */
export interface Markers {
  /**
   * Pins the card, points the watch's bookmark at it, and unpins the card that was pinned before.
   * @param isRetry whether an interrupted attempt may already have added the bookmark
   * @returns the bookmark's id, if there is a bookmark
   */
  set(watch: Watch, ts: string, record: IncidentRecord, isRetry: boolean): Promise<string | undefined>;
  remove(watch: Watch): Promise<void>;
}

/** The longest title of a bookmark, in characters. */
const titleLength = 80;
const emoji = ':rotating_light:';

/**
 * Creates the markers. They are optional: a refusal (a missing scope, not a member, 100 pins already) is logged at debug
 * level and ignored. Both methods are idempotent, and throw an AppError only for a failure that can pass.
 */
export function createMarkers(slack: WebClient, writer: MessageWriter, log: Log): Markers {
  async function ignoreRefusal<T>(what: string, channel: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      const fault = toSlackError(error);
      if (!isSlackRefusal(fault)) throw fault;
      log.debug('pin or bookmark refused', { what, channel, code: slackCode(error) });
      return undefined;
    }
  }

  const pin = (channel: string, timestamp: string) =>
    ignoreRefusal('pins.add', channel, () => slack.pins.add({ channel, timestamp }));
  const unpin = (channel: string, timestamp: string) =>
    ignoreRefusal('pins.remove', channel, () => slack.pins.remove({ channel, timestamp }));

  async function ownBookmark(channel: string, link: string): Promise<string | undefined> {
    const listed = await ignoreRefusal('bookmarks.list', channel, () => slack.bookmarks.list({ channel_id: channel }));
    return listed?.bookmarks?.find((bookmark) => bookmark.link === link)?.id;
  }

  async function bookmark({ channel, bookmarkId }: Watch, link: string, title: string, isRetry: boolean) {
    if (bookmarkId !== undefined) {
      const edit = { channel_id: channel, bookmark_id: bookmarkId, link };
      await ignoreRefusal('bookmarks.edit', channel, () => slack.bookmarks.edit(edit));
      return bookmarkId;
    }
    const known = isRetry ? await ownBookmark(channel, link) : undefined;
    if (known !== undefined) return known;
    const add = { channel_id: channel, title, type: 'link' as const, link, emoji };
    return (await ignoreRefusal('bookmarks.add', channel, () => slack.bookmarks.add(add)))?.bookmark?.id;
  }

  return {
    async set(watch, ts, record, isRetry) {
      const { channel, markedTs } = watch;
      if (markedTs !== undefined && markedTs !== ts) await unpin(channel, markedTs);
      await pin(channel, ts);
      const link = await writer.link(channel, ts);
      const title = brief(titleOf(record), titleLength);
      return link === undefined ? watch.bookmarkId : bookmark(watch, link, title, isRetry);
    },
    async remove({ channel, markedTs, bookmarkId }) {
      if (markedTs !== undefined) await unpin(channel, markedTs);
      if (bookmarkId === undefined) return;
      const remove = { channel_id: channel, bookmark_id: bookmarkId };
      await ignoreRefusal('bookmarks.remove', channel, () => slack.bookmarks.remove(remove));
    },
  };
}
