import { z } from 'zod';
import type { IncidentRecord } from '../incidents/record.ts';
import type { Store } from '../store/store.ts';

/** A Slack user as who changed a record: `slack:U0123 Ada Lovelace`, see `incidents/person.ts`. */
export const slackActor = (id: string, name: string): string => `slack:${id} ${name}`;

/**
 * Remembers who changed a record from Slack. To AWS all of them are the app's own role, which would tell people nothing.
 */
export interface Actors {
  remember(record: IncidentRecord, by: string): Promise<void>;
  /** The record with who really changed it last, where that is known. */
  named(record: IncidentRecord): Promise<IncidentRecord>;
}

const stored = z.object({ modifiedAtMs: z.number(), by: z.string() });
const keepMs = 30 * 86_400_000;

/** @param now milliseconds */
export function createActors(store: Store, now: () => number): Actors {
  const key = (arn: string) => ({ partition: `actor ${arn}`, sort: 'last' });
  return {
    async remember({ arn, modifiedAtMs }, by) {
      await store.write({ ...key(arn), value: { modifiedAtMs, by }, expiresAtMs: now() + keepMs }, 'anything');
    },
    async named(record) {
      const item = await store.get(key(record.arn));
      const known = item && stored.parse(item.value);
      return known?.modifiedAtMs === record.modifiedAtMs ? { ...record, modifiedBy: known.by } : record;
    },
  };
}
