import type { ItemToRelate } from '../../aws/write/write-incident.ts';
import { truncate } from '../../cards/text/truncate.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import { shortened } from '../../incidents/note.ts';
import { refreshJobs } from '../../notifications/refresh-jobs.ts';
import { whatShows } from '../../posting/channels-showing.ts';
import { syncJob } from '../../posting/sync-job.ts';
import type { AuthorizedInteraction } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { claimKey, performWrite, type Writing } from './carry-out.ts';
import { readBack } from './read-back.ts';

/** What a note takes, and bringing it to the threads of the incident's cards. */
export type NoteWriting = Writing &
  Pick<Services, 'noteAuthors' | 'readNotes' | 'readSnapshot' | 'unfurls' | 'queue' | 'sleep'>;

/**
 * Writes a note into an incident's timeline, where the console's notes panel shows it too, and into the threads of its
 * cards.
 * @param permalink the message that the note quotes
 * @returns a remark for the requester, empty if everything worked
 */
export async function writeNote(
  services: NoteWriting,
  doing: AuthorizedInteraction,
  arn: IncidentArn,
  text: string,
  permalink?: string,
): Promise<string> {
  const { remark } = await performWrite(services, doing, {
    name: 'note',
    step: await services.journal.step(doing.key, 'note'),
    words: 'Note added',
    about: () => arn.arn,
    async write(once) {
      const { key, editor, atMs } = doing;
      await services.noteAuthors.claim(arn.arn, text, { key: claimKey(key, 'note'), editor });
      await services.writes.addEvent(arn, { type: 'Note', text, atMs }, once);
      return true;
    },
    show: () => showNote(services, arn, text, doing.atMs),
    ...(permalink !== undefined && { permalink }),
  });
  return remark;
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
  const later = () => refreshJobs(arn.arn, [], false, services.now(), true);
  await services.queue.send(written ? cards.map(({ channel }) => syncJob(arn.arn, channel, written, false)) : later());
}

/** Adds a related item to an incident. @returns the answer for the requester */
export async function writeRelated(
  services: Writing & Pick<Services, 'queue'>,
  doing: AuthorizedInteraction,
  arn: IncidentArn,
  item: ItemToRelate,
): Promise<string> {
  const name = truncate(item.title ?? item.arn ?? item.url ?? '', 200);
  const { remark } = await performWrite(services, doing, {
    name: 'relate',
    step: await services.journal.step(doing.key, 'relate'),
    words: `Related item added (${name})`,
    about: () => arn.arn,
    // Related items are not part of the record, but adding one changes its `modifiedBy`.
    claims: { what: { incident: arn.arn }, changes: {} },
    write: async (once) => {
      await services.writes.relate(arn, item, once);
      return true;
    },
    show: () => services.queue.send(refreshJobs(arn.arn, [], false, services.now())),
  });
  return `Added to the related items: ${name}.${remark}`;
}
