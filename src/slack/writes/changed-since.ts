import { changeLine } from '../../cards/words/change-line.ts';
import { timelineWords } from '../../cards/words/timeline-words.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import { changesBetween } from '../../incidents/changes.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { listIn, textIn, timelineData } from '../../incidents/timeline-event.ts';
import type { Services } from '../services.ts';

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
  const updates = page.events.filter(
    (event) => event.type === 'SSM Incident Record Update' && event.atMs > seenMs - clockSkewMs,
  );
  const relevant = updates.filter((event) => {
    const attributes = listIn(timelineData(event), 'modifiedAttributes');
    // Items that AWS itself relates are not a reason to ask again.
    return attributes.length === 0 || attributes.some((one) => textIn(one, 'attributeName') !== 'relatedItems');
  });
  if (relevant.length === 0 && updates.length === 0) return undefined;
  return relevant.map((event) => timelineWords(event)).reverse();
}
