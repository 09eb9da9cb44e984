import type { RecordChanges } from '../../aws/write/write-incident.ts';
import { changeLine } from '../../cards/words/change-line.ts';
import { timelineWords } from '../../cards/words/timeline-words.ts';
import { AppError } from '../../errors.ts';
import { changesBetween } from '../../incidents/changes.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { recordUpdate } from '../../incidents/timeline/timeline-entry.ts';
import { listIn, textIn, timelineData } from '../../incidents/timeline/timeline-event.ts';
import { firstRefresh } from '../../notifications/refresh-jobs.ts';
import { syncJob } from '../../posting/card-jobs.ts';
import { channelsShowing } from '../../posting/channels-showing.ts';
import type { AuthorizedInteraction } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { claimKey, performWrite, type Writing } from './perform-write.ts';
import type { Step } from './write-journal.ts';

/** The services that changing a record and updating its cards takes. */
export type RecordWriting = Writing & Pick<Services, 'readSnapshot' | 'unfurls' | 'queue' | 'sleep'>;

export interface RecordWrite {
  arn: IncidentArn;
  /** The action in the audit line of the log. */
  name: string;
  step: Step;
  changes: RecordChanges;
  /** What was done, for the timeline. */
  words: string;
}

/**
 * Changes a record, then updates every card of the incident, which name the requester as the author of the change.
 * @returns a remark for the requester, empty if everything worked
 */
export async function writeRecord(
  services: RecordWriting,
  interaction: AuthorizedInteraction,
  write: RecordWrite,
): Promise<string> {
  const { arn, name, step, changes, words } = write;
  const { remark } = await performWrite(services, interaction, {
    name,
    step,
    words,
    about: () => arn.arn,
    claims: { what: { incident: arn.arn }, changes },
    write: async (once) => {
      await services.writes.update(arn, changes, once);
      return true;
    },
    show: () => showWritten(services, arn, changes, claimKey(interaction.key, name)),
  });
  return remark;
}

async function showWritten(
  services: RecordWriting,
  arn: IncidentArn,
  changes: RecordChanges,
  key: string,
): Promise<void> {
  const snapshot = await readBack(
    services.sleep,
    () => services.readSnapshot(arn),
    ({ record }) => shows(record, changes),
  );
  // If the change cannot be read now, the cards are refreshed later.
  if (snapshot === undefined) return services.queue.send([firstRefresh(arn.arn, [], false)]);
  await services.actors.confirm(snapshot.record, key);
  const channels = await channelsShowing(arn.arn, { cards: services.cardStore, unfurls: services.unfurls });
  if (channels.size > 0)
    await services.queue.send([...channels].map((each) => syncJob(arn.arn, each, snapshot, false)));
}

function shows(record: IncidentRecord, { status, impact, title, summary }: RecordChanges): boolean {
  return (
    (status === undefined || record.status === status) &&
    (impact === undefined || record.impact === impact) &&
    (title === undefined || record.title === title) &&
    (summary === undefined || (record.summary ?? '') === summary)
  );
}

/** The pauses before the reads of what was written, in milliseconds: another Region may lag behind. */
const pausesMs = [0, 150, 300, 600, 1000, 1500];

/**
 * Reads what was written until the answer shows it.
 * @returns `undefined` if it does not within seconds, or cannot be read: the write itself is done
 */
export async function readBack<T>(
  sleep: (ms: number) => Promise<void>,
  read: () => Promise<T>,
  isShown: (found: T) => boolean,
): Promise<T | undefined> {
  try {
    for (const ms of pausesMs) {
      await sleep(ms);
      const found = await read();
      if (isShown(found)) return found;
    }
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

const eventsRead = 20;
/** The most that the clocks of AWS differ, in milliseconds. */
const clockSkewMs = 1000;

/**
 * What changed since the record that the requester saw: status, impact, title and summary, one line each. The changes come
 * from the channel's card if it still has that record, else from the timeline.
 * @param seenMs `modifiedAtMs` of the record that the requester saw
 * @returns `[]` if the record is still the same
 */
export async function changedSince(
  services: Pick<Services, 'readTimeline' | 'cardStore'>,
  record: IncidentRecord,
  seenMs: number,
  channel: string,
): Promise<string[]> {
  const { arn } = record;
  if (record.modifiedAtMs <= seenMs) return [];
  const seen = (await services.cardStore.get(arn.arn, channel))?.card.reading?.record;
  if (seen?.modifiedAtMs === seenMs) return changesBetween({ record: seen }, { record }).map(changeLine);
  return (await changesFromTimeline(services, arn, seenMs)) ?? ['Something: its timeline could not be read'];
}

async function changesFromTimeline(
  services: Pick<Services, 'readTimeline'>,
  arn: IncidentArn,
  seenMs: number,
): Promise<string[] | undefined> {
  const page = await services.readTimeline(arn, eventsRead).catch(() => undefined);
  if (page === undefined) return undefined;
  const updates = page.events.filter((event) => event.type === recordUpdate && event.atMs > seenMs - clockSkewMs);
  const relevant = updates.filter((event) => {
    const attributes = listIn(timelineData(event), 'modifiedAttributes');
    // Items that AWS itself relates are not a reason to ask again.
    return attributes.length === 0 || attributes.some((one) => textIn(one, 'attributeName') !== 'relatedItems');
  });
  if (relevant.length === 0 && updates.length === 0) return undefined;
  return relevant.map((event) => timelineWords(event)).reverse();
}
