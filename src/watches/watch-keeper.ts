import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { Watch } from '../incidents/watch.ts';
import type { PostedCard } from '../posting/posted-card.ts';
import { conflictOver } from '../store/update-item.ts';
import type { Markers } from './markers.ts';
import { nextUpdateMs } from './next-update.ts';
import { comparedPart } from './status-update-news.ts';
import { isWatched, type StoredWatch, type WatchStore } from './watch.ts';

export interface WatchKeeperOptions {
  watches: WatchStore;
  markers: Markers;
  /** Impact to milliseconds between status updates (`STATUS_POSTS`). */
  statusPostsMs: ReadonlyMap<number, number>;
  /** Milliseconds. */
  now: () => number;
}

/** A request that a channel watch an incident. */
interface WatchRequest {
  channel: string;
  /** Slack user id of the requester. */
  by: string;
  /** Milliseconds between status updates; absent: the cadence of the incident's impact. */
  cadenceMs?: number;
}

/**
 * Begins watches, keeps them in step with their cards, and ends them.
 * @example
 * await watchKeeper.begin(snapshot, { channel: 'C0123', by: 'U0123', cadenceMs: 1_800_000 });
 */
export interface WatchKeeper {
  isWatched(arn: string, channel: string): Promise<boolean>;
  /**
   * Begins a watch, or changes the cadence of the existing one. Does not update the card.
   * @throws AppError `job_conflict` when the watch was changed concurrently
   */
  begin(snapshot: IncidentSnapshot, request: WatchRequest): Promise<Watch>;
  /**
   * Marks a watch as ending, so that the card shows it as ended when it is next updated. Call `end` afterwards.
   * @returns whether there was a watch
   * @throws AppError `job_conflict` when the watch was changed concurrently
   */
  markEnding(arn: string, channel: string): Promise<boolean>;
  /** Removes a watch with its pin and bookmark. */
  end(arn: string, channel: string): Promise<void>;
  /**
   * Pauses the status updates of a watch.
   * @param forMs milliseconds from `nowMs` on; 0 ends the pause
   * @returns the changed watch; `undefined` when there is none
   */
  pause(arn: string, channel: string, forMs: number, nowMs: number): Promise<Watch | undefined>;
  /** Restores a watch that ended because its record was gone. A watch that began since then stays as it is. */
  resume(watch: Watch, snapshot: IncidentSnapshot): Promise<void>;
  /**
   * Brings a watch in step with its card: moves the pin and the bookmark to it. The watch ends when the incident is
   * resolved or the card has ended.
   * @param isNews whether the incident changed: the next status update is then at most one cadence away
   * @throws AppError `job_conflict` when the watch was changed concurrently
   */
  follow(card: PostedCard, isNews: boolean): Promise<void>;
}

export function createWatchKeeper({ watches, markers, statusPostsMs, now }: WatchKeeperOptions): WatchKeeper {
  async function put(watch: Watch, expect: number | 'absent'): Promise<StoredWatch> {
    const version = await watches.put(watch, expect);
    if (version !== undefined) return { watch, version };
    throw conflictOver('this watch');
  }

  /** The watch to store for a request. The schedule of a watch that it replaces starts over. */
  function requested(snapshot: IncidentSnapshot, { channel, by, cadenceMs }: WatchRequest, before?: Watch): Watch {
    const {
      cadenceMs: _cadence,
      nextPostMs: _next,
      unchanged: _unchanged,
      quietUntilMs: _quiet,
      ending: _ending,
      ...kept
    } = before ?? {};
    const {
      arn: { arn },
      impact,
    } = snapshot.record;
    // The first status update reports only what changed since the watch began.
    const known = { arn, channel, by, sinceMs: now(), reading: comparedPart(snapshot) };
    const own = { ...known, ...kept, impact, ...(cadenceMs !== undefined && { cadenceMs }) };
    const next = nextUpdateMs(own, impact, statusPostsMs, now());
    return { ...own, ...(next !== undefined && { nextPostMs: next }) };
  }

  async function end(arn: string, channel: string): Promise<void> {
    const stored = await watches.get(arn, channel);
    if (stored === undefined) return;
    await markers.remove(stored.watch);
    await watches.remove(arn, channel);
  }

  async function mark(stored: StoredWatch, ts: string, snapshot: IncidentSnapshot): Promise<StoredWatch> {
    const { watch } = stored;
    if (watch.markedTs === ts) return stored;
    const isRetry = watch.marking === true;
    const marking = isRetry ? stored : await put({ ...watch, marking: true }, stored.version);
    const bookmarkId = await markers.set(watch, ts, snapshot.record, isRetry);
    const { marking: _marking, ...rest } = marking.watch;
    return put({ ...rest, markedTs: ts, ...(bookmarkId !== undefined && { bookmarkId }) }, marking.version);
  }

  /** Reschedules the next status update after a change of impact. It never moves later. */
  async function retime({ watch, version }: StoredWatch, impact: number): Promise<void> {
    const { nextPostMs: planned, impact: before, ...rest } = watch;
    const latest = nextUpdateMs(watch, impact, statusPostsMs, now());
    const next = latest === undefined ? undefined : Math.min(planned ?? latest, latest);
    if (next === planned && before === impact) return;
    await put({ ...rest, impact, ...(next !== undefined && { nextPostMs: next }) }, version);
  }

  return {
    isWatched: (arn, channel) => isWatched(watches, arn, channel),
    async markEnding(arn, channel) {
      const stored = await watches.get(arn, channel);
      if (stored !== undefined) await put({ ...stored.watch, ending: true }, stored.version);
      return stored !== undefined;
    },
    end,
    pause: (arn, channel, forMs, nowMs) =>
      watches.update(arn, channel, ({ quietUntilMs: _quiet, nextPostMs: _next, ...rest }) => {
        const paused: Watch = { ...rest, ...(forMs > 0 && { quietUntilMs: nowMs + forMs }) };
        const next = nextUpdateMs(paused, paused.impact ?? 1, statusPostsMs, nowMs);
        return { ...paused, ...(next !== undefined && { nextPostMs: next }) };
      }),
    async resume({ markedTs: _ts, bookmarkId: _id, marking: _marking, claim: _claim, ...watch }, { record }) {
      if (stateOf(record) === 'resolved' || watch.ending) return;
      const next = nextUpdateMs(watch, record.impact, statusPostsMs, now());
      await watches.put({ ...watch, impact: record.impact, ...(next !== undefined && { nextPostMs: next }) }, 'absent');
    },
    async begin(snapshot, request) {
      const before = await watches.get(snapshot.record.arn.arn, request.channel);
      return (await put(requested(snapshot, request, before?.watch), before?.version ?? 'absent')).watch;
    },
    async follow(card, isNews) {
      const { arn, channel, ts, reading, ended } = card;
      const stored = await watches.get(arn, channel);
      if (stored === undefined) return;
      if (ended !== undefined || (reading && stateOf(reading.record) === 'resolved')) {
        return end(arn, channel);
      }
      if (ts === undefined || reading === undefined) return;
      const marked = await mark(stored, ts, reading);
      if (isNews) await retime(marked, reading.record.impact);
    },
  };
}
