import { randomUUID } from 'node:crypto';
import type { RefreshJob } from '../jobs/job.ts';
import type { JobToSend } from '../jobs/queue.ts';

/** The window in which first refreshes of one incident share the refreshes that follow, in milliseconds. */
export const bucketMs = 1000;
/** How long after its window the last refresh runs, in milliseconds: the clocks of two workers may differ. */
const marginMs = 200;
/** The late refresh runs after this to twice this time, in milliseconds: time for a lagging Region to catch up. */
const lateMs = 3000;

/**
 * The refresh for a notification or a write. It runs at once and decides which others follow: `lastRefresh` and `lateRefresh`.
 * It is never deduplicated, because an earlier one may have read the incident before this change.
 * @param channels that get a card if they have none
 * @param engaged whether who was paged may have changed, so that the engagements are read again
 * @param noted whether the notes are read too, even if the record did not change
 * @example
 * await queue.send([firstRefresh(arn, ['C0123'], false)]);
 */
export function firstRefresh(arn: string, channels: readonly string[], engaged: boolean, noted = false): JobToSend {
  const job = { kind: 'look' as const, arn, channels: [...channels], engaged, first: true, ...(noted && { noted }) };
  return { group: `look ${arn}`, dedupeId: `look:${randomUUID()}`, job };
}

/**
 * The refresh after the current second: it covers every other change of that second, and reads the engagements where they
 * are due, which takes longer. Several first refreshes share it.
 */
export function lastRefresh(first: RefreshJob, nowMs: number): JobToSend {
  const { arn, channels, engaged, noted } = first;
  const second = Math.floor(nowMs / bucketMs);
  return alone(
    `${sharedBy(first)}:last:${second}:${engaged}`,
    { kind: 'look', arn, channels, engaged, people: true, ...(noted && { noted }) },
    (second + 1) * bucketMs + marginMs - nowMs,
  );
}

/** The refresh in case the Region that was read lags behind. Several first refreshes share it. */
export function lateRefresh(first: RefreshJob, nowMs: number): JobToSend {
  const { arn, channels, noted } = first;
  const later = Math.floor(nowMs / lateMs);
  return alone(
    `${sharedBy(first)}:late:${later}`,
    { kind: 'look', arn, channels, engaged: false, late: true, ...(noted && { noted }) },
    (later + 2) * lateMs - nowMs,
  );
}

/** The same for first refreshes that share the refreshes that follow. */
const sharedBy = ({ arn, channels, noted }: RefreshJob): string =>
  `look:${arn}:${channels.join('+')}${noted ? ':noted' : ''}`;

/** The refresh after a change of what the app itself stores about an incident. */
export const ownRefresh = (arn: string): JobToSend => ({
  group: `look ${arn}`,
  dedupeId: `look:${randomUUID()}`,
  job: { kind: 'look', arn, channels: [], engaged: false },
});

/** A delayed job that is alone in its group: it runs where it waits. */
const alone = (id: string, job: JobToSend['job'], delayMs: number): JobToSend => ({
  group: id,
  dedupeId: id,
  job,
  delayMs,
});
