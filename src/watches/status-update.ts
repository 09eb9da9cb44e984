import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { lineCard } from '../cards/surfaces/line-card.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { Watch } from '../incidents/watch.ts';
import type { StatusUpdateJob } from '../jobs/job.ts';
import type { Log } from '../log.ts';
import { answerInThread, type StandingCard, standing } from '../posting/answer-in-thread.ts';
import { newsOf } from '../posting/card-snapshot.ts';
import { type GoneOptions, tellGone } from './gone.ts';
import { nextPostMs } from './next-update.ts';
import { type StatusNews, statusNews } from './status-update-news.ts';
import type { WatchStore } from './watch.ts';

/** Takes one use of a quota. @returns whether there was one left */
export type Allowance = (nowMs: number) => Promise<boolean>;

export interface StatusUpdateOptions extends GoneOptions {
  watches: WatchStore;
  draw: (snapshot: IncidentSnapshot, news: StatusNews) => CardMessage;
  /** Whether a card that turns out to be wrong may be redrawn though there was no room for it. */
  allowance: Allowance;
  /** Impact to milliseconds between status posts. */
  statusPostsMs: ReadonlyMap<number, number>;
  log: Log;
}

/** How often a change of the watch by somebody else in between is put up with. */

/**
 * Makes a status post that is due: brings the card up to date, answers in its thread, and settles when the next one is
 * due. Posts once, however often the job comes: a watch that is due at another time by now is no longer this job's.
 * @param attempt 1 the first time
 * @throws AppError for a passing fault
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
  // Only a watch that someone is ending, in a channel that nothing else opens.
  if (!(await options.gate.mayPost({ incident: arn }, channel))) return options.watchKeeper.end(arn, channel);
  // No try comes before the post is due.
  const triedSinceMs = job.again || attempt > 1 ? dueMs : undefined;
  if (fault !== undefined) return tellFault(options, job, fault, triedSinceMs);
  if (snapshot === undefined) return tellGone(options, arn, channel);
  const card = await cardFor(options, job, snapshot);
  if (card === undefined) return;
  // Where the card shows something newer than what was read, that is told.
  const { reading } = newsOf(card.reading, snapshot, new Map(), now());
  const atMs = now();
  const told = (one: Watch) => statusNews(one, reading, lateMs, statusPostsMs, atMs);
  const message = options.draw(reading, told(watch).news);
  const posted = await answerInThread(options, card, message, keyOf(job), triedSinceMs);
  // The card was deleted or the channel is closed: changing the card finds out which, and ends the watch.
  if ('refused' in posted) await cards.sync(channel, reading, false, true);
  await settle(options, job, (one) => told(one).after);
}

/**
 * The card to answer under. It is brought up to date if there is room for that, and at the end of an incident.
 * @returns `undefined` where the watch ended: the incident is resolved, the card deleted, the channel closed
 */
async function cardFor(
  { watches, watchKeeper, cardStore, cards, allowance, now, log }: StatusUpdateOptions,
  { arn, channel, redraw }: StatusUpdateJob,
  snapshot: IncidentSnapshot,
): Promise<StandingCard | undefined> {
  const known = standing((await cardStore.get(arn, channel))?.card);
  const isOpen = known?.reading !== undefined && stateOf(snapshot.record) === 'open';
  if (known !== undefined && isOpen && !redraw) {
    // What an earlier try left undone comes first: an entry of the thread, or the card itself.
    const isDone = known.pending === undefined && known.undrawn !== true && known.previousTs === undefined;
    const isTrue = isDone && newsOf(known.reading, snapshot, new Map(), now()).entry === undefined;
    if (isTrue || !(await allowance(now()))) return known;
  }
  const shown = await cards.sync(channel, snapshot, true, redraw);
  if (shown.how === 'refused')
    log.warn('no status post: channel is closed to the app', { channel, arn, code: shown.code });
  if ((await watches.get(arn, channel)) === undefined) return undefined;
  const card = standing((await cardStore.get(arn, channel))?.card);
  if (card === undefined) await watchKeeper.end(arn, channel);
  return card;
}

const keyOf = ({ dueMs }: StatusUpdateJob): string => `status ${dueMs}`;

/** Writes what became of the watch. Where somebody else changed when it is due meanwhile, that stays. */
async function settle(
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

/** The record cannot be read: the thread is told so once, and the watch goes on. */
async function tellFault(
  options: StatusUpdateOptions,
  job: StatusUpdateJob,
  { code, message }: { code: string; message: string },
  triedSinceMs: number | undefined,
): Promise<void> {
  const { watches, cardStore, statusPostsMs, now } = options;
  const { arn, channel } = job;
  const watch = (await watches.get(arn, channel))?.watch;
  const card = standing((await cardStore.get(arn, channel))?.card);
  if (card !== undefined && watch?.trouble !== code) {
    const line = lineCard(`No status post, the incident cannot be read: ${message} Posts go on when it can.`);
    await answerInThread(options, card, line, keyOf(job), triedSinceMs);
  }
  await settle(options, job, ({ nextPostMs: _due, claim: _claim, ...rest }) => {
    const next = nextPostMs(rest, rest.impact ?? 1, statusPostsMs, now());
    return { ...rest, trouble: code, ...(next !== undefined && { nextPostMs: next }) };
  });
}
