import { z } from 'zod';
import { lastChangeMs } from '../../incidents/last-change.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import type { Store } from '../../store/store.ts';
import { updateItem } from '../../store/update-item.ts';

/**
 * Keeps the versions of Work Objects of links and details from falling back, which Slack would take for older ones: a note
 * may be deleted, and a part may not be read. Cards keep the snapshot before.
 */
export interface ShownVersions {
  /**
   * The snapshot with a version that is never earlier than the one before; later, if a note is gone.
   * @throws AppError when the store does not answer
   */
  grown(snapshot: IncidentSnapshot): Promise<IncidentSnapshot>;
}

const stored = z.object({ changedAtMs: z.number(), notes: z.number().optional() });
/** As long as a card is stored, in milliseconds. */
const keepMs = 90 * 86_400_000;

/** @param now milliseconds */
export function createShownVersions(store: Pick<Store, 'get' | 'write'>, now: () => number): ShownVersions {
  return {
    async grown(snapshot) {
      const { record, readAtMs } = snapshot;
      let changedAtMs = 0;
      await updateItem(store, { partition: `work object ${record.arn.arn}`, sort: 'version' }, (item) => {
        const before = stored.safeParse(item?.value).data;
        const notes = snapshot.notes?.length ?? before?.notes;
        const known = { ...(notes !== undefined && { notes }) };
        const wasMs = before?.changedAtMs ?? 0;
        const isNoteGone = (notes ?? 0) < (before?.notes ?? 0);
        changedAtMs = Math.max(lastChangeMs(snapshot), wasMs, isNoteGone ? readAtMs : 0);
        if (changedAtMs === wasMs && notes === before?.notes) return undefined;
        return { value: { changedAtMs, ...known }, expiresAtMs: now() + keepMs };
      });
      return changedAtMs > lastChangeMs(snapshot) ? { ...snapshot, goneAtMs: changedAtMs } : snapshot;
    },
  };
}
