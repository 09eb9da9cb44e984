import type { ItemToRelate } from '../../aws/write/write-incident.ts';
import { awsLengths } from '../../cards/modals/inputs.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { AppError } from '../../errors.ts';
import { type IncidentArn, parseArn } from '../../incidents/naming/arn.ts';
import { shortened } from '../../incidents/timeline/note.ts';
import { firstRefresh } from '../../notifications/refresh-jobs.ts';
import { syncJob } from '../../posting/card-jobs.ts';
import { whatShows } from '../../posting/channels-showing.ts';
import type { AuthorizedInteraction } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { claimKey, performWrite, type Writing } from './perform-write.ts';
import { readBack } from './write-record.ts';

/** What a note takes, and bringing it to the threads of the incident's cards. */
export type NoteWriting = Writing &
  Pick<Services, 'noteAuthors' | 'readNotes' | 'readSnapshot' | 'unfurls' | 'queue' | 'sleep'>;

/**
 * Writes a note into an incident's timeline, where the console's notes panel shows it too, and into the threads of its
 * cards.
 * @param permalink the message that the note quotes
 * @returns the line for the requester
 */
export async function writeNote(
  services: NoteWriting,
  interaction: AuthorizedInteraction,
  arn: IncidentArn,
  text: string,
  permalink?: string,
): Promise<string> {
  const { remark } = await addNote(services, interaction, arn, text, permalink);
  return `Noted in the timeline: "${truncate(text, 200)}".${remark}`;
}

/** The same. @returns the id of the note, empty if AWS returned none, and a remark for the requester */
export async function addNote(
  services: NoteWriting,
  interaction: AuthorizedInteraction,
  arn: IncidentArn,
  text: string,
  permalink?: string,
): Promise<{ id: string; remark: string }> {
  const { result, remark } = await performWrite<string | true>(services, interaction, {
    name: 'note',
    step: await services.journal.step(interaction.key, 'note'),
    words: 'Note added',
    about: () => arn.arn,
    async write(once) {
      const { key, editor, atMs } = interaction;
      await services.noteAuthors.claim(arn.arn, text, { key: claimKey(key, 'note'), editor });
      return services.writes.addEvent(arn, { type: 'Note', text, atMs }, once);
    },
    show: () => showNote(services, arn, text, interaction.atMs),
    ...(permalink !== undefined && { permalink }),
  });
  // An earlier version of the app stored no id.
  return { id: result === true ? '' : result, remark };
}

/**
 * Changes the text of a note, or deletes it, with the same trail as every write. The cards' threads follow with the next read.
 * Only notes can be changed: the trail of who did what stays.
 * @param text the new text; `undefined`: delete it
 * @returns the time of the note, in epoch milliseconds; `undefined` if it was deleted
 * @throws AppError `conflict` when the incident has no such note
 */
export async function changeNote(
  services: NoteWriting & Pick<Services, 'readTimelineEvent'>,
  interaction: AuthorizedInteraction,
  arn: IncidentArn,
  id: string,
  text: string | undefined,
): Promise<number | undefined> {
  const name = text === undefined ? 'note-delete' : 'note-edit';
  const step = await services.journal.step(interaction.key, name);
  const { result } = await performWrite<number | true>(services, interaction, {
    name,
    step,
    words: text === undefined ? 'Note deleted' : 'Note edited',
    about: () => arn.arn,
    async write(once) {
      const found = await services.readTimelineEvent(arn, id);
      const note = found?.type === 'Note' ? found : undefined;
      // A delete that was sent before may have been carried out.
      if (note === undefined && text === undefined && step.begun) return true;
      if (note === undefined) throw new AppError('conflict', 'That note is no longer in the timeline.');
      if (text === undefined) {
        await services.writes.deleteEvent(arn, id, once);
        return true;
      }
      const { key, editor } = interaction;
      await services.noteAuthors.claim(arn.arn, text, { key: claimKey(key, name), editor });
      await services.writes.changeEvent(arn, { id, text }, once);
      return note.atMs;
    },
    show: () => services.queue.send([firstRefresh(arn.arn, [], false, true)]),
  });
  return result === true ? undefined : result;
}

