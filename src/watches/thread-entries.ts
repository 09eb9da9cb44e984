import type { WebClient } from '@slack/web-api';
import { mentionLine } from '../cards/mention-line.ts';
import { threadMessage } from '../cards/thread-message.ts';
import type { Change } from '../incidents/changes.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { findMessage, type OwnMetadata } from './find-message.ts';
import type { MessageWriter } from './message-writer.ts';
import type { PendingEntry, PostedCard } from './posted-card.ts';

/**
 * Posts a decided thread entry, unless an earlier try did.
 * @param again whether there may have been an earlier try
 */
export async function postEntry(
  slack: WebClient,
  writer: MessageWriter,
  card: PostedCard,
  record: IncidentRecord,
  again: boolean,
): Promise<void> {
  const { pending, ts, channel, arn } = card;
  if (pending === undefined || ts === undefined) return;
  const metadata: OwnMetadata = { event_type: 'incident_entry', event_payload: { arn, key: pending.key } };
  const place = { channel, threadTs: ts, sinceMs: pending.sinceMs };
  if (again && (await findMessage(slack, place, metadata)) !== undefined) return;
  await writer.post(channel, drawEntry(record, pending), metadata, {
    threadTs: ts,
    broadcast: pending.changes.some(({ kind }) => kind === 'resolved'),
  });
}

function drawEntry(record: IncidentRecord, { changes, mention }: PendingEntry) {
  if (changes.length === 0 && mention !== undefined) return mentionLine(record, mention);
  return threadMessage(record, changes, mention);
}

/** The group to mention for what changed: a rise of impact, or an incident that is open again. */
export function mentionFor(
  record: IncidentRecord,
  changes: readonly Change[],
  mentions: ReadonlyMap<number, string>,
): string | undefined {
  const rose = changes.some((change) => change.kind === 'impact' && change.to < change.from);
  return rose ? mentions.get(record.impact) : undefined;
}
