import type { CardMessage } from '../cards/block-kit/blocks.ts';
import { mentionLine, threadMessage } from '../cards/surfaces/thread-message.ts';
import { type Change, isForChannel } from '../incidents/changes.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import type { OwnMetadata } from './find-message.ts';
import type { MessageWriter, Posted } from './message-writer.ts';
import type { PendingEntry, PostedCard } from './posted-card.ts';

/** Where an entry is posted. */
export interface EntryPlace {
  channel: string;
  /** The card's `ts`; absent in the incident's room, where entries are messages of their own. */
  threadTs?: string;
}

/** Entries are posted in the card's thread; in the incident's own room, in the channel. */
export const placeOfEntries = ({ channel, reading }: PostedCard, ts: string): EntryPlace =>
  reading?.room === channel ? { channel } : { channel, threadTs: ts };

/**
 * Posts a pending thread entry once.
 * @param again whether an earlier attempt may have posted it
 * @param instead a message to post instead of the changes
 */
export async function postEntry(
  writer: MessageWriter,
  { channel, threadTs }: EntryPlace,
  record: IncidentRecord,
  entry: PendingEntry,
  again: boolean,
  instead?: CardMessage,
): Promise<Posted> {
  const { key, sinceMs, changes } = entry;
  const inThread = threadTs === undefined ? {} : { threadTs, broadcast: changes.some(isForChannel) };
  const metadata: OwnMetadata = { event_type: 'incident_entry', event_payload: { arn: record.arn.arn, key } };
  const triedSinceMs = again ? sinceMs : undefined;
  // The channels of the topic mention the group already.
  const { mention: _mention, ...unmentioned } = entry;
  const shown = threadTs === undefined ? unmentioned : entry;
  return writer.post(channel, instead ?? drawEntry(record, shown), metadata, { ...inThread, triedSinceMs });
}

function drawEntry(record: IncidentRecord, { changes, mention }: PendingEntry) {
  if (changes.length === 0 && mention !== undefined) return mentionLine(record, mention);
  return threadMessage(record, changes, mention);
}

/**
 * An entry about a resolution that the final status update replaces, with what that does not tell around it: the notes
 * written before and after.
 */
export function inParts(entry: PendingEntry, final: CardMessage): { part: PendingEntry; instead?: CardMessage }[] {
  const at = entry.changes.findIndex(({ kind }) => kind === 'resolved');
  const isNote = ({ kind }: Change) => kind === 'note';
  const [before, after] = [entry.changes.slice(0, at).filter(isNote), entry.changes.slice(at).filter(isNote)];
  const notes = (changes: Change[], when: string) =>
    changes.length === 0 ? [] : [{ part: { ...entry, changes, key: `${entry.key} ${when}` } }];
  return [...notes(before, 'before'), { part: entry, instead: final }, ...notes(after, 'after')];
}
