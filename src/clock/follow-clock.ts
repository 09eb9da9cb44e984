import type { Watch } from '../incidents/watch.ts';
import { hastenUnfurlLooks } from '../posting/unfurl-refreshes.ts';
import type { Store } from '../store/store.ts';
import { stretchAfter } from '../watches/cadence.ts';
import { nextUpdateMs } from '../watches/next-update.ts';
import { createWatchStore, lanes } from '../watches/watch.ts';
import { hastenDeferred } from './deferred-refreshes.ts';
import { createDigestStore, type Digest } from './digest-store.ts';
import { nextLocalTimeMs } from './digest-time.ts';

export interface FollowClockOptions {
  store: Store;
  /** Impact to milliseconds between status updates. */
  statusPostsMs: ReadonlyMap<number, number>;
  nowMs: number;
  /** The time that it was before. */
  laterMs: number;
  /** For how long work that is under way is left alone. */
  leaseMs: number;
}

/** Nobody plans further ahead, in milliseconds. */
const furthestMs = 31 * 86_400_000;
/** Of each list of what is due so many are mended. */
const most = 10_000;

/**
 * The clock was set back: what was planned by the later time would be silent until that comes again. Whatever a tick
 * looks for is due at most as far from now as it was from the time it was planned at. Called again it changes nothing.
 */
export async function followClock(options: FollowClockOptions): Promise<void> {
  const { store, nowMs, laterMs } = options;
  const untilMs = laterMs + furthestMs;
  const watches = createWatchStore(store);
  for (const lane of lanes) {
    for (const { watch, version } of await watches.due(lane, untilMs, most)) {
      const mended = mendedWatch(watch, options);
      if (mended !== undefined) await watches.put(mended, version);
    }
  }
  const digests = createDigestStore(store);
  for (const { digest, version } of await digests.due(untilMs, most)) {
    const mended = mendedDigest(digest, options);
    if (mended !== undefined) await digests.put(mended, version);
  }
  await hastenUnfurlLooks(store, nowMs, untilMs, most);
  await hastenDeferred(store, nowMs, untilMs, most);
}

/** No post is further away than its watch's cadence. @returns `undefined` where nothing is to be mended */
function mendedWatch(watch: Watch, { statusPostsMs, nowMs, leaseMs }: FollowClockOptions): Watch | undefined {
  const { nextPostMs: planned, claim, impact = 1 } = watch;
  const latest = nextUpdateMs(watch, impact, statusPostsMs, nowMs, stretchAfter(watch.unchanged ?? 0)) ?? planned;
  const next = Math.min(planned ?? nowMs, latest ?? nowMs);
  const untilMs = Math.min(claim?.untilMs ?? nowMs, nowMs + leaseMs);
  if (next === planned && untilMs === (claim?.untilMs ?? nowMs)) return undefined;
  // A claim for another time than the planned one does not count: that job finds out.
  return { ...watch, nextPostMs: next, ...(claim && { claim: { ...claim, untilMs } }) };
}

/** A digest comes at its next time of day. @returns `undefined` where nothing is to be mended */
function mendedDigest(digest: Digest, { nowMs, leaseMs }: FollowClockOptions): Digest | undefined {
  const { minuteOfDay, zone, nextMs, lastMs, claim } = digest;
  const next = Math.min(nextMs, nextLocalTimeMs(minuteOfDay, zone, nowMs));
  const last = lastMs === undefined ? undefined : Math.min(lastMs, nowMs);
  const untilMs = claim && Math.min(claim.untilMs, nowMs + leaseMs);
  if (next === nextMs && last === lastMs && untilMs === claim?.untilMs) return undefined;
  return {
    ...digest,
    nextMs: next,
    ...(last !== undefined && { lastMs: last }),
    ...(claim && untilMs !== undefined && { claim: { ...claim, untilMs } }),
  };
}
