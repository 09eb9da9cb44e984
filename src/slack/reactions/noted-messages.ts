import type { Store } from '../../store/store.ts';

/** Stores which messages are notes already, so that each becomes one. */
export interface NotedMessages {
  has(channel: string, ts: string): Promise<boolean>;
  add(channel: string, ts: string): Promise<void>;
}

/** As long as a card is stored, in milliseconds. */
const keepMs = 90 * 86_400_000;

/** @param now milliseconds */
export function createNotedMessages(store: Store, now: () => number): NotedMessages {
  const keyOf = (channel: string, ts: string) => ({ partition: `noted ${channel}`, sort: ts });
  return {
    has: async (channel, ts) => (await store.get(keyOf(channel, ts))) !== undefined,
    async add(channel, ts) {
      await store.write({ ...keyOf(channel, ts), value: true, expiresAtMs: now() + keepMs }, 'anything');
    },
  };
}
