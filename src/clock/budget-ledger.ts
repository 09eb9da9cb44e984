import { z } from 'zod';
import type { Json, Store } from '../store/store.ts';
import { type Bookings, bindingAt, noBookings } from './budget.ts';

/** What ticks tell each other. */
export interface Ledger {
  bookings: Bookings;
  /** When the last tick was. */
  tickedAtMs: number;
  /** Since when ticks have come without a break. */
  upSinceMs: number;
}

export interface StoredLedger {
  ledger: Ledger;
  /** What a write must find. */
  expect: number | 'absent';
  /** Set where the clock was set back since the last tick: what time it was then. What was booked by it is void. */
  laterMs?: number;
}

const untilMs = z.record(z.string(), z.number());
const stored = z.object({
  bookings: z.object({
    posts: z.number(),
    updates: z.number(),
    channels: untilMs,
    reads: untilMs,
    engagements: untilMs,
  }),
  tickedAtMs: z.number(),
  upSinceMs: z.number(),
});

/** A longer pause between ticks is a break: the app was down. What is late for that is not late for want of quota. */
const breakMs = 300_000;

/** The clocks of two machines may differ by so much, in milliseconds. */
const toleratedMs = 60_000;

/**
 * The one item by which all ticks share what AWS and Slack allow. A tick that has booked its work has it for itself: a
 * second one, at the same moment, finds the item changed and does nothing.
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
        bookings: laterMs === undefined ? bindingAt(before?.bookings ?? noBookings, nowMs) : noBookings,
        tickedAtMs: before?.tickedAtMs ?? 0,
        upSinceMs: unbroken ? Math.min(before.upSinceMs, nowMs) : nowMs,
      };
      return { ledger, expect: item?.version ?? 'absent', ...(laterMs !== undefined && { laterMs }) };
    },
    /** @returns whether no other tick wrote in between */
    async write(ledger: Ledger, expect: number | 'absent'): Promise<boolean> {
      return (await store.write({ ...key, value: ledger as unknown as Json }, expect)) !== undefined;
    },
  };
}
