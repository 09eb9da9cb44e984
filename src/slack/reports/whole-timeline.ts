import { z } from 'zod';
import { chunks } from '../../batches.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import type { TimelineEvent } from '../../incidents/timeline-event.ts';
import { NotFinished, partMs } from '../../jobs/not-finished.ts';
import type { Json } from '../../store/store.ts';
import type { Services } from '../services.ts';

type Needed = Pick<Services, 'readTimeline' | 'openProgress' | 'now' | 'sleep'>;

/** Each event costs a request, of which AWS allows 30 a second: half of them are left to people. */
const pageLength = 15;
const pageEveryMs = 1000;
/** A page of which something is missing is read so often. */
const triesPerPage = 3;
/** AWS holds 1000 events of an incident. */
const mostPages = 100;
/** Events saved at once: the largest there can be are no more than the store takes. */
const eventsPerPart = 5;

const part = z.object({
  events: z.array(z.custom<TimelineEvent>()),
  /** Set with the last events of a page: that one is read. */
  read: z.object({ next: z.string().optional() }).optional(),
});
type Part = z.infer<typeof part>;

/**
 * Reads all events of an incident, page by page, and saves each: a thousand of them take longer than one job may.
 * @param key of the interaction that needs them
 * @throws NotFinished when the rest is for another job
 */
export async function wholeTimeline(services: Needed, arn: IncidentArn, key: string): Promise<TimelineEvent[]> {
  const { openProgress, sleep, now } = services;
  const progress = await openProgress(key, 'timeline');
  const parts = progress.saved.map((value) => part.safeParse(value).data).filter((each) => each !== undefined);
  const untilMs = now() + partMs;
  let read = parts.filter((each) => each.read !== undefined);
  const before = read.length;
  for (let isFirst = true; read.at(-1)?.read?.next !== undefined || read.length === 0; isFirst = false) {
    if (read.length === mostPages) break;
    if (now() >= untilMs) throw new NotFinished('the rest of the timeline is read by the next job');
    if (!isFirst) await sleep(pageEveryMs);
    const page = await wholePage(services, arn, read.at(-1)?.read?.next, untilMs);
    const fresh = inParts(page);
    for (const each of fresh) await progress.save(each as unknown as Json);
    parts.push(...fresh);
    read = parts.filter((each) => each.read !== undefined);
  }
  // What else the report needs has a job of its own, if reading took long.
  if (read.length > before && now() >= untilMs - partMs / 2) throw new NotFinished('the timeline is read');
  // A page may have been begun twice.
  return [...new Map(parts.flatMap(({ events }) => events).map((event) => [event.id, event])).values()];
}

function inParts({ events, next }: { events: TimelineEvent[]; next?: string }): Part[] {
  const parts: Part[] = chunks(events, eventsPerPart).map((each) => ({ events: each }));
  const last = parts.pop() ?? { events: [] };
  return [...parts, { ...last, read: { ...(next !== undefined && { next }) } }];
}

/** A page again, as long as the data of an event is missing: what was read is remembered and costs nothing. */
async function wholePage(
  { readTimeline, sleep, now }: Needed,
  arn: IncidentArn,
  next: string | undefined,
  untilMs: number,
) {
  let page = await readTimeline(arn, pageLength, next);
  for (let attempt = 1; attempt < triesPerPage && now() < untilMs; attempt += 1) {
    if (page.events.every(({ data }) => data !== undefined)) break;
    await sleep(pageEveryMs);
    page = await readTimeline(arn, pageLength, next);
  }
  return page;
}
