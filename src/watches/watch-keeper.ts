import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { Watch } from '../incidents/watch.ts';
import type { PostedCard } from '../posting/posted-card.ts';
import { conflictOver } from '../store/update-item.ts';
import type { Markers } from './markers.ts';
import { nextPostMs } from './next-update.ts';
import { readingOf } from './status-update-news.ts';
import { isWatched, type StoredWatch, type WatchStore } from './watch.ts';

export interface WatchKeeperOptions {
  watches: WatchStore;
  markers: Markers;
  /** Impact to milliseconds between status posts. */
  statusPostsMs: ReadonlyMap<number, number>;
  /** Milliseconds. */
  now: () => number;
}

/** What somebody asks for who wants a channel to follow an incident. */
interface WatchWish {
  channel: string;
  /** Slack user. */
  by: string;
  /** Milliseconds between status posts; absent: as the incident's impact says. */
  cadenceMs?: number;
}

/** Begins watches, keeps them with their cards, and ends them. */
export interface WatchKeeper {
  isWatched(arn: string, channel: string): Promise<boolean>;
  /** Begins a watch, or sets the cadence of the one there is. Its card is not touched. */
  begin(snapshot: IncidentSnapshot, wish: WatchWish): Promise<Watch>;
  /**
   * Somebody ends a watch: from now on the card shows that, once it is drawn again, and `end` is to follow.
   * @returns whether there was one
   */
  leave(arn: string, channel: string): Promise<boolean>;
  end(arn: string, channel: string): Promise<void>;
  /**
   * Pauses the status posts of a watch.
   * @param forMs milliseconds from `nowMs` on; 0 ends the pause
   * @returns the watch, `undefined` where there is none
   */
  pause(arn: string, channel: string, forMs: number, nowMs: number): Promise<Watch | undefined>;
  /** A watch that ended with its record goes on, as it was; one that began meanwhile stays. */
  resume(watch: Watch, snapshot: IncidentSnapshot): Promise<void>;
  /**
   * A card is as it is to be now: the pin and the bookmark of its watch follow it. The watch ends when the incident is
   * resolved or the card is no longer kept.
   * @param isNews whether the card changed: the next status post is then at most a cadence away
   */
  follow(card: PostedCard, isNews: boolean): Promise<void>;
}

export function createWatchKeeper({ watches, markers, statusPostsMs, now }: WatchKeeperOptions): WatchKeeper {
  async function put(watch: Watch, expect: number | 'absent'): Promise<StoredWatch> {
    const version = await watches.put(watch, expect);
    if (version !== undefined) return { watch, version };
    throw conflictOver('this watch');
  }

  /** The watch as it was asked for anew: what the clock noted of the old cadence does not count. */
  function wished(snapshot: IncidentSnapshot, { channel, by, cadenceMs }: WatchWish, before?: Watch): Watch {
    const {
      cadenceMs: _cadence,
      nextPostMs: _next,
      unchanged: _unchanged,
      quietUntilMs: _quiet,
      ending: _ending,
      ...kept
    } = before ?? {};
    const { arn, impact } = snapshot.record;
    // What is known now is no news to the first status post.
    const known = { arn, channel, by, sinceMs: now(), reading: readingOf(snapshot) };
    const own = { ...known, ...kept, impact, ...(cadenceMs !== undefined && { cadenceMs }) };
    const next = nextPostMs(own, impact, statusPostsMs, now());
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
    const again = watch.marking === true;
    const begun = again ? stored : await put({ ...watch, marking: true }, stored.version);
    const bookmarkId = await markers.set(watch, ts, snapshot.record, again);
    const { marking: _marking, ...rest } = begun.watch;
    return put({ ...rest, markedTs: ts, ...(bookmarkId !== undefined && { bookmarkId }) }, begun.version);
  }

  /** A rise of impact brings the next post nearer; an impact without posts has none. */
  async function retime({ watch, version }: StoredWatch, impact: number): Promise<void> {
    const { nextPostMs: planned, impact: before, ...rest } = watch;
    const latest = nextPostMs(watch, impact, statusPostsMs, now());
    const next = latest === undefined ? undefined : Math.min(planned ?? latest, latest);
    if (next === planned && before === impact) return;
    await put({ ...rest, impact, ...(next !== undefined && { nextPostMs: next }) }, version);
  }

  return {
    isWatched: (arn, channel) => isWatched(watches, arn, channel),
    async leave(arn, channel) {
      const stored = await watches.get(arn, channel);
      if (stored !== undefined) await put({ ...stored.watch, ending: true }, stored.version);
      return stored !== undefined;
    },
    end,
    pause: (arn, channel, forMs, nowMs) =>
      watches.update(arn, channel, ({ quietUntilMs: _quiet, nextPostMs: _next, ...rest }) => {
        const paused: Watch = { ...rest, ...(forMs > 0 && { quietUntilMs: nowMs + forMs }) };
        const next = nextPostMs(paused, paused.impact ?? 1, statusPostsMs, nowMs);
        return { ...paused, ...(next !== undefined && { nextPostMs: next }) };
      }),
    async resume({ markedTs: _ts, bookmarkId: _id, marking: _marking, claim: _claim, ...watch }, { record }) {
      if (stateOf(record) === 'resolved' || watch.ending) return;
      const next = nextPostMs(watch, record.impact, statusPostsMs, now());
      await watches.put({ ...watch, impact: record.impact, ...(next !== undefined && { nextPostMs: next }) }, 'absent');
    },
    async begin(snapshot, wish) {
      const before = await watches.get(snapshot.record.arn, wish.channel);
      return (await put(wished(snapshot, wish, before?.watch), before?.version ?? 'absent')).watch;
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
