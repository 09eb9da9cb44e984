import type { JobToSend } from '../jobs/queue.ts';

/** The window in which notifications about one incident share their refreshes, in milliseconds. */
const bucketMs = 1000;
/** How long after its window the second refresh runs, in milliseconds: the clocks of two workers may differ. */
const marginMs = 200;
/** The late refresh runs after this to twice this time, in milliseconds: time for a lagging Region to catch up. */
const lateMs = 3000;

/**
 * The refreshes for a notification: one at once; one after the current second, which covers every other change of that
 * second; and a late one, because the Region that is read may lag behind. Other notifications of the same second produce
 * the same deduplication ids, so that a burst costs three reads.
 * @param channels that get a card if they have none
 * @param engaged whether who was paged may have changed, so that the engagements are read again
 * @param noted whether the notes are read too, even if the record did not change
 * @example
 * await queue.send(refreshJobs(arn, ['C0123'], false, Date.now()));
 */
export function refreshJobs(
  arn: string,
  channels: readonly string[],
  engaged: boolean,
  nowMs: number,
  noted = false,
): JobToSend[] {
  const id = `look:${arn}:${channels.join('+')}${noted ? ':noted' : ''}`;
  const base = { kind: 'look' as const, arn, channels: [...channels], ...(noted && { noted }) };
  const second = Math.floor(nowMs / bucketMs);
  const later = Math.floor(nowMs / lateMs);
  return [
    { group: `look ${arn}`, dedupeId: `${id}:first:${second}`, job: { ...base, engaged: false } },
    {
      group: `last look ${arn}`,
      dedupeId: `${id}:last:${second}:${engaged}`,
      job: { ...base, engaged, people: true },
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
