import { createHash } from 'node:crypto';
import type { Json, Store } from '../../store/store.ts';

/** The saved progress of work that takes several jobs. */
export interface Progress {
  /** The saved parts, in order. */
  readonly saved: readonly Json[];
  save(part: Json): Promise<void>;
}

/**
 * @param key the key of the interaction
 * @param name identifies the work within the interaction
 */
export type OpenProgress = (key: string, name: string) => Promise<Progress>;

/** Longer than any work takes, in milliseconds. */
const retentionMs = 86_400_000;

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
        await store.write({ partition, sort, value, expiresAtMs: now() + retentionMs }, 'anything');
      },
    };
  };
}
