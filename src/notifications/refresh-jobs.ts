import type { JobToSend } from '../jobs/queue.ts';

/** Looks at one incident are at least so far apart, in milliseconds, but for the first of a burst. */
const bucketMs = 1000;
/** The look that ends a second comes so much later, in milliseconds: the clocks of two workers differ. */
const marginMs = 200;
/** A Region that lags behind is asked once more after this to twice this time, in milliseconds. */
const lateMs = 3000;

/**
 * The looks that a notification asks for: one at once; one when its second ends, which sees whatever else happened in
 * that second; and a late one, because the Region that is asked may not know yet. Those of other notifications of the
 * same time are the same jobs, so that a burst of a second costs three reads.
 * @param channels that get a card if they have none
 * @param engaged whether it is about who was paged
 */
export function refreshJobs(arn: string, channels: readonly string[], engaged: boolean, nowMs: number): JobToSend[] {
  const id = `look:${arn}:${channels.join('+')}`;
  const base = { kind: 'look' as const, arn, channels: [...channels] };
  const second = Math.floor(nowMs / bucketMs);
  const later = Math.floor(nowMs / lateMs);
  return [
    { group: `look ${arn}`, dedupeId: `${id}:first:${second}`, job: { ...base, engaged: false } },
    {
      group: `last look ${arn}`,
      dedupeId: `${id}:last:${second}:${engaged}`,
      job: { ...base, engaged },
      delayMs: (second + 1) * bucketMs + marginMs - nowMs,
    },
    {
      group: `late look ${arn}`,
      dedupeId: `${id}:late:${later}`,
      job: { ...base, engaged: false },
      delayMs: (later + 2) * lateMs - nowMs,
    },
  ];
}
