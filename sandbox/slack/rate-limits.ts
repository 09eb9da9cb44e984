import { keep } from './state.ts';

/**
 * Calls per minute and method that Slack guarantees at least, by tier; bursts of one minute's worth pass. Tier 1 also
 * tolerates small bursts, of an undocumented size.
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
 * `chat.postMessage`: one message per second and channel with short bursts, and several hundred per minute for the
 * workspace. Slack documents neither the burst nor the several hundred; these are low estimates.
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
