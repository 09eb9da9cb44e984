/**
 * What the clock's own work may use of what AWS and Slack allow. The rest is for people and for notifications.
 * @see https://docs.aws.amazon.com/general/latest/gr/incident-manager.html
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
export interface Rates {
  /** Messages a minute in the workspace: Slack allows several hundred. */
  posts: number;
  /** Messages a minute in one channel: Slack allows one a second. */
  channelPosts: number;
  /** Cards redrawn a minute in the workspace: Slack allows about 50 changes of messages. */
  updates: number;
  /** Records read a minute in one account: AWS allows ten a second. */
  reads: number;
  /** Incidents of one account whose engagements are read in a minute: each takes several of two calls a second. */
  engagements: number;
}

export const clockRates: Rates = { posts: 240, channelPosts: 50, updates: 30, reads: 420, engagements: 30 };

/** Besides: so many cards a minute may be redrawn because a status update found them to be wrong. */
export const wrongCardsPerMinute = 10;

/**
 * Until when each resource is spoken for, in epoch milliseconds; what is not named is free. Since every booking is a
 * moment of its own, no sum over time has to be kept.
 */
export interface Bookings {
  posts: number;
  updates: number;
  channels: Record<string, number>;
  reads: Record<string, number>;
  engagements: Record<string, number>;
}

export const noBookings: Bookings = { posts: 0, updates: 0, channels: {}, reads: {}, engagements: {} };

/** Milliseconds between two uses of a resource at `perMinute`. */
export const gapMs = (perMinute: number): number => 60_000 / perMinute;

/**
 * How many uses of a resource fit between now and `endMs`.
 * @param untilMs until when it is spoken for
 */
export function freeSlots(untilMs: number | undefined, nowMs: number, endMs: number, perMinute: number): number {
  return Math.max(0, Math.ceil((endMs - Math.max(nowMs, untilMs ?? 0)) / gapMs(perMinute)));
}

/** The bookings that still bind. */
export function bindingAt(bookings: Bookings, nowMs: number): Bookings {
  const binding = (of: Record<string, number>) =>
    Object.fromEntries(Object.entries(of).filter(([, untilMs]) => untilMs > nowMs));
  const { channels, reads, engagements } = bookings;
  return {
    ...bookings,
    channels: binding(channels),
    reads: binding(reads),
    engagements: binding(engagements),
  };
}
