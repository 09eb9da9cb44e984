import { stretchAfter } from './cadence.ts';
import { nextPostMs } from './next-post.ts';
import { lanes, type WatchStore } from './watch.ts';

/** Nobody plans a post further ahead, in milliseconds. */
const furthestMs = 31 * 86_400_000;
const mostWatches = 10_000;

/**
 * The clock was set back: what it planned by the later time would be silent until that comes again. No post is further
 * away than its watch's cadence, counted from now. Called again it changes nothing.
 * @param laterMs the time that it was before
 * @param leaseMs for how long a post that is under way is left alone
 */
export async function followClock(
  watches: Pick<WatchStore, 'due' | 'put'>,
  statusPostsMs: ReadonlyMap<number, number>,
  { nowMs, laterMs, leaseMs }: { nowMs: number; laterMs: number; leaseMs: number },
): Promise<void> {
  for (const lane of lanes) {
    for (const { watch, version } of await watches.due(lane, laterMs + furthestMs, mostWatches)) {
      const { nextPostMs: planned, claim, impact = 1 } = watch;
      const latest = nextPostMs(watch, impact, statusPostsMs, nowMs, stretchAfter(watch.unchanged ?? 0)) ?? planned;
      const next = Math.min(planned ?? nowMs, latest ?? nowMs);
      const untilMs = Math.min(claim?.untilMs ?? nowMs, nowMs + leaseMs);
      if (next === planned && untilMs === (claim?.untilMs ?? nowMs)) continue;
      // A claim for another time than the planned one does not count: that job finds out.
      await watches.put({ ...watch, nextPostMs: next, ...(claim && { claim: { ...claim, untilMs } }) }, version);
    }
  }
}
