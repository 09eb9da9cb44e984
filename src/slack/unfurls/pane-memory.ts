import { z } from 'zod';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { Json, Store } from '../../store/store.ts';
import { type FormMetadata, fingerprints } from '../forms/form-metadata.ts';

/** What somebody's details pane showed of a record: an edit is compared with it. */
export type SeenInPane = Required<Pick<FormMetadata, 'seenMs' | 'was'>>;

/** Remembers what people saw: unlike a form, the pane carries nothing of ours. */
export interface PaneMemory {
  showed(user: string, record: IncidentRecord): Promise<void>;
  remember(user: string, arn: string, seen: SeenInPane): Promise<void>;
  recall(user: string, arn: string): Promise<SeenInPane | undefined>;
}

/** A pane stays open for a day at most, in milliseconds. */
const keepMs = 86_400_000;

const stored = z.object({
  seenMs: z.number(),
  was: z.object({ title: z.string(), impact: z.number(), summary: z.string() }),
});

export function createPaneMemory(store: Store, now: () => number): PaneMemory {
  const key = (user: string, arn: string) => ({ partition: `pane ${user}`, sort: arn });

  async function remember(user: string, arn: string, seen: SeenInPane): Promise<void> {
    const value = seen as unknown as Json;
    await store.write({ ...key(user, arn), value, expiresAtMs: now() + keepMs }, 'anything');
  }

  return {
    remember,
    showed: (user, record) =>
      remember(user, record.arn.arn, { seenMs: record.modifiedAtMs, was: fingerprints(record) }),
    async recall(user, arn) {
      const item = await store.get(key(user, arn));
      return item && stored.safeParse(item.value).data;
    },
  };
}
