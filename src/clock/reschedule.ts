import type { Watch } from '../incidents/watch.ts';
import { rescheduleAlarmReads } from '../posting/followed-alarms.ts';
import { rescheduleRoomChecks } from '../rooms/room-checks.ts';
import type { Store } from '../store/store.ts';
import { stretchAfter } from '../watches/cadence.ts';
import { nextUpdateMs } from '../watches/next-update.ts';
import { createWatchStore, lanes } from '../watches/watch.ts';
import { rescheduleDeferred } from './deferred-refreshes.ts';
import { createDigestStore, type Digest } from './digest-store.ts';
import { nextLocalTimeMs } from './digest-time.ts';
import { rescheduleRefreshes } from './refreshes.ts';

export interface RescheduleOptions {
  store: Store;
  /** Impact to milliseconds between status updates (`STATUS_POSTS`). */
  statusPostsMs: ReadonlyMap<number, number>;
  /** The time now, in epoch milliseconds. */
  nowMs: number;
  /** The time before the clock was set back, in epoch milliseconds. */
  laterMs: number;
  /** How long a claim lasts, in milliseconds. */
  leaseMs: number;
}

/** The furthest that anything is scheduled ahead, in milliseconds. */
const furthestMs = 31 * 86_400_000;
/** The most items rescheduled in each lane. */
const limit = 10_000;

/**
 * Reschedules everything that ticks look for after the clock was set back. Otherwise nothing would be due until the clock
 * reaches the earlier time again. Idempotent.
 */
export async function rescheduleAll(options: RescheduleOptions): Promise<void> {
  const { store, nowMs, laterMs } = options;
  const untilMs = laterMs + furthestMs;
  const watches = createWatchStore(store);
  for (const lane of lanes) {
    for (const { watch, version } of await watches.due(lane, untilMs, limit)) {
      const changed = rescheduledWatch(watch, options);
      if (changed !== undefined) await watches.put(changed, version);
    }
  }
  const digests = createDigestStore(store);
  for (const { digest, version } of await digests.due(untilMs, limit)) {
    const changed = rescheduledDigest(digest, options);
    if (changed !== undefined) await digests.put(changed, version);
  }
  await rescheduleRefreshes(store, nowMs, untilMs, limit);
  await rescheduleAlarmReads(store, nowMs, untilMs, limit);
  await rescheduleRoomChecks(store, nowMs, untilMs, limit);
  await rescheduleDeferred(store, nowMs, untilMs, limit);
}

/** Due at most one cadence from now. @returns `undefined` when nothing changes */
function rescheduledWatch(watch: Watch, { statusPostsMs, nowMs, leaseMs }: RescheduleOptions): Watch | undefined {
  const { nextPostMs: planned, claim, impact = 1 } = watch;
  const latest = nextUpdateMs(watch, impact, statusPostsMs, nowMs, stretchAfter(watch.unchanged ?? 0)) ?? planned;
  const next = Math.min(planned ?? nowMs, latest ?? nowMs);
  const untilMs = Math.min(claim?.untilMs ?? nowMs, nowMs + leaseMs);
  if (next === planned && untilMs === (claim?.untilMs ?? nowMs)) return undefined;
  // The claim no longer matches the due time, so it does not apply; its job notices that and does nothing.
  return { ...watch, nextPostMs: next, ...(claim && { claim: { ...claim, untilMs } }) };
}

/** Due at its next time of day. @returns `undefined` when nothing changes */
function rescheduledDigest(digest: Digest, { nowMs, leaseMs }: RescheduleOptions): Digest | undefined {
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
