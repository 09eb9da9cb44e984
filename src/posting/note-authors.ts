import { z } from 'zod';
import { digestOf } from '../digest.ts';
import { slackActor } from '../incidents/people/person.ts';
import { type Note, noteOf, shortened } from '../incidents/timeline/note.ts';
import type { TimelineEvent } from '../incidents/timeline/timeline-event.ts';
import type { Item, Store } from '../store/store.ts';
import { updateItem } from '../store/update-item.ts';
import type { Claim } from './actors.ts';

/** Stores who writes notes from Slack: AWS keeps no author of a timeline event. */
export interface NoteAuthors {
  /**
   * Must be called before the note is written, because it may be read before the response arrives.
   * @param arn of the incident
   */
  claim(arn: string, text: string, claim: Claim): Promise<void>;
  /** Adds the authors that are known to notes of an incident. */
  named(arn: string, notes: readonly Note[]): Promise<Note[]>;
  /** The same for the notes among timeline events. */
  namedEvents(arn: string, events: readonly TimelineEvent[]): Promise<TimelineEvent[]>;
}

const claimed = z.object({ key: z.string(), by: z.string(), digest: z.string(), atMs: z.number() });
const stored = z.object({ notes: z.array(claimed) });
type Claimed = z.infer<typeof claimed>;

/** As long as a card is stored, in milliseconds. */
const keepMs = 90 * 86_400_000;
/** The most notes of one incident whose authors are stored: more than a snapshot holds. */
const mostClaims = 50;

/** @param now milliseconds */
export function createNoteAuthors(store: Store, now: () => number): NoteAuthors {
  const placeOf = (arn: string) => ({ partition: `actors ${arn}`, sort: 'notes' });
  // An item of another version of the app that does not parse counts as empty.
  const parse = (item: Item | undefined): Claimed[] => stored.safeParse(item?.value).data?.notes ?? [];
  async function named(arn: string, notes: readonly Note[]): Promise<Note[]> {
    if (!notes.some(({ kind }) => kind === 'note')) return [...notes];
    const claims = parse(await store.get(placeOf(arn)));
    return notes.map((note) => {
      const by = note.kind === 'note' ? authorOf(note, claims) : undefined;
      return by === undefined ? note : { ...note, by };
    });
  }

  return {
    async claim(arn, text, { key, editor }) {
      const own = { key, by: slackActor(editor.id, editor.name), digest: noteDigest(text), atMs: now() };
      await updateItem(store, placeOf(arn), (item) => {
        const before = parse(item);
        if (before.some((one) => one.key === key)) return undefined;
        return { value: { notes: [...before, own].slice(-mostClaims) }, expiresAtMs: now() + keepMs };
      });
    },
    named,
    async namedEvents(arn, events) {
      const notes = events.flatMap((event) => noteOf(event) ?? []);
      const authors = new Map((await named(arn, notes)).map(({ id, by }) => [id, by]));
      return events.map((event) => {
        const by = authors.get(event.id);
        return by === undefined ? event : { ...event, by };
      });
    },
  };
}

/** The same text may have been written twice: the author is the one who wrote it at about the note's time. */
function authorOf({ text, writtenAtMs }: Note, claims: readonly Claimed[]): string | undefined {
  const digest = noteDigest(text);
  const far = ({ atMs }: Claimed) => Math.abs(atMs - writtenAtMs);
  return claims.filter((one) => one.digest === digest).sort((a, b) => far(a) - far(b))[0]?.by;
}

/** Notes are compared by the text that a snapshot holds. */
const noteDigest = (text: string): string => digestOf(shortened(text));