/** The most that the clocks of AWS and of the app differ, in milliseconds. */
const clockSkewMs = 10_000;

/** Sends the note to every channel with a card at once, so that later changes are posted after it. */
async function showNote(services: NoteWriting, arn: IncidentArn, text: string, atMs: number): Promise<void> {
  const { cards } = await whatShows(arn.arn, { cards: services.cardStore, unfurls: services.unfurls });
  if (cards.length === 0) return;
  const written = await readBack(
    services.sleep,
    async () => {
      const [snapshot, notes] = await Promise.all([services.readSnapshot(arn), services.readNotes(arn)]);
      return { ...snapshot, notes };
    },
    ({ notes }) => notes.some((note) => note.text === shortened(text) && note.writtenAtMs > atMs - clockSkewMs),
  );
  const later = () => [firstRefresh(arn.arn, [], false, true)];
  await services.queue.send(written ? cards.map(({ channel }) => syncJob(arn.arn, channel, written, false)) : later());
}

/** Adds a related item to an incident. @returns the answer for the requester */
export async function writeRelated(
  services: Writing & Pick<Services, 'queue'>,
  interaction: AuthorizedInteraction,
  arn: IncidentArn,
  item: ItemToRelate,
): Promise<string> {
  const name = truncate(item.title ?? item.arn ?? item.url ?? '', 200);
  const { remark } = await performWrite(services, interaction, {
    name: 'relate',
    step: await services.journal.step(interaction.key, 'relate'),
    words: `Related item added (${name})`,
    about: () => arn.arn,
    // Related items are not part of the record, but adding one changes its `modifiedBy`.
    claims: { what: { incident: arn.arn }, changes: {} },
    write: async (once) => {
      await services.writes.relate(arn, item, once);
      return true;
    },
    show: () => services.queue.send([firstRefresh(arn.arn, [], false)]),
  });
  return `Added to the related items: ${name}.${remark}`;
}

/**
 * Parses a related item: a link, or any ARN.
 * @throws AppError `not_understood`
 */
export function parseRelatedItem(text: string, title: string): ItemToRelate {
  // Slack wraps typed links: <https://…|…>.
  const value = undecorated(text.trim().replace(/^<([^|>]+)(?:\|[^>]*)?>$/, '$1'));
  const named = { ...(title.trim() && { title: title.trim().slice(0, awsLengths.relatedTitle) }) };
  const arn = parseArn(value);
  if (arn !== undefined && !/\s/.test(value) && value.length <= awsLengths.relatedUrl) {
    const type = arn.kind === 'incident' ? 'INCIDENT' : arn.kind === 'automation-execution' ? 'AUTOMATION' : 'OTHER';
    return { type, arn: arn.kind === 'incident' ? arn.arn : value, ...named };
  }
  const isLink = /^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : '');
  if (isLink && value.length <= awsLengths.relatedUrl) return { type: 'OTHER', url: value, ...named };
  throw new AppError(
    'not_understood',
    'That is neither a link (https://…) nor an ARN. Related items are one of these.',
  );
}

const closers: Readonly<Record<string, string>> = {
  '(': ')',
  '[': ']',
  '<': '>',
  '“': '”',
  '‘': '’',
  '«': '»',
  '„': '“',
};
const pairs: ReadonlySet<string> = new Set('`"\'*_~');

/** A word without surrounding quotes, brackets and formatting, and without trailing punctuation. */
function undecorated(word: string): string {
  let inside = word.replace(/[\p{Cf}\p{Cc}]/gu, '').replace(/[,;:!?]+$/, '');
  for (let last = inside.at(-1); last !== undefined && inside.length > 1; last = inside.at(-1)) {
    const first = inside.charAt(0);
    if (last !== (closers[first] ?? (pairs.has(first) ? first : undefined))) break;
    inside = inside.slice(1, -1);
  }
  return inside;
}
