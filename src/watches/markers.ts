import type { WebClient } from '@slack/web-api';
import { brief } from '../cards/text/sentence.ts';
import { titleOf } from '../cards/words/state-words.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { Watch } from '../incidents/watch.ts';
import type { Log } from '../log.ts';
import type { MessageWriter } from '../posting/message-writer.ts';
import { isSlackRefusal, slackCode, toSlackError } from '../web-api/fault.ts';

/** A watched incident's card is pinned and bookmarked, where the app may do that. */
export interface Markers {
  /**
   * Pins the card and makes the watch's bookmark lead to it; what was pinned before is unpinned.
   * @param again whether an earlier try may have got as far as the bookmark
   * @returns the bookmark's id, where there is one
   */
  set(watch: Watch, ts: string, record: IncidentRecord, again: boolean): Promise<string | undefined>;
  remove(watch: Watch): Promise<void>;
}

/** How much of an incident's title a bookmark shows. */
const titleLength = 80;
const emoji = ':rotating_light:';

/**
 * A refusal (a missing scope, no member, a hundred pins already) is nobody's concern: the card is there all the same.
 * Each call throws for passing faults only, and can be made again.
 */
export function createMarkers(slack: WebClient, writer: MessageWriter, log: Log): Markers {
  async function quietly<T>(what: string, channel: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      const fault = toSlackError(error);
      if (!isSlackRefusal(fault)) throw fault;
      log.debug('no pin or bookmark here', { what, channel, code: slackCode(error) });
      return undefined;
    }
  }

  const pin = (channel: string, timestamp: string) =>
    quietly('pins.add', channel, () => slack.pins.add({ channel, timestamp }));
  const unpin = (channel: string, timestamp: string) =>
    quietly('pins.remove', channel, () => slack.pins.remove({ channel, timestamp }));

  async function ownBookmark(channel: string, link: string): Promise<string | undefined> {
    const listed = await quietly('bookmarks.list', channel, () => slack.bookmarks.list({ channel_id: channel }));
    return listed?.bookmarks?.find((bookmark) => bookmark.link === link)?.id;
  }

  async function bookmark({ channel, bookmarkId }: Watch, link: string, title: string, again: boolean) {
    if (bookmarkId !== undefined) {
      const edit = { channel_id: channel, bookmark_id: bookmarkId, link };
      await quietly('bookmarks.edit', channel, () => slack.bookmarks.edit(edit));
      return bookmarkId;
    }
    const known = again ? await ownBookmark(channel, link) : undefined;
    if (known !== undefined) return known;
    const add = { channel_id: channel, title, type: 'link' as const, link, emoji };
    return (await quietly('bookmarks.add', channel, () => slack.bookmarks.add(add)))?.bookmark?.id;
  }

  return {
    async set(watch, ts, record, again) {
      const { channel, markedTs } = watch;
      if (markedTs !== undefined && markedTs !== ts) await unpin(channel, markedTs);
      await pin(channel, ts);
      const link = await writer.link(channel, ts);
      const title = brief(titleOf(record), titleLength);
      return link === undefined ? watch.bookmarkId : bookmark(watch, link, title, again);
    },
    async remove({ channel, markedTs, bookmarkId }) {
      if (markedTs !== undefined) await unpin(channel, markedTs);
      if (bookmarkId === undefined) return;
      const remove = { channel_id: channel, bookmark_id: bookmarkId };
      await quietly('bookmarks.remove', channel, () => slack.bookmarks.remove(remove));
    },
  };
}
