import { z } from 'zod';
import type { Json, Store } from '../../store/store.ts';
import { updateItem } from '../../store/update-item.ts';

/** What was heard of one topic. */
interface TopicFacts {
  topicArn: string;
  lastAtMs: number;
  /** How many messages of each kind. */
  counts: Record<string, number>;
  /** Shape of the last message that nobody understood. */
  lastUnknownShape?: string;
}

const stored = z.object({
  topicArn: z.string(),
  lastAtMs: z.number(),
  counts: z.record(z.string(), z.number()),
  lastUnknownShape: z.string().optional(),
});

/** Counts what topics say, so that nothing is dropped in silence. */
export interface TopicLog {
  heard(topicArn: string, kind: string, shape: string | undefined, atMs: number): Promise<void>;
  all(): Promise<TopicFacts[]>;
}

export function createTopicLog(store: Store): TopicLog {
  return {
    async heard(topicArn, kind, shape, atMs) {
      await updateItem(store, { partition: 'topics', sort: topicArn }, (item) => {
        const before = stored.safeParse(item?.value).data;
        const counts = { ...before?.counts, [kind]: (before?.counts[kind] ?? 0) + 1 };
        const lastUnknownShape = shape ?? before?.lastUnknownShape;
        const facts: TopicFacts = {
          topicArn,
          lastAtMs: Math.max(atMs, before?.lastAtMs ?? 0),
          counts,
          ...(lastUnknownShape !== undefined && { lastUnknownShape }),
        };
        return { value: facts as unknown as Json };
      });
    },
    all: async () => (await store.list('topics')).flatMap(({ value }) => stored.safeParse(value).data ?? []),
  };
}
