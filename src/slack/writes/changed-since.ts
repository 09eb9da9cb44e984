import { changeLine } from '../../cards/words/change-line.ts';
import { timelineWords } from '../../cards/words/timeline-words.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import { changesBetween } from '../../incidents/changes.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { listIn, textIn, timelineData } from '../../incidents/timeline-event.ts';
import type { Services } from '../services.ts';

const eventsRead = 20;
/** AWS's clocks may differ so much, in milliseconds. */
const clockMs = 1000;

/**
 * What people would want to know of the way from the record they saw to the one there is: status, impact, title and
 * summary, a line each. The channel's card may still hold what they saw; else the timeline tells.
 * @param seenMs `modifiedAtMs` of the record they saw
 * @returns nothing when that is the record there is
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
  return (await toldByTimeline(services, arn, seenMs)) ?? ['Something; its timeline could not be read'];
}

async function toldByTimeline(
  services: Pick<Services, 'readTimeline'>,
  arn: IncidentArn,
  seenMs: number,
): Promise<string[] | undefined> {
  const page = await services.readTimeline(arn, eventsRead).catch(() => undefined);
  if (page === undefined) return undefined;
  const updates = page.events.filter(
    (event) => event.type === 'SSM Incident Record Update' && event.atMs > seenMs - clockMs,
  );
  const telling = updates.filter((event) => {
    const attributes = listIn(timelineData(event), 'modifiedAttributes');
    // Items that AWS relates by itself are no reason to ask again.
    return attributes.length === 0 || attributes.some((one) => textIn(one, 'attributeName') !== 'relatedItems');
  });
  if (telling.length === 0 && updates.length === 0) return undefined;
  return telling.map((event) => timelineWords(event)).reverse();
}
