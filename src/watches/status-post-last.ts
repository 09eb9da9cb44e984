import type { CardMessage } from '../cards/blocks.ts';
import type { IncidentView } from '../incidents/view.ts';
import { type StatusNews, statusNews } from './status-post-news.ts';
import type { WatchStore } from './watch.ts';

export interface LastPostOptions {
  watches: Pick<WatchStore, 'get'>;
  draw: (view: IncidentView, news: StatusNews) => CardMessage;
}

/**
 * The last status post of a watch whose incident is resolved; it stands for the thread entry that tells of the
 * resolution.
 * @returns `undefined` where there were no status posts
 */
export async function lastPost(
  { watches, draw }: LastPostOptions,
  channel: string,
  view: IncidentView,
): Promise<CardMessage | undefined> {
  const watch = (await watches.get(view.record.arn, channel))?.watch;
  if (watch === undefined || (watch.nextPostMs === undefined && watch.lastPostMs === undefined)) return undefined;
  return draw(view, { changes: statusNews(watch, view, 0, new Map(), 0).news.changes });
}
