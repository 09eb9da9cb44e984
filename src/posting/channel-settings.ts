import { z } from 'zod';
import type { Log } from '../log.ts';
import { createRows } from '../store/rows.ts';
import type { Json, Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';

/** What people chose for a channel. */
interface ChannelSettings {
  /** Pasted ARNs and console links are answered. */
  unfurl: boolean;
  /** CloudWatch alarms that name no incident get a line. */
  alarms: boolean;
  /** New critical and high incidents that an alarm started get a chart in the thread of their card. */
  charts: boolean;
}

const defaults: ChannelSettings = { unfurl: true, alarms: false, charts: true };
const stored = z.object({ unfurl: z.boolean(), alarms: z.boolean(), charts: z.boolean() }).partial();

export interface ChannelSettingsStore {
  get(channel: string): Promise<ChannelSettings>;
  set(channel: string, settings: Partial<ChannelSettings>): Promise<void>;
}

/** @param log where settings that cannot be read are named: they count as not made */
export function createChannelSettings(store: Store, log?: Log): ChannelSettingsStore {
  const rows = createRows(store, stored, log);
  const key = (channel: string) => ({ partition: `channel ${channel}`, sort: 'settings' });
  return {
    async get(channel) {
      return { ...defaults, ...(await rows.get(key(channel)))?.value };
    },
    async set(channel, settings) {
      await updateItem(store, key(channel), (item) => {
        const before = stored.safeParse(item?.value).data ?? {};
        return { value: { ...before, ...settings } as Json };
      });
    },
  };
}
