import { z } from 'zod';
import type { Store } from '../../store/store.ts';

/**
 * How often a message was handed back in an orderly way. SQS counts how often it was received, also where it only came
 * along with another one of its group.
 */
export interface HandedBack {
  /** Without having been tried. */
  waits: number;
  /** Because its job failed. */
  fails: number;
}

export const neverHandedBack: HandedBack = { waits: 0, fails: 0 };

const stored = z.object({ waits: z.number(), fails: z.number() });
/** As long as SQS keeps a message, in milliseconds. */
const keepMs = 14 * 86_400_000;

/** Remembers what became of the messages that came back. */
export interface HandBackNotes {
  of(messageId: string): Promise<HandedBack>;
  /** @param before what `of` gave; a message is in one worker's hands only */
  add(messageId: string, before: HandedBack, as: keyof HandedBack): Promise<void>;
}

export function createHandBackNotes(store: Store, now: () => number): HandBackNotes {
  const key = (messageId: string) => ({ partition: `message ${messageId}`, sort: 'handed back' });
  return {
    async of(messageId) {
      const item = await store.get(key(messageId));
      return item === undefined ? neverHandedBack : stored.parse(item.value);
    },
    async add(messageId, before, as) {
      const value = { ...before, [as]: before[as] + 1 };
      await store.write({ ...key(messageId), value, expiresAtMs: now() + keepMs }, 'anything');
    },
  };
}
