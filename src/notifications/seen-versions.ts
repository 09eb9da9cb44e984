import type { IncidentRecord } from '../incidents/record.ts';
import type { Store } from '../store/store.ts';

/** How long it is stored that a version was seen, in milliseconds. */
const keepMs = 86_400_000;

/** Remembers which versions of an incident's record were read, for all processes. */
export interface SeenVersions {
  /** Records a version. @returns whether it is seen for the first time */
  isFirst(record: Pick<IncidentRecord, 'arn' | 'modifiedAtMs'>): Promise<boolean>;
}

/** @param now milliseconds */
export function createSeenVersions(store: Pick<Store, 'write'>, now: () => number): SeenVersions {
  return {
    async isFirst({ arn, modifiedAtMs }) {
      const key = { partition: `seen ${arn.arn}`, sort: String(modifiedAtMs) };
      return (await store.write({ ...key, value: null, expiresAtMs: now() + keepMs }, 'absent')) !== undefined;
    },
  };
}
