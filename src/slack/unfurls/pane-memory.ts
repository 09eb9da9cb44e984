import { z } from 'zod';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { Json, Store } from '../../store/store.ts';
import { type FormMetadata, fingerprints } from '../forms/form-metadata.ts';

/** The record as a user's details pane last showed it: an edit is compared with it. */
export type SeenInPane = Required<Pick<FormMetadata, 'seenMs' | 'was'>>;

/** Stores what each user's details pane showed, because the pane, unlike a modal, has no private metadata. */
export interface PaneMemory {
  /** Stores the record that the pane shows now. */
  showed(user: string, record: IncidentRecord): Promise<void>;
  remember(user: string, arn: string, seen: SeenInPane): Promise<void>;
  /** @returns `undefined` when nothing is stored, or no longer */
  recall(user: string, arn: string): Promise<SeenInPane | undefined>;
}

/** Assumes that a pane is open for at most a day, in milliseconds. */
const retentionMs = 86_400_000;

const stored = z.object({
  seenMs: z.number(),
  was: z.object({ title: z.string(), impact: z.number(), summary: z.string() }),
});

/** @param now milliseconds */
export function createPaneMemory(store: Store, now: () => number): PaneMemory {
  const key = (user: string, arn: string) => ({ partition: `pane ${user}`, sort: arn });

  async function remember(user: string, arn: string, seen: SeenInPane): Promise<void> {
    const value = seen as unknown as Json;
    await store.write({ ...key(user, arn), value, expiresAtMs: now() + retentionMs }, 'anything');
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
