import { createHash } from 'node:crypto';
import { z } from 'zod';
import { notAppliedCodes, type WriteOnce } from '../../aws/write/write-once.ts';
import { AppError } from '../../errors.ts';
import type { Json, Store } from '../../store/store.ts';

/** One write of one interaction. */
export interface Step {
  /** Whether an earlier delivery of the same job sent it, and AWS may have done it. */
  begun: boolean;
  /** Whether it is known to be done. Else what the person saw is compared with what is there before each try. */
  done: boolean;
  /** Does it, unless it is known to be done; gives the result of whichever time it was done. */
  run<T extends Json>(write: (once: WriteOnce) => Promise<T>): Promise<T>;
  /** The same for what the person asked for: once it is done, `written` says so. */
  write<T extends Json>(write: (once: WriteOnce) => Promise<T>): Promise<T>;
}

/**
 * Remembers how far a write came, so that a job that is delivered again writes once. What AWS does not tell (an answer
 * was lost) is left to AWS's own client tokens.
 */
export interface WriteJournal {
  /**
   * @param key tells the interaction from all others
   * @param name tells this write from others of the interaction
   */
  step(key: string, name: string): Promise<Step>;
  /** Whether something that the interaction asked for was written: then it must not be offered once more. */
  written(key: string): Promise<boolean>;
}

const stored = z.object({
  region: z.string().optional(),
  done: z.boolean().optional(),
  /** It is what the person asked for. */
  wanted: z.boolean().optional(),
  result: z.json().optional(),
});
/** Longer than any job is tried, in milliseconds. */
const keepMs = 86_400_000;

/** @param now milliseconds */
export function createWriteJournal(store: Store, now: () => number): WriteJournal {
  const partitionOf = (key: string) => `writes ${createHash('sha256').update(key).digest('hex')}`;
  return {
    async step(key, name) {
      const token = createHash('sha256')
        .update(JSON.stringify([key, name]))
        .digest('hex');
      const place = { partition: partitionOf(key), sort: name };
      const note = (value: Json) => store.write({ ...place, value, expiresAtMs: now() + keepMs }, 'anything');
      const item = await store.get(place);
      // What cannot be read was begun: whether it is done is compared with what is there.
      const before = item && (stored.safeParse(item.value).data ?? {});
      async function run<T extends Json>(write: (once: WriteOnce) => Promise<T>, wanted: boolean): Promise<T> {
        if (before?.done) return before.result as T;
        const once: WriteOnce = {
          token,
          ...(before?.region !== undefined && { region: before.region }),
          beforeSend: async (region) => void (await note({ region })),
        };
        const result = await write(once).catch(async (error: unknown) => {
          const isUndone = error instanceof AppError && notAppliedCodes.has(error.code);
          if (isUndone && before === undefined) await store.remove(place);
          throw error;
        });
        await note({ done: true, result, ...(wanted && { wanted }) });
        return result;
      }
      return {
        begun: before !== undefined,
        done: before?.done === true,
        run: (write) => run(write, false),
        write: (write) => run(write, true),
      };
    },
    async written(key) {
      const steps = (await store.list(partitionOf(key))).map(({ value }) => stored.safeParse(value).data ?? {});
      return steps.some(({ done, wanted }) => done === true && wanted === true);
    },
  };
}
