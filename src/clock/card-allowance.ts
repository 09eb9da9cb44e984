import { z } from 'zod';
import type { Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';
import type { Allowance } from '../watches/status-update.ts';
import { gapMs } from './budget.ts';

const stored = z.number();
/** So much of it may be used at once, in milliseconds' worth. */
const burstMs = 60_000;
/** The clocks of two machines may differ by so much, in milliseconds; what is later was noted by a clock since set back. */
const toleratedMs = 60_000;

/** A share of a quota that all workers take from. For what is rare: each use is a write of one item. */
export function createAllowance(store: Store, name: string, perMinute: number): Allowance {
  const key = { partition: 'clock', sort: `allowance ${name}` };
  return (nowMs) =>
    updateItem(store, key, (item) => {
      const usedMs = stored.safeParse(item?.value).data ?? 0;
      const isVoid = usedMs > nowMs + burstMs + toleratedMs;
      const untilMs = Math.max(nowMs, isVoid ? 0 : usedMs) + gapMs(perMinute);
      return untilMs > nowMs + burstMs ? undefined : { value: untilMs };
    });
}
