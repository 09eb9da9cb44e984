import { randomUUID } from 'node:crypto';
import { type Change, type ComparedSnapshot, changesBetween } from '../incidents/changes.ts';
import { laterSnapshot } from '../incidents/later-snapshot.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { PendingEntry } from './posted-card.ts';

/** What a card is to show after a new reading, and what its thread is to tell. */
export interface News {
  reading: IncidentSnapshot;
  entry?: PendingEntry;
}

/** Whether a reading is older than what is shown: another Region may lag behind, jobs may overtake each other. */
function isOlder(snapshot: IncidentSnapshot, shown: IncidentSnapshot): boolean {
  const [is, was] = [snapshot.record.modifiedAtMs, shown.record.modifiedAtMs];
  return is < was || (is === was && snapshot.readAtMs < shown.readAtMs);
}

/**
 * Compares a new reading with what a card shows. A reading that is older changes nothing; a part that was not asked
 * this time stays as it was, marked as older.
 * @param mentions user groups by impact
 */
export function newsOf(
  shown: IncidentSnapshot | undefined,
  snapshot: IncidentSnapshot,
  mentions: ReadonlyMap<number, string>,
  nowMs: number,
): News {
  if (shown === undefined) return { reading: snapshot };
  if (isOlder(snapshot, shown)) return { reading: shown };
  const reading = laterSnapshot(shown, snapshot);
  const changes = changesBetween(shown, reading);
  if (changes.length === 0) return { reading };
  const told = entry(changes, mentionFor(reading.record, changes, mentions), nowMs);
  return { reading, entry: { ...told, before: comparable(shown) } };
}

/** What changes are found by. */
const comparable = ({ record, runbooks, engagements, related, alarm }: ComparedSnapshot): ComparedSnapshot => ({
  record,
  ...(runbooks && { runbooks }),
  ...(engagements && { engagements }),
  ...(related && { related }),
  ...(alarm && { alarm }),
});

/**
 * One entry for all that nobody was told yet, in place of an older one that cannot have been posted: what was taken back
 * meanwhile needs no telling, and what waits does not grow.
 * @returns `undefined` where nothing is left to tell
 */
export function joined(
  waiting: PendingEntry & { before: ComparedSnapshot },
  { reading, entry: news }: News,
  mentions: ReadonlyMap<number, string>,
): PendingEntry | undefined {
  // A part that was not read then is compared from where it was read first.
  const before = { ...news?.before, ...waiting.before };
  const changes = changesBetween(before, reading);
  if (changes.length === 0) return undefined;
  return { ...entry(changes, mentionFor(reading.record, changes, mentions), waiting.sinceMs), before };
}

/** The first line under a new card: mentions the group of an open incident's impact, where there is one. */
export function firstEntry(
  { record }: IncidentSnapshot,
  mentions: ReadonlyMap<number, string>,
  nowMs: number,
): PendingEntry | undefined {
  const mention = stateOf(record) === 'resolved' ? undefined : mentions.get(record.impact);
  return mention === undefined ? undefined : entry([], mention, nowMs);
}

const entry = (changes: Change[], mention: string | undefined, nowMs: number): PendingEntry => ({
  key: randomUUID(),
  sinceMs: nowMs,
  changes,
  ...(mention !== undefined && { mention }),
});

/** Besides a new card a rise of impact mentions, and nothing else does. */
function mentionFor(record: IncidentRecord, changes: readonly Change[], mentions: ReadonlyMap<number, string>) {
  const rose = changes.some((change) => change.kind === 'impact' && change.to < change.from);
  return rose && stateOf(record) !== 'resolved' ? mentions.get(record.impact) : undefined;
}
