import { z } from 'zod';
import { createRecent } from '../recent.ts';
import type { Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';

/** Which workspaces an organisation's installation may serve: an admin of the organisation adds the app to each. */
export interface TeamAccess {
  /** Whether Slack reported last that the app was removed from a workspace. */
  isRevoked(teamId: string): Promise<boolean>;
  /**
   * Stores what Slack reported, unless something newer is stored: events arrive in any order.
   * @param atMs when it happened, in epoch milliseconds
   * @returns whether it is what holds now
   */
  report(teamId: string, isGranted: boolean, atMs: number): Promise<boolean>;
  /** Forgets what this process remembers of a workspace. */
  forget(teamId: string): void;
}

const partition = 'team access';
const schema = z.object({ isGranted: z.boolean(), atMs: z.number() });
/** How long an answer is cached, in milliseconds: another process may use the token that long after the app was removed. */
const cacheMs = 60_000;
const cacheSize = 500;

/** @see https://docs.slack.dev/reference/events/team_access_granted */
export function createTeamAccess(store: Pick<Store, 'get' | 'write'>, now: () => number): TeamAccess {
  const known = createRecent<{ isRevoked: boolean }>(cacheSize, now);
  return {
    async isRevoked(teamId) {
      const cached = known.get(teamId);
      if (cached !== undefined) return cached.isRevoked;
      const stored = schema.safeParse((await store.get({ partition, sort: teamId }))?.value).data;
      const isRevoked = stored?.isGranted === false;
      known.set(teamId, { isRevoked }, cacheMs);
      return isRevoked;
    },
    async report(teamId, isGranted, atMs) {
      let holds = true;
      await updateItem(store, { partition, sort: teamId }, (item) => {
        const before = schema.safeParse(item?.value).data;
        holds = before === undefined || before.atMs <= atMs;
        return holds ? { value: { isGranted, atMs } } : undefined;
      });
      if (holds) known.set(teamId, { isRevoked: !isGranted }, cacheMs);
      return holds;
    },
    forget: (teamId) => known.set(teamId, { isRevoked: false }, 0),
  };
}
