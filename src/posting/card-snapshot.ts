import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { attentionOf } from '../incidents/attention.ts';
import { type Change, type ComparedSnapshot, changesBetween, inOrder } from '../incidents/changes.ts';
import { withGone } from '../incidents/last-change.ts';
import { laterSnapshot } from '../incidents/later-snapshot.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { PendingEntry, PostedCard } from './posted-card.ts';

/** The snapshot that a card shows next, and the thread entry about what changed. */
export interface News {
  reading: IncidentSnapshot;
  entry?: PendingEntry;
}

/** Whether a snapshot is older than the shown one: another Region may lag behind, or jobs ran out of order. */
function isOlder(snapshot: IncidentSnapshot, shown: IncidentSnapshot): boolean {
  const [is, was] = [snapshot.record.modifiedAtMs, shown.record.modifiedAtMs];
  return is < was || (is === was && snapshot.readAtMs < shown.readAtMs);
}

/** The user group to mention for an impact (`MENTIONS`). */
export interface Mentions {
  get(impact: number): string | undefined;
}

/**
 * Compares a new snapshot with the one that a card shows. An older snapshot changes nothing. Parts that were not read this
 * time are kept and marked as older.
 * @param mentions user groups by impact (`MENTIONS`)
 */
export function newsOf(
  shown: IncidentSnapshot | undefined,
  snapshot: IncidentSnapshot,
  mentions: Mentions,
  nowMs: number,
): News {
  if (shown === undefined) return { reading: snapshot };
  if (isOlder(snapshot, shown)) return { reading: shown };
  const reading = withGone(shown, laterSnapshot(shown, snapshot));
  const changes = changesBetween(shown, reading);
  if (changes.length === 0) return { reading };
  const told = entry(changes, mentionFor(reading.record, changes, mentions), nowMs);
  return { reading, entry: { ...told, before: comparable(shown) } };
}

/** The parts of a snapshot that changes are computed from. */
const comparable = (shown: IncidentSnapshot): ComparedSnapshot => {
  const { record, runbooks, engagements, related, alarm, notes, notesAtMs, responders, readAtMs } = shown;
  return {
    record,
    readAtMs,
    ...(notes && { notes }),
    ...(notesAtMs !== undefined && { notesAtMs }),
    ...(runbooks && { runbooks }),
    ...(engagements && { engagements }),
    ...(related && { related }),
    ...(alarm && { alarm }),
    ...(responders && { responders }),
  };
};

/**
 * Merges news into a pending entry that cannot have been posted yet. Changes that were reverted meanwhile drop out.
 * @returns `undefined` when no change is left
 */
export function joined(
  waiting: PendingEntry & { before: ComparedSnapshot },
  { reading, entry: news }: News,
  mentions: Mentions,
): PendingEntry | undefined {
  // A part that was not read at first is compared with its first read.
  const before = { ...news?.before, ...waiting.before };
  const changes = changesBetween(before, reading);
  if (changes.length === 0) return undefined;
  return { ...entry(changes, mentionFor(reading.record, changes, mentions), waiting.sinceMs), before };
}

/** The first thread entry of a new card: the mention for an open incident's impact, if there is one. */
export function firstEntry({ record }: IncidentSnapshot, mentions: Mentions, nowMs: number): PendingEntry | undefined {
  const mention = stateOf(record) === 'resolved' ? undefined : mentions.get(record.impact);
  return mention === undefined ? undefined : entry([], mention, nowMs);
}

const entry = (changes: Change[], mention: string | undefined, nowMs: number): PendingEntry => ({
  key: randomUUID(),
  sinceMs: nowMs,
  changes: inOrder(changes),
  ...(mention !== undefined && { mention }),
});

/** Only a new card and a rise of impact mention a group. */
function mentionFor(record: IncidentRecord, changes: readonly Change[], mentions: Mentions) {
  const rose = changes.some((change) => change.kind === 'impact' && change.to < change.from);
  return rose && stateOf(record) !== 'resolved' ? mentions.get(record.impact) : undefined;
}

/** Whether a card is posted and shows all of a snapshot, apart from times of reading: there is nothing to do for it. */
export function isShown(card: PostedCard, snapshot: IncidentSnapshot, nowMs: number): boolean {
  const { ts, reading, undrawn, pending, previousTs, ended, updatedAtMs = 0 } = card;
  const isDone = ts !== undefined && !undrawn && pending === undefined && previousTs === undefined;
  if (!isDone || ended !== undefined || reading === undefined) return false;
  // Time alone turns a page into one that no one has acknowledged.
  if (attentionOf(reading, updatedAtMs).length !== attentionOf(reading, nowMs).length) return false;
  return isDeepStrictEqual(factsOf(newsOf(reading, snapshot, new Map(), nowMs).reading), factsOf(reading));
}

/** The facts of a snapshot as they are stored: without absent fields. */
function factsOf({ readAtMs: _read, engagementsAtMs: _engagements, notesAtMs: _notes, ...facts }: IncidentSnapshot) {
  const { record, alarm } = facts;
  // Whether an alarm was read before the resolution shows on the card.
  const undated = alarm && stateOf(record) !== 'resolved' ? { alarm: { ...alarm, readAtMs: 0 } } : {};
  return JSON.parse(JSON.stringify({ ...facts, ...undated })) as unknown;
}
