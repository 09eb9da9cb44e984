import type { Store } from './store.ts';

/** A store that is opened (and its client loaded) when it is first used; again where opening it failed. */
export function createLazyStore(open: () => Promise<Store>): Store {
  let opened: Promise<Store> | undefined;

  function store(): Promise<Store> {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  }

  return {
    get: async (key) => (await store()).get(key),
    write: async (item, expect) => (await store()).write(item, expect),
    remove: async (key, expect) => (await store()).remove(key, expect),
    list: async (partition, sortPrefix) => (await store()).list(partition, sortPrefix),
    listed: async (under) => (await store()).listed(under),
    due: async (nowMs, limit) => (await store()).due(nowMs, limit),
    close: async () => (await opened)?.close(),
  };
}
