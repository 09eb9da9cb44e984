import { z } from 'zod';
import type { Json, Store } from '../store/store.ts';
import { activeBookings, type Bookings, noBookings } from './budget.ts';

/** The state that ticks share. */
export interface Ledger {
  bookings: Bookings;
  /** When the last tick ran, in epoch milliseconds. */
  tickedAtMs: number;
  /** Since when ticks have run without an interruption, in epoch milliseconds. */
  upSinceMs: number;
}

export interface StoredLedger {
  ledger: Ledger;
  /** The version for a conditional write. */
  expect: number | 'absent';
  /** Set when the clock was set back since the last tick: the time of that tick, whose bookings are discarded. */
  laterMs?: number;
}

const untilMs = z.record(z.string(), z.number());
/** A number where there is only one workspace. */
const byWorkspace = z.union([untilMs, z.number().transform((ms): Record<string, number> => ({ '': ms }))]);
const stored = z.object({
  bookings: z.object({
    posts: byWorkspace,
    updates: byWorkspace,
    channels: untilMs,
    reads: untilMs,
    engagements: untilMs,
  }),
  tickedAtMs: z.number(),
  upSinceMs: z.number(),
});

/** A longer pause between ticks means that the app was down, in milliseconds. Delays from that are not reported. */
const breakMs = 300_000;

/** The largest difference between the clocks of two machines that is tolerated, in milliseconds. */
const toleratedMs = 60_000;

/** As earlier versions read it, where there is only one workspace. */
const asStored = (of: Record<string, number>): Json =>
  Object.keys(of).some((workspace) => workspace !== '') ? of : (of[''] ?? 0);

/**
 * The item through which all ticks share the quotas of AWS and Slack. It is written conditionally: of two concurrent ticks
 * the second finds it changed and does nothing.
 */
export function createLedger(store: Store) {
  const key = { partition: 'clock', sort: 'ledger' };
  return {
    async read(nowMs: number): Promise<StoredLedger> {
      const item = await store.get(key);
      const before = item && stored.safeParse(item.value).data;
      const laterMs = before !== undefined && before.tickedAtMs > nowMs + toleratedMs ? before.tickedAtMs : undefined;
      const unbroken = before !== undefined && nowMs - before.tickedAtMs <= breakMs;
      const ledger = {
        bookings: laterMs === undefined ? activeBookings(before?.bookings ?? noBookings, nowMs) : noBookings,
        tickedAtMs: before?.tickedAtMs ?? 0,
        upSinceMs: unbroken ? Math.min(before.upSinceMs, nowMs) : nowMs,
      };
      return { ledger, expect: item?.version ?? 'absent', ...(laterMs !== undefined && { laterMs }) };
    },
    /** @returns whether it was written: no other tick wrote concurrently */
    async write({ bookings, ...ledger }: Ledger, expect: number | 'absent'): Promise<boolean> {
      const { posts, updates } = bookings;
      const value = { ...ledger, bookings: { ...bookings, posts: asStored(posts), updates: asStored(updates) } };
      return (await store.write({ ...key, value }, expect)) !== undefined;
    },
  };
}
