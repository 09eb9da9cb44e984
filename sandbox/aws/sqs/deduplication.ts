/** The response to the first message with a deduplication id. */
export interface FirstSent {
  id: string;
  sequence: string | undefined;
}

/** For this long SQS accepts and drops further messages with the same id. */
const windowMs = 5 * 60_000;

/**
 * Remembers deduplication ids for five minutes, whether or not their message still exists.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
 */
export function deduplicationWindow(now: () => number) {
  const seen = new Map<string, FirstSent & { atMs: number }>();
  return {
    find(key: string): FirstSent | undefined {
      for (const [old, { atMs }] of seen) {
        // Entries are in order of time: the first recent one ends the search.
        if (atMs > now() - windowMs) break;
        seen.delete(old);
      }
      const first = seen.get(key);
      return first && { id: first.id, sequence: first.sequence };
    },
    add(key: string, first: FirstSent): void {
      seen.set(key, { ...first, atMs: now() });
    },
  };
}
