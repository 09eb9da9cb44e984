import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { IncidentArn } from '../incidents/naming/arn.ts';
import { type Assignment, assigned, noResponders, type Responders, roleOf } from '../incidents/people/responders.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { Item, Json, Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';

/** Stores who leads each incident, has its other roles, and is on it. AWS has no field for that. */
export interface ResponderStore {
  /** Who responds; `undefined`: not known, because the timeline of an incident that is new to the store cannot be read. */
  of(record: Pick<IncidentRecord, 'arn' | 'createdAtMs'>): Promise<Responders | undefined>;
  /** The same without a request to AWS, for lists: what the store knows. */
  known(arn: IncidentArn): Promise<Responders | undefined>;
  /**
   * Stores an assignment. One that was stored before changes nothing.
   * @param ifFree whether a role that someone else has stays theirs
   * @returns who responded before and responds now; equal if nothing changed
   */
  assign(
    record: Pick<IncidentRecord, 'arn' | 'createdAtMs'>,
    change: Assignment,
    ifFree?: boolean,
  ): Promise<{ before: Responders; after: Responders }>;
}

const person = z.object({ id: z.string(), name: z.string() });
const role = z.object({ name: z.string(), person, by: person, sinceMs: z.number() });
const stored = z.object({
  roles: z.array(role),
  onIt: z.array(z.object({ person, atMs: z.number() })),
  ended: role.omit({ person: true }).optional(),
});

/** How long it is stored after the last assignment, in milliseconds. */
const keepMs = 90 * 86_400_000;
/** When this store was first asked, from which on it knows every assignment. */
export const respondersSinceKey = { partition: 'responders', sort: 'since' };
export const respondersKey = (arn: string) => ({ partition: `responders ${arn}`, sort: 'now' });
const since = z.object({ sinceMs: z.number() });

/**
 * What the store cannot know, because the incident is older than the store (or than what it keeps), is read once from the
 * timeline.
 * @param recover reads the timeline
 * @param now milliseconds
 */
export function createResponderStore(
  store: Store,
  recover: (arn: IncidentArn) => Promise<Responders>,
  now: () => number,
): ResponderStore {
  // An item that does not parse (damaged, or of another version of the app) counts as absent.
  const parse = (item: Item | undefined) => stored.safeParse(item?.value).data as Responders | undefined;
  const itemOf = (value: Responders) => ({ value: value as unknown as Json, expiresAtMs: now() + keepMs });
  let knownSinceMs: Promise<number> | undefined;

  async function readSince(): Promise<number> {
    const stored = async () => since.safeParse((await store.get(respondersSinceKey))?.value).data?.sinceMs;
    const known = await stored();
    if (known !== undefined) return known;
    const sinceMs = now();
    const isFirst = await store.write({ ...respondersSinceKey, value: { sinceMs } }, 'absent');
    return isFirst === undefined ? ((await stored()) ?? sinceMs) : sinceMs;
  }

  /** Whether the store knows everything that was ever said about an incident. */
  async function knows(createdAtMs: number): Promise<boolean> {
    knownSinceMs ??= readSince().catch((error: unknown) => {
      knownSinceMs = undefined;
      throw error;
    });
    return createdAtMs >= (await knownSinceMs) && createdAtMs > now() - keepMs;
  }

  /** @returns `undefined` if the timeline cannot be read */
  async function recovered(arn: IncidentArn): Promise<Responders | undefined> {
    try {
      const found = await recover(arn);
      await store.write({ ...respondersKey(arn.arn), ...itemOf(found) }, 'absent');
      return found;
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }

  const known = async (arn: IncidentArn) => parse(await store.get(respondersKey(arn.arn)));

  async function of({ arn, createdAtMs }: Pick<IncidentRecord, 'arn' | 'createdAtMs'>) {
    const stored = await known(arn);
    if (stored !== undefined) return stored;
    return (await knows(createdAtMs)) ? noResponders : recovered(arn);
  }

  return {
    of,
    known,
    async assign(record, change, ifFree = false) {
      const first = (await of(record)) ?? noResponders;
      let before = first;
      let after = first;
      await updateItem(store, respondersKey(record.arn.arn), (item) => {
        before = parse(item) ?? first;
        const isHeld = ifFree && change.kind === 'role' && roleOf(before, change.name) !== undefined;
        after = isHeld ? before : assigned(before, change);
        return after === before ? undefined : itemOf(after);
      });
      return { before, after };
    },
  };
}
