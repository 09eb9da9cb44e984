import { requestSignal } from '../deadline.ts';
import type { Item, ItemKey, Store } from '../store/store.ts';

export interface ReadingAhead extends Store {
  /**
   * Reads what the running job will read, at once: in DynamoDB that is one request. Each item is given out once, unless the job
   * has written it by then: whoever reads it again, for example after a conflict, gets what is stored then.
   */
  readAhead(keys: readonly ItemKey[]): void;
}

const nameOf = ({ partition, sort }: ItemKey): string => JSON.stringify([partition, sort]);

/** Lets the jobs of a store read ahead. Outside a job nothing is. */
export function readingAhead(store: Store): ReadingAhead {
  const aheadOf = new WeakMap<AbortSignal, Map<string, Promise<Item | undefined>>>();

  function readAheadNow() {
    const job = requestSignal();
    return job && aheadOf.get(job);
  }

  const forget = (key: ItemKey): void => void readAheadNow()?.delete(nameOf(key));

  return {
    ...store,
    get(key) {
      const read = readAheadNow()?.get(nameOf(key));
      forget(key);
      return read ?? store.get(key);
    },
    write(item, expect) {
      forget(item);
      return store.write(item, expect);
    },
    remove(key, expect) {
      forget(key);
      return store.remove(key, expect);
    },
    readAhead(keys) {
      const job = requestSignal();
      if (job === undefined) return;
      const ahead = new Map(keys.map((key) => [nameOf(key), store.get(key)]));
      // A failure concerns who takes the item; what no one takes has no one to tell.
      for (const read of ahead.values()) read.catch(() => undefined);
      aheadOf.set(job, ahead);
    },
  };
}
