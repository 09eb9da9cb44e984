import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { lineCard } from '../cards/surfaces/line-card.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { Watch } from '../incidents/watch.ts';
import type { StatusUpdateJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { type ActiveCard, activeCard, answerInThread } from '../posting/answer-in-thread.ts';
import { newsOf } from '../posting/card-snapshot.ts';
import { endGoneCard, type GoneOptions } from './gone.ts';
import { nextUpdateMs } from './next-update.ts';
import { type StatusNews, statusNews } from './status-update-news.ts';
import type { WatchStore } from './watch.ts';

/** Takes one request from a quota. @returns whether one was left */
export type Allowance = (nowMs: number) => Promise<boolean>;

export interface StatusUpdateOptions extends GoneOptions {
  watches: WatchStore;
  draw: (snapshot: IncidentSnapshot, news: StatusNews) => CardMessage;
  /** Spare quota for updating a card that turns out to be out of date although the tick booked nothing for it. */
  allowance: Allowance;
  /** Impact to milliseconds between status updates (`STATUS_POSTS`). */
  statusPostsMs: ReadonlyMap<number, number>;
  log: Log;
  metrics?: Metrics;
}

/**
 * Posts a status update that is due: updates the card, replies in its thread and schedules the next one. Idempotent: the
 * job applies only while the watch is due at the job's `dueMs`.
 * @param attempt starts at 1
 * @throws AppError for a failure that can pass: the job is then retried
 */
export async function postStatusUpdate(
  options: StatusUpdateOptions,
  job: StatusUpdateJob,
  attempt: number,
): Promise<void> {
  const { watches, statusPostsMs, cards, now } = options;
  const { arn, channel, dueMs, view: snapshot, fault, lateMs = 0 } = job;
  const watch = (await watches.get(arn, channel))?.watch;
  if (watch?.nextPostMs !== dueMs) return;
  // False only when the watch is being ended, in a channel where nothing else allows the incident.
  if (!(await options.gate.mayPost({ incident: arn }, channel))) return options.watchKeeper.end(arn, channel);
  // No attempt is made before the update is due.
  const triedSinceMs = job.again || attempt > 1 ? dueMs : undefined;
  if (fault !== undefined) return reportUnreadable(options, job, fault, triedSinceMs);
  if (snapshot === undefined) return endGoneCard(options, arn, channel);
  const card = await cardFor(options, job, snapshot);
  if (card === undefined) return;
  // If the card shows a newer snapshot than the one that was read, the newer one is reported.
  const { reading } = newsOf(card.reading, snapshot, new Map(), now());
  const atMs = now();
  const update = (one: Watch) => statusNews(one, reading, lateMs, statusPostsMs, atMs);
  const message = options.draw(reading, update(watch).news);
  const posted = await answerInThread(options, card, message, keyOf(job), triedSinceMs);
  // The card was deleted or the channel is closed. Updating the card finds out which, and ends the watch.
  if ('refused' in posted) await cards.sync(channel, reading, false, { redraw: true });
  else options.metrics?.statusUpdatePosted(now() - dueMs);
  await saveWatch(options, job, (one) => update(one).after);
}

/**
 * The card to reply to, updated when the quota allows it and always when the incident is resolved.
 * @returns `undefined` when the watch ended: the incident is resolved, the card deleted or the channel closed
 */
async function cardFor(
  { watches, watchKeeper, cardStore, cards, allowance, now, log }: StatusUpdateOptions,
  { arn, channel, redraw }: StatusUpdateJob,
  snapshot: IncidentSnapshot,
): Promise<ActiveCard | undefined> {
  const known = activeCard((await cardStore.get(arn, channel))?.card);
  const isOpen = known?.reading !== undefined && stateOf(snapshot.record) === 'open';
  if (known !== undefined && isOpen && !redraw) {
    // Work that an earlier attempt left unfinished comes first: a thread entry, or the card itself.
    const isDone = known.pending === undefined && known.undrawn !== true && known.previousTs === undefined;
    const isCurrent = isDone && newsOf(known.reading, snapshot, new Map(), now()).entry === undefined;
    if (isCurrent || !(await allowance(now()))) return known;
  }
  const shown = await cards.sync(channel, snapshot, true, { redraw });
  if (shown.how === 'refused')
    log.warn('status update skipped: channel is closed to the app', { channel, arn, code: shown.code });
  if ((await watches.get(arn, channel)) === undefined) return undefined;
  const card = activeCard((await cardStore.get(arn, channel))?.card);
  if (card === undefined) await watchKeeper.end(arn, channel);
  return card;
}

const keyOf = ({ dueMs }: StatusUpdateJob): string => `status ${dueMs}`;

/** Stores the changed watch. A due time that was changed concurrently is kept. */
async function saveWatch(
  { watches }: StatusUpdateOptions,
  { arn, channel, dueMs }: StatusUpdateJob,
  change: (watch: Watch) => Watch,
): Promise<void> {
  await watches.update(arn, channel, (watch) => {
    const { nextPostMs: next, ...changed } = change(watch);
    const nextMs = watch.nextPostMs === dueMs ? next : watch.nextPostMs;
    return { ...changed, ...(nextMs !== undefined && { nextPostMs: nextMs }) };
  });
}

/** Reports once that the record cannot be read, until it can. The watch continues. */
async function reportUnreadable(
  options: StatusUpdateOptions,
  job: StatusUpdateJob,
  { code, message }: { code: string; message: string },
  triedSinceMs: number | undefined,
): Promise<void> {
  const { watches, cardStore, statusPostsMs, now } = options;
  const { arn, channel } = job;
  const watch = (await watches.get(arn, channel))?.watch;
  const card = activeCard((await cardStore.get(arn, channel))?.card);
  if (card !== undefined && watch?.trouble !== code) {
    const line = lineCard(`No status update: the incident cannot be read. ${message} Updates resume when it can.`);
    await answerInThread(options, card, line, keyOf(job), triedSinceMs);
  }
  await saveWatch(options, job, ({ nextPostMs: _due, claim: _claim, ...rest }) => {
    const next = nextUpdateMs(rest, rest.impact ?? 1, statusPostsMs, now());
    return { ...rest, trouble: code, ...(next !== undefined && { nextPostMs: next }) };
  });
}
