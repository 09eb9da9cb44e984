import type { Store } from '../../store/store.ts';
import { once } from './once.ts';

/** A store that is opened (and its client loaded) when it is first used. */
export function createLazyStore(open: () => Promise<Store>): Store {
  let used = false;
  const store = once(() => {
    used = true;
    return open();
  });
  return {
    get: async (key) => (await store()).get(key),
    write: async (item, expect) => (await store()).write(item, expect),
    remove: async (key, expect) => (await store()).remove(key, expect),
    list: async (partition, sortPrefix) => (await store()).list(partition, sortPrefix),
    listed: async (under) => (await store()).listed(under),
    due: async (nowMs, limit, lane) => (await store()).due(nowMs, limit, lane),
    close: async () => (used ? (await store()).close() : undefined),
  };
}
