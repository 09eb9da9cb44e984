import { z } from 'zod';
import type { Log } from '../log.ts';
import { createRows } from '../store/rows.ts';
import type { Json, Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';

/** The settings of a channel. */
export interface ChannelSettings {
  /** Whether pasted ARNs and console links are unfurled. */
  unfurl: boolean;
  /** Whether CloudWatch alarms that name no incident are posted. */
  alarms: boolean;
  /** Whether OpsItems that a topic reports get a card. */
  opsitems: boolean;
  /** Whether new critical and high incidents that an alarm started get a chart in their card's thread. */
  charts: boolean;
}

const defaults: ChannelSettings = { unfurl: true, alarms: false, opsitems: false, charts: true };
const stored = z
  .object({ unfurl: z.boolean(), alarms: z.boolean(), opsitems: z.boolean(), charts: z.boolean() })
  .partial();

export interface ChannelSettingsStore {
  get(channel: string): Promise<ChannelSettings>;
  set(channel: string, settings: Partial<ChannelSettings>): Promise<void>;
}

/** @param log receives a warning for stored settings that do not parse; the defaults apply then */
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
