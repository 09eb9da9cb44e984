import { z } from 'zod';
import type { Look } from '../../incidents/catch-up/look.ts';
import type { Store } from '../../store/store.ts';

/** Stores when each person last caught up with an incident. */
export interface LastLooks {
  /**
   * When a person last caught up; absent: never, or longer ago than it is stored.
   * @param key of the interaction that asks: what it stored itself does not count
   */
  before(user: string, arn: string, key: string): Promise<Look | undefined>;
  /** Stores that a person has caught up. */
  store(user: string, arn: string, look: Look & { key: string; before?: Look }): Promise<void>;
}

const look = z.object({ atMs: z.number(), newestMs: z.number() });
const stored = look.extend({ key: z.string(), before: look.optional() });

/** As long as a card is stored, in milliseconds. */
const keepMs = 90 * 86_400_000;

/** @param now milliseconds */
export function createLastLooks(store: Store, now: () => number): LastLooks {
  const keyOf = (user: string, arn: string) => ({ partition: `looks ${user}`, sort: arn });
  return {
    async before(user, arn, key) {
      const last = stored.safeParse((await store.get(keyOf(user, arn)))?.value).data;
      if (last === undefined) return undefined;
      return last.key === key ? last.before : { atMs: last.atMs, newestMs: last.newestMs };
    },
    async store(user, arn, { before, ...taken }) {
      const value = { ...taken, ...(before && { before: { ...before } }) };
      await store.write({ ...keyOf(user, arn), value, expiresAtMs: now() + keepMs }, 'anything');
    },
  };
}
