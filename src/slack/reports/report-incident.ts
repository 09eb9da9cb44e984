import { z } from 'zod';
import { chunks } from '../../batches.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { incidentReport } from '../../cards/surfaces/report.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { storedSnapshot } from '../../incidents/stored-snapshot.ts';
import type { TimelineEvent } from '../../incidents/timeline/timeline-event.ts';
import { NotFinished, partMs } from '../../jobs/not-finished.ts';
import type { Json } from '../../store/store.ts';
import { type Interaction, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { fileAudience, fileName, filePlace, shareFile } from './share-file.ts';

/** The services that sharing a report takes. */
export type ReportSharing = ReportReading & Pick<Services, 'slack' | 'gate' | 'journal' | 'cardStore'>;

/**
 * Shares the incident as one Markdown file, in the place that `filePlace` decides.
 * @throws AppError whose message the requester gets; NotFinished when the next job continues
 */
export async function reportIncident(
  services: ReportSharing,
  interaction: Interaction,
  arn: IncidentArn,
): Promise<void> {
  const { requester, atMs } = interaction;
  const shown = await fileAudience(services, arn, requester, 'report');
  const { text, view: snapshot } = await readReport(services, arn, interaction.key);
  const title = `Report: ${titleOf(snapshot.record)}`.slice(0, 200);
  const place = await filePlace(services, interaction, arn, shown, title);
  const name = fileName(['incident', arn.plan, arn.id.slice(0, 8)], atMs, 'md');
  await shareFile(services, interaction, {
    channel: place.channel,
    name,
    title,
    content: text,
    comment: 'The incident in one file: facts, timeline, runbooks, people.',
    ...(place.threadTs !== undefined && { threadTs: place.threadTs }),
  });
  await tell(services.slack, requester, lineCard(`The report is ${place.words}.`));
}

/** The services that reading everything about an incident takes. */
export type ReportReading = Pick<
  Services,
  'readSnapshot' | 'readRelated' | 'readEngagements' | 'readTimeline' | 'openProgress' | 'now' | 'sleep' | 'log'
>;

/** The most time that is spent on who was paged, in milliseconds: AWS allows few such requests. */
const engagementTimeoutMs = 15_000;
/** Snapshots of more characters are read again rather than saved: an item of DynamoDB has at most 400 KB. */
const mostSaved = 100_000;

const savedPart = z.object({ facts: storedSnapshot });

/**
 * Reads everything about an incident, and writes its report. The report says what could not be read, except the record.
 * @param key the key of the interaction
 * @returns Markdown
 * @throws AppError when the record cannot be read; NotFinished when the next job continues
 */
export async function readReport(
  services: ReportReading,
  arn: IncidentArn,
  key: string,
): Promise<{ text: string; view: IncidentSnapshot; events?: TimelineEvent[] }> {
  const beganMs = services.now();
  const events = await wholeTimeline(services, arn, key).catch((error: unknown) => {
    if (error instanceof NotFinished) throw error;
    return missing(services, arn, 'timeline')(error);
  });
  const facts = await savedFacts(services, arn, key, beganMs + partMs / 2);
  const read = events && { events };
  return { text: incidentReport({ view: facts, ...read, now: services.now() }), view: facts, ...read };
}

/**
 * Reads everything but the timeline, and saves it.
 * @param untilMs when the next job continues, in epoch milliseconds
 */
async function savedFacts(
  services: ReportReading,
  arn: IncidentArn,
  key: string,
  untilMs: number,
): Promise<IncidentSnapshot> {
  const progress = await services.openProgress(key, 'facts');
  const [before] = progress.saved.flatMap((value) => savedPart.safeParse(value).data ?? []);
  if (before !== undefined) return before.facts;
  const facts = await readFacts(services, arn);
  if (services.now() < untilMs || JSON.stringify(facts).length > mostSaved) return facts;
  await progress.save({ facts: facts as unknown as Json });
  throw new NotFinished('the report is written by the next job');
}

async function readFacts(services: ReportReading, arn: IncidentArn): Promise<IncidentSnapshot> {
  const lacks = (part: string) => missing(services, arn, part);
  const [snapshot, related, findings, engaged] = await Promise.all([
    services.readSnapshot(arn),
    services.readRelated.items(arn).catch(lacks('related items')),
    services.readRelated.findings(arn).catch(lacks('findings')),
    services.readEngagements(arn, engagementTimeoutMs, { fresh: true }).catch(lacks('engagements')),
  ]);
  return {
    ...snapshot,
    ...(related && { related }),
    ...(findings && { findings }),
    ...(engaged && { engagements: engaged.engagements }),
  };
}

const missing =
  ({ log }: ReportReading, { arn }: IncidentArn, part: string) =>
  (error: unknown) => {
    log.warn('a report lacks a part', { arn, part, error });
    return undefined;
  };

type Needed = Pick<Services, 'readTimeline' | 'openProgress' | 'now' | 'sleep'>;

/** Each event takes a request, and AWS allows 30 a second: half of them are left for requesters. */
const pageLength = 15;
const pageEveryMs = 1000;
/** How often a page is read if the data of an event is missing. */
const triesPerPage = 3;
/** AWS keeps 1000 events of an incident. */
const mostPages = 100;
/** How many events are saved at once: as many of the largest size as an item of the store can have. */
const eventsPerPart = 5;

const part = z.object({
  events: z.array(z.custom<TimelineEvent>()),
  /** Set with the last events of a page, which is then complete. */
  read: z.object({ next: z.string().optional() }).optional(),
});
type Part = z.infer<typeof part>;

/**
 * Reads all events of an incident and saves each page, because a thousand events take longer than a job's time limit.
 * @param key the key of the interaction
 * @throws NotFinished when the next job continues
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
  // After a long read, the rest of the report is made in a job of its own.
  if (read.length > before && now() >= untilMs - partMs / 2) throw new NotFinished('the timeline is read');
  // A page that was interrupted is saved again from its start.
  return [...new Map(parts.flatMap(({ events }) => events).map((event) => [event.id, event])).values()];
}

function inParts({ events, next }: { events: TimelineEvent[]; next?: string }): Part[] {
  const parts: Part[] = chunks(events, eventsPerPart).map((each) => ({ events: each }));
  const last = parts.pop() ?? { events: [] };
  return [...parts, { ...last, read: { ...(next !== undefined && { next }) } }];
}

/** Reads a page, again while the data of an event is missing: events already read are cached. */
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
