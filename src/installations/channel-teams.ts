import { z } from 'zod';
import type { Workspace } from '../current-workspace.ts';
import { createRecent } from '../recent.ts';
import { createRows } from '../store/rows.ts';
import type { Store } from '../store/store.ts';

/** Which workspace a channel belongs to. */
export interface ChannelTeams {
  /** `undefined`: no request came from there yet, and the configuration does not say. */
  of(channel: string): Promise<Workspace | undefined>;
  /**
   * Stores that a channel belongs to a workspace. The first to say so is right for ever, because a channel that two
   * organisations share has one id in both.
   * @returns the workspace that it belongs to
   */
  claim(channel: string, workspace: Workspace): Promise<Workspace>;
}

const partition = 'channel teams';
const schema = z.object({ teamId: z.string(), enterpriseId: z.string() });
/** How long an answer is cached, in milliseconds: it never changes. */
const cacheMs = 3_600_000;
const cacheSize = 5000;

/** @param configured channels whose workspace `CHAT_TOPICS` names */
export function createChannelTeams(
  store: Store,
  configured: ReadonlyMap<string, string>,
  now: () => number,
): ChannelTeams {
  const rows = createRows(store, schema);
  const known = createRecent<Workspace>(cacheSize, now);

  async function of(channel: string): Promise<Workspace | undefined> {
    const teamId = configured.get(channel);
    if (teamId !== undefined) return { teamId, enterpriseId: '' };
    const cached = known.get(channel);
    if (cached !== undefined) return cached;
    const row = await rows.get({ partition, sort: channel });
    if (row !== undefined) known.set(channel, row.value, cacheMs);
    return row?.value;
  }

  return {
    of,
    async claim(channel, { teamId, enterpriseId }) {
      const owner = await of(channel);
      if (owner !== undefined) return owner;
      const value = { teamId, enterpriseId };
      if ((await rows.write({ partition, sort: channel, value }, 'absent')) !== undefined) return value;
      return (await of(channel)) ?? value;
    },
  };
}
