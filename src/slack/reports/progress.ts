import { createHash } from 'node:crypto';
import type { Json, Store } from '../../store/store.ts';

/** How far long work came in earlier jobs. */
export interface Progress {
  /** What was saved, in that order. */
  readonly saved: readonly Json[];
  save(part: Json): Promise<void>;
}

/**
 * @param key tells the interaction from all others
 * @param name tells this work from others of the interaction
 */
export type OpenProgress = (key: string, name: string) => Promise<Progress>;

/** Longer than any work goes on, in milliseconds. */
const keepMs = 86_400_000;

/** @param now milliseconds */
export function createOpenProgress(store: Store, now: () => number): OpenProgress {
  return async (key, name) => {
    const token = createHash('sha256')
      .update(JSON.stringify([key, name]))
      .digest('hex');
    const partition = `progress ${token}`;
    const items = await store.list(partition);
    let next = items.length;
    return {
      saved: items.map(({ value }) => value),
      async save(value) {
        const sort = String(next).padStart(6, '0');
        next += 1;
        await store.write({ partition, sort, value, expiresAtMs: now() + keepMs }, 'anything');
      },
    };
  };
}
