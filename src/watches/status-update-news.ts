import type { CardMessage } from '../cards/block-kit/blocks.ts';
import type { StatusOptions } from '../cards/surfaces/status-update.ts';
import { type ComparedSnapshot, changesBetween } from '../incidents/changes.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import type { Watch } from '../incidents/watch.ts';
import { cadenceOf, stretchAfter } from './cadence.ts';
import { nextPostMs } from './next-update.ts';
import type { WatchStore } from './watch.ts';

/** What a status post tells besides the incident itself. */
export type StatusNews = Omit<StatusOptions, 'now' | 'actions'>;

/** What a status post told, to compare the next reading with. */
export function readingOf({ record, runbooks, engagements }: ComparedSnapshot): ComparedSnapshot {
  return { record, ...(runbooks && { runbooks }), ...(engagements && { engagements }) };
}

/**
 * What a status post has to tell, and how the watch goes on after it.
 * @param lateMs by how much the post is late for want of quota
 * @returns the watch as it is after the post
 */
export function statusNews(
  watch: Watch,
  snapshot: IncidentSnapshot,
  lateMs: number,
  statusPostsMs: ReadonlyMap<number, number>,
  nowMs: number,
): { news: StatusNews; after: Watch } {
  const { impact } = snapshot.record;
  const changes = watch.reading === undefined ? [] : changesBetween(watch.reading, snapshot);
  const unchanged = changes.length === 0 ? (watch.unchanged ?? 0) + 1 : 0;
  const stretch = stretchAfter(unchanged);
  const next = nextPostMs(watch, impact, statusPostsMs, nowMs, stretch);
  const everyMs = (cadenceOf(watch, impact, statusPostsMs) ?? 0) * stretch;
  const { nextPostMs: _due, lateMs: _late, trouble: _trouble, claim: _claim, ...rest } = watch;
  return {
    news: {
      changes,
      stretched: stretch > 1,
      ...(next !== undefined && { nextPostAtMs: next + lateMs }),
      ...(lateMs > 0 && { slowed: { everyMs: everyMs + lateMs, insteadOfMs: everyMs } }),
    },
    after: {
      ...rest,
      impact,
      unchanged,
      reading: readingOf(snapshot),
      lastPostMs: nowMs,
      ...(next !== undefined && { nextPostMs: next }),
      ...(lateMs > 0 && { lateMs }),
    },
  };
}

export interface LastPostOptions {
  watches: Pick<WatchStore, 'get'>;
  draw: (snapshot: IncidentSnapshot, news: StatusNews) => CardMessage;
}

/**
 * The last status post of a watch whose incident is resolved; it stands for the thread entry that tells of the
 * resolution.
 * @returns `undefined` where there were no status posts
 */
export async function lastPost(
  { watches, draw }: LastPostOptions,
  channel: string,
  snapshot: IncidentSnapshot,
): Promise<CardMessage | undefined> {
  const watch = (await watches.get(snapshot.record.arn, channel))?.watch;
  if (watch === undefined || (watch.nextPostMs === undefined && watch.lastPostMs === undefined)) return undefined;
  return draw(snapshot, { changes: statusNews(watch, snapshot, 0, new Map(), 0).news.changes });
}
