import { createRecent } from '../recent.ts';
import type { Store } from '../store/store.ts';

/** The workspaces and organisations that uninstalled the app, so that their work has ended. A later installation counts more. */
export interface LeftPlaces {
  has(id: string): Promise<boolean>;
  /** Whether any organisation is among them. */
  hasOrganisation(): Promise<boolean>;
  add(id: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Forgets what this process remembers of one. */
  forget(id: string): void;
}

const partition = 'installations left';
/** How long an answer is cached, in milliseconds. */
const cacheMs = 60_000;
const cacheSize = 500;

export function createLeftPlaces(
  store: Pick<Store, 'get' | 'write' | 'remove' | 'list'>,
  now: () => number,
): LeftPlaces {
  const known = createRecent<{ hasLeft: boolean }>(cacheSize, now);
  return {
    async has(id) {
      if (id === '') return false;
      const cached = known.get(id);
      if (cached !== undefined) return cached.hasLeft;
      const hasLeft = (await store.get({ partition, sort: id })) !== undefined;
      known.set(id, { hasLeft }, cacheMs);
      return hasLeft;
    },
    hasOrganisation: async () => (await store.list(partition, 'E')).length > 0,
    async add(id) {
      await store.write({ partition, sort: id, value: { atMs: now() } }, 'anything');
      known.set(id, { hasLeft: true }, cacheMs);
    },
    async remove(id) {
      await store.remove({ partition, sort: id });
      known.set(id, { hasLeft: false }, cacheMs);
    },
    forget: (id) => known.set(id, { hasLeft: false }, 0),
  };
}
