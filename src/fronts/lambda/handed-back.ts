import { z } from 'zod';
import type { Store } from '../../store/store.ts';

/**
 * What became of a message's earlier deliveries. SQS counts all of them alike: also those that came along with another
 * message of the group, and those that reached a function which could not start.
 */
export interface HandedBack {
  /** It was handed back without having begun. */
  waits: number;
  /** Its job began. Of the first delivery that is noted only when the job came back in an orderly way. */
  begun: number;
  /** Its job began, failed, and came back in an orderly way. */
  fails: number;
}

export const neverHandedBack: HandedBack = { waits: 0, begun: 0, fails: 0 };

const stored = z
  .object({ waits: z.number(), fails: z.number(), begun: z.number().optional() })
  .transform(({ waits, fails, begun = fails }): HandedBack => ({ waits, begun, fails }));
/** As long as SQS keeps a message, in milliseconds. */
const keepMs = 14 * 86_400_000;

/**
 * How often a job was tried, this time included: those tries that are known, and one more where a delivery may have
 * been one, so that what it did is looked for.
 * @param deliveries of the message, as SQS counts them
 * @param before `undefined` where it is not known: then each delivery counts
 */
export function attemptOf(deliveries: number, before: HandedBack | undefined): number {
  if (before === undefined) return Math.max(1, deliveries);
  const unknown = deliveries - 1 - before.waits - before.begun;
  return Math.max(before.begun + 1, unknown > 0 ? 2 : 1);
}

/** Remembers what became of the messages that came back. */
export interface HandBackNotes {
  of(messageId: string): Promise<HandedBack>;
  put(messageId: string, note: HandedBack): Promise<void>;
}

export function createHandBackNotes(store: Store, now: () => number): HandBackNotes {
  const key = (messageId: string) => ({ partition: `message ${messageId}`, sort: 'handed back' });
  return {
    async of(messageId) {
      const item = await store.get(key(messageId));
      return (item && stored.safeParse(item.value).data) ?? neverHandedBack;
    },
    async put(messageId, note) {
      await store.write({ ...key(messageId), value: { ...note }, expiresAtMs: now() + keepMs }, 'anything');
    },
  };
}
