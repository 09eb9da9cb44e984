import { freeSlots, gapMs, type Rates } from './budget.ts';
import type { StoredDigest } from './digest-store.ts';

/** The largest share of a workspace's room for digests, so that digests of the same hour do not delay critical updates. */
export const digestShare = 0.5;

export interface DigestPlanOptions {
  nowMs: number;
  /** When the next tick runs, in epoch milliseconds. */
  endMs: number;
  rates: Pick<Rates, 'posts'>;
  /** Until when the messages of each workspace are booked, in epoch milliseconds. */
  posts: Readonly<Record<string, number>>;
  /** The most digests of all workspaces. */
  most: number;
  /** The workspace of a channel. */
  teamOf: (channel: string) => Promise<string>;
}

interface DigestPlan {
  digests: { due: StoredDigest; atMs: number }[];
  posts: Record<string, number>;
}

/** Assigns a time to each due digest that its workspace's quota has room for. */
export async function planDigests(due: readonly StoredDigest[], options: DigestPlanOptions): Promise<DigestPlan> {
  const { nowMs, endMs, rates, most, teamOf } = options;
  const posts = { ...options.posts };
  const left = new Map<string, number>();
  const digests: DigestPlan['digests'] = [];
  for (const each of due) {
    const team = await teamOf(each.digest.channel);
    const free = Math.min(most, freeSlots(posts[team], nowMs, endMs, rates.posts));
    const leftOfTeam = left.get(team) ?? Math.ceil(free * digestShare);
    if (leftOfTeam <= 0 || digests.length >= most) continue;
    const atMs = Math.max(posts[team] ?? 0, nowMs);
    posts[team] = atMs + gapMs(rates.posts);
    left.set(team, leftOfTeam - 1);
    digests.push({ due: each, atMs });
  }
  return { digests, posts };
}
