/**
 * The share of AWS's and Slack's quotas for scheduled work. The rest is for people and notifications.
 * @see https://docs.aws.amazon.com/general/latest/gr/incident-manager.html
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
export interface Rates {
  /** Messages a minute in the workspace. Slack allows several hundred. */
  posts: number;
  /** Messages a minute in one channel. Slack allows one a second. */
  channelPosts: number;
  /** Card updates a minute in the workspace. Slack allows about 50 `chat.update` calls. */
  updates: number;
  /** Records read a minute in one account. AWS allows ten a second. */
  reads: number;
  /** Incidents a minute in one account whose engagements are read. Each needs several calls, at two a second. */
  engagements: number;
}

/** The rates of scheduled work. Slack's are those of one workspace: each has its own. */
export const clockRates: Rates = { posts: 240, channelPosts: 50, updates: 30, reads: 420, engagements: 30 };

/** Channels created for new incidents a minute: half of what Slack allows, so that people's requests pass. */
export const roomsPerMinute = 10;
/** In addition, card updates a minute for cards that a status update finds out of date. */
export const wrongCardsPerMinute = 10;

/**
 * Until when each resource is booked, in epoch milliseconds; absent: it is free. Bookings follow each other at the rate of
 * the resource, so that one time is enough to describe them all.
 */
export interface Bookings {
  /** By workspace; `''`: the only one. */
  posts: Record<string, number>;
  updates: Record<string, number>;
  channels: Record<string, number>;
  reads: Record<string, number>;
  engagements: Record<string, number>;
}

export const noBookings: Bookings = { posts: {}, updates: {}, channels: {}, reads: {}, engagements: {} };

/** The interval between two uses of a resource at `perMinute`, in milliseconds. */
export const gapMs = (perMinute: number): number => 60_000 / perMinute;

/**
 * The number of uses of a resource that fit between now and `endMs`.
 * @param untilMs until when the resource is booked, in epoch milliseconds; `undefined`: it is free
 */
export function freeSlots(untilMs: number | undefined, nowMs: number, endMs: number, perMinute: number): number {
  return Math.max(0, Math.ceil((endMs - Math.max(nowMs, untilMs ?? 0)) / gapMs(perMinute)));
}

/** The bookings without those that have passed. */
export function activeBookings(bookings: Bookings, nowMs: number): Bookings {
  const active = (of: Record<string, number>) =>
    Object.fromEntries(Object.entries(of).filter(([, untilMs]) => untilMs > nowMs));
  const { posts, updates, channels, reads, engagements } = bookings;
  return {
    posts: active(posts),
    updates: active(updates),
    channels: active(channels),
    reads: active(reads),
    engagements: active(engagements),
  };
}
