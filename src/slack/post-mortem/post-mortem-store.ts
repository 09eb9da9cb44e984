import { z } from 'zod';
import { createRecent } from '../../recent.ts';
import type { Json, Store } from '../../store/store.ts';

const stored = z.object({
  /** The key of the interaction that makes it. */
  key: z.string(),
  channel: z.string(),
  /** When it was started, in epoch milliseconds. */
  atMs: z.number(),
  /** Absent: it is not known to be made. */
  canvas: z.object({ id: z.string(), link: z.string() }).optional(),
  /** The facts that it shows. */
  facts: z.string().optional(),
  acknowledgedAtMs: z.number().optional(),
});
export type StoredPostMortem = z.infer<typeof stored>;

/** Stores the canvas of each incident's post-mortem: at most one. */
export interface PostMortemStore {
  get(arn: string): Promise<StoredPostMortem | undefined>;
  /** The same for each refresh of an incident: that there is none is cached for a minute, unless this process makes one. */
  ofRefreshed(arn: string): Promise<StoredPostMortem | undefined>;
  /** @returns whether there was none before */
  begin(arn: string, begun: StoredPostMortem): Promise<boolean>;
  put(arn: string, value: StoredPostMortem): Promise<void>;
  remove(arn: string): Promise<void>;
}

/** Longer than people work on a post-mortem, in milliseconds. */
const keepMs = 400 * 86_400_000;

export const postMortemKey = (arn: string) => ({ partition: `post-mortem ${arn}`, sort: 'canvas' });

/** How long it is cached that an incident has no post-mortem, in milliseconds. */
const cacheMs = 60_000;

/** @param now milliseconds */
export function createPostMortemStore(store: Store, now: () => number): PostMortemStore {
  const itemOf = (arn: string, value: StoredPostMortem) => ({
    ...postMortemKey(arn),
    value: value as unknown as Json,
    expiresAtMs: now() + keepMs,
  });
  const without = createRecent<boolean>(1000, now);
  const get = async (arn: string) => stored.safeParse((await store.get(postMortemKey(arn)))?.value).data;
  return {
    get,
    async ofRefreshed(arn) {
      if (without.get(arn)) return undefined;
      const known = await get(arn);
      if (known === undefined) without.set(arn, true, cacheMs);
      return known;
    },
    async begin(arn, begun) {
      const isFirst = (await store.write(itemOf(arn, begun), 'absent')) !== undefined;
      without.set(arn, false, cacheMs);
      return isFirst;
    },
    async put(arn, value) {
      await store.write(itemOf(arn, value), 'anything');
    },
    async remove(arn) {
      await store.remove(postMortemKey(arn));
    },
  };
}
