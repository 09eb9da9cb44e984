import { z } from 'zod';
import type { Item, Json, Store } from '../../store/store.ts';
import { conflict, retryConflicts } from '../../store/update-item.ts';

/** The messages received from one topic. */
interface TopicFacts {
  topicArn: string;
  /** When the last message arrived, in epoch milliseconds. */
  lastAtMs: number;
  /** The number of messages by kind. */
  counts: Record<string, number>;
  /** The shape of the last message of unknown shape, see `shapeOf`. */
  lastUnknownShape?: string;
  /** When that message arrived, in epoch milliseconds. */
  lastUnknownAtMs?: number;
}

const stored = z.object({
  topicArn: z.string(),
  lastAtMs: z.number(),
  counts: z.record(z.string(), z.number()),
  lastUnknownShape: z.string().optional(),
  lastUnknownAtMs: z.number().optional(),
});

/** Counts the messages of each topic, so that no message is dropped unnoticed. */
export interface TopicLog {
  /** @param shape of a message of unknown shape */
  count(topicArn: string, kind: string, shape: string | undefined, atMs: number): Promise<void>;
  all(): Promise<TopicFacts[]>;
}

export function createTopicLog(store: Store): TopicLog {
  /** What this process wrote last: a topic is read only when another process has counted since. */
  const written = new Map<string, Pick<Item, 'value' | 'version'>>();
  return {
    async count(topicArn, kind, shape, atMs) {
      const key = { partition: 'topics', sort: topicArn };
      await retryConflicts('the item topics', async () => {
        const item = written.get(topicArn) ?? (await store.get(key));
        const before = stored.safeParse(item?.value).data;
        const counts = { ...before?.counts, [kind]: (before?.counts[kind] ?? 0) + 1 };
        const lastUnknownShape = shape ?? before?.lastUnknownShape;
        const lastUnknownAtMs = shape === undefined ? before?.lastUnknownAtMs : atMs;
        const facts: TopicFacts = {
          topicArn,
          lastAtMs: Math.max(atMs, before?.lastAtMs ?? 0),
          counts,
          ...(lastUnknownShape !== undefined && { lastUnknownShape }),
          ...(lastUnknownAtMs !== undefined && { lastUnknownAtMs }),
        };
        const value = facts as unknown as Json;
        const version = await store.write({ ...key, value }, item?.version ?? 'absent');
        if (version === undefined) written.delete(topicArn);
        else written.set(topicArn, { value, version });
        return version ?? conflict;
      });
    },
    all: async () => (await store.list('topics')).flatMap(({ value }) => stored.safeParse(value).data ?? []),
  };
}
