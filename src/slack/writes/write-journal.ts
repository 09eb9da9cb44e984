import { createHash } from 'node:crypto';
import { z } from 'zod';
import { notAppliedCodes, type WriteOnce } from '../../aws/write/write-once.ts';
import { AppError } from '../../errors.ts';
import type { Json, Store } from '../../store/store.ts';

/** One write of an interaction. */
export interface Step {
  /** Whether an earlier delivery of the job sent it, so that AWS may have carried it out. */
  begun: boolean;
  /** Whether it is known to be done. If not, the record is compared with what the requester saw before each attempt. */
  done: boolean;
  /** Runs the write unless it is known to be done. @returns the result, of this delivery or of an earlier one */
  run<T extends Json>(write: (once: WriteOnce) => Promise<T>): Promise<T>;
  /** The same for the requested change itself: once it is done, `written` is true. */
  write<T extends Json>(write: (once: WriteOnce) => Promise<T>): Promise<T>;
}

/**
 * Stores the progress of writes, so that a job that is delivered again writes once. If an answer was lost, AWS's client
 * tokens prevent a second write.
 */
export interface WriteJournal {
  /**
   * @param key the key of the interaction
   * @param name identifies the write within the interaction
   */
  step(key: string, name: string): Promise<Step>;
  /** Whether the change that the interaction requested was written, so that it must not be offered again. */
  written(key: string): Promise<boolean>;
  /** Whether AWS may have carried out a write of the interaction whose answer was lost. */
  mayBeWritten(key: string): Promise<boolean>;
}

const stored = z.object({
  region: z.string().optional(),
  done: z.boolean().optional(),
  /** Whether it is the requested change itself. */
  wanted: z.boolean().optional(),
  result: z.json().optional(),
});
/** Longer than any job is retried, in milliseconds. */
const retentionMs = 86_400_000;

/** @param now milliseconds */
export function createWriteJournal(store: Store, now: () => number): WriteJournal {
  const partitionOf = (key: string) => `writes ${createHash('sha256').update(key).digest('hex')}`;
  const stepsOf = async (key: string) =>
    (await store.list(partitionOf(key))).map(({ value }) => stored.safeParse(value).data ?? {});
  return {
    async step(key, name) {
      const token = createHash('sha256')
        .update(JSON.stringify([key, name]))
        .digest('hex');
      const place = { partition: partitionOf(key), sort: name };
      const note = (value: Json) => store.write({ ...place, value, expiresAtMs: now() + retentionMs }, 'anything');
      const item = await store.get(place);
      // An unreadable item counts as started: the record shows whether it is done.
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
    written: async (key) => (await stepsOf(key)).some(({ done, wanted }) => done === true && wanted === true),
    mayBeWritten: async (key) => (await stepsOf(key)).some(({ done }) => done !== true),
  };
}
