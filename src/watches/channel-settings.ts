import { z } from 'zod';
import type { Json, Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';

/** What people chose for a channel. */
interface ChannelSettings {
  /** Pasted ARNs and console links are answered. */
  unfurl: boolean;
  /** CloudWatch alarms that name no incident get a line. */
  alarms: boolean;
}

const defaults: ChannelSettings = { unfurl: true, alarms: false };
const stored = z.object({ unfurl: z.boolean(), alarms: z.boolean() }).partial();

export interface ChannelSettingsStore {
  get(channel: string): Promise<ChannelSettings>;
  set(channel: string, settings: Partial<ChannelSettings>): Promise<void>;
}

export function createChannelSettings(store: Store): ChannelSettingsStore {
  const key = (channel: string) => ({ partition: `channel ${channel}`, sort: 'settings' });
  return {
    async get(channel) {
      const item = await store.get(key(channel));
      return { ...defaults, ...(item && stored.parse(item.value)) };
    },
    set: (channel, settings) =>
      updateItem(store, key(channel), (value) => {
        const before = value === undefined ? {} : stored.parse(value);
        return { value: { ...before, ...settings } as Json };
      }),
  };
}
