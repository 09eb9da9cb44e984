import type { JobToSend } from '../jobs/queue.ts';

/** Looks at one incident are at least so far apart, in milliseconds, but for the first of a burst. */
const bucketMs = 1000;

/**
 * The looks that a notification asks for: one at once, and one when its second ends, which sees whatever else happened
 * in that second. Those of other notifications of the same second are the same jobs, so that a burst costs two reads.
 * @param channels that get a card if they have none
 * @param engaged whether it is about who was paged
 */
export function lookJobs(arn: string, channels: readonly string[], engaged: boolean, nowMs: number): JobToSend[] {
  const second = Math.floor(nowMs / bucketMs);
  const id = `look:${arn}:${channels.join('+')}:${second}`;
  const base = { kind: 'look' as const, arn, channels: [...channels] };
  return [
    { group: `look ${arn}`, dedupeId: `${id}:first`, job: { ...base, engaged: false } },
    {
      group: `last look ${arn}`,
      dedupeId: `${id}:last:${engaged}`,
      job: { ...base, engaged },
      delayMs: (second + 1) * bucketMs - nowMs,
    },
  ];
}
