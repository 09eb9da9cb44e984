import { keep } from './state.ts';

/**
 * Calls a minute and method that Slack promises at least, by tier; bursts of a minute's worth pass. Tier 1 tolerates
 * small bursts too, of a size nobody publishes.
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
const tiers = {
  1: { perMinute: 1, burst: 10 },
  2: { perMinute: 20, burst: 20 },
  3: { perMinute: 50, burst: 50 },
  4: { perMinute: 100, burst: 100 },
} as const;

export type Tier = keyof typeof tiers;

/**
 * `chat.postMessage`: a message a second and channel, short bursts allowed, several hundred a minute for the workspace.
 * Slack publishes no figure for the burst nor for the several hundred; these are low guesses.
 */
const posting = { channelPerSecond: 1, channelBurst: 5, workspacePerMinute: 300 } as const;

interface Bucket {
  tokens: number;
  atMs: number;
}

export interface RateLimits {
  /** @returns seconds to wait, 0 when the call may pass */
  take(method: string, tier: Tier | 'posting', channel: string): number;
}

/** Token buckets that start full. */
export function createRateLimits(now: () => number): RateLimits {
  const buckets = new Map<string, Bucket>();

  function wait(key: string, capacity: number, perSecond: number): number {
    const bucket = buckets.get(key) ?? { tokens: capacity, atMs: now() };
    const refilled = bucket.tokens + ((now() - bucket.atMs) / 1000) * perSecond;
    const tokens = Math.min(capacity, refilled);
    const enough = tokens >= 1;
    keep(buckets, key, { tokens: enough ? tokens - 1 : tokens, atMs: now() }, 5000);
    return enough ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond));
  }

  return {
    take(method, tier, channel) {
      if (tier !== 'posting') return wait(method, tiers[tier].burst, tiers[tier].perMinute / 60);
      const { channelPerSecond, channelBurst, workspacePerMinute } = posting;
      return (
        wait(`${method} ${channel}`, channelBurst, channelPerSecond) ||
        wait(method, workspacePerMinute, workspacePerMinute / 60)
      );
    },
  };
}
