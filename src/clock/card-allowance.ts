import { z } from 'zod';
import { currentWorkspace } from '../current-workspace.ts';
import type { Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';
import type { Allowance } from '../watches/status-update.ts';
import { gapMs } from './budget.ts';

const stored = z.number();
/** The size of a burst, as the time that it uses up at the steady rate, in milliseconds. */
const burstMs = 60_000;
/** The tolerated clock difference, in milliseconds. A later time was stored by a clock that was since set back. */
const toleratedMs = 60_000;

/**
 * Creates a rate limit that all workers share, of its own for each of several workspaces. For rare actions: each use writes
 * one item.
 * @param name of the stored item
 */
export function createAllowance(store: Store, name: string, perMinute: number): Allowance {
  return (nowMs) => {
    const { teamId = '', enterpriseId = '' } = currentWorkspace() ?? {};
    const sort = ['allowance', name, teamId || enterpriseId].filter((part) => part !== '').join(' ');
    return updateItem(store, { partition: 'clock', sort }, (item) => {
      const usedMs = stored.safeParse(item?.value).data ?? 0;
      const isInvalid = usedMs > nowMs + burstMs + toleratedMs;
      const untilMs = Math.max(nowMs, isInvalid ? 0 : usedMs) + gapMs(perMinute);
      return untilMs > nowMs + burstMs ? undefined : { value: untilMs };
    });
  };
}
