import { incidentReport } from '../../cards/report.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import type { TimelineEvent } from '../../incidents/timeline-event.ts';
import type { IncidentView } from '../../incidents/view.ts';
import type { Services } from '../services.ts';

type Needed = Pick<Services, 'readView' | 'readRelated' | 'readEngagements' | 'readTimeline' | 'now' | 'sleep' | 'log'>;

/** Each event costs a request, of which AWS allows 30 a second: half of them are left to people. */
const pageLength = 15;
const pageEveryMs = 1000;
/** A page of which something is missing is read so often. */
const triesPerPage = 3;
/** AWS holds 1000 events of an incident. */
const mostPages = 100;
/** Who was paged is read with patience, in milliseconds: AWS allows few such requests. */
const engagementPatienceMs = 30_000;

/**
 * Reads all there is of an incident, and writes its report. What cannot be read besides the record is said to be missing.
 * @returns Markdown
 * @throws AppError when the record cannot be read
 */
export async function readReport(services: Needed, arn: IncidentArn): Promise<{ text: string; view: IncidentView }> {
  const missing = (part: string) => (error: unknown) => {
    services.log.warn('a report lacks a part', { arn: arn.arn, part, error });
    return undefined;
  };
  const [view, related, findings, engaged, events] = await Promise.all([
    services.readView(arn),
    services.readRelated.items(arn).catch(missing('related items')),
    services.readRelated.findings(arn).catch(missing('findings')),
    services.readEngagements(arn, engagementPatienceMs, 'now').catch(missing('engagements')),
    wholeTimeline(services, arn).catch(missing('timeline')),
  ]);
  const whole: IncidentView = {
    ...view,
    ...(related && { related }),
    ...(findings && { findings }),
    ...(engaged && { engagements: engaged.engagements }),
  };
  return { text: incidentReport({ view: whole, ...(events && { events }), now: services.now() }), view };
}

async function wholeTimeline(services: Needed, arn: IncidentArn): Promise<TimelineEvent[]> {
  const events: TimelineEvent[] = [];
  let next: string | undefined;
  for (let count = 0; count < mostPages; count += 1) {
    if (count > 0) await services.sleep(pageEveryMs);
    const page = await wholePage(services, arn, next);
    events.push(...page.events);
    next = page.next;
    if (next === undefined) break;
  }
  return events;
}

/** A page again, as long as the data of an event is missing: what was read is remembered and costs nothing. */
async function wholePage({ readTimeline, sleep }: Needed, arn: IncidentArn, next: string | undefined) {
  let page = await readTimeline(arn, pageLength, next);
  for (let attempt = 1; attempt < triesPerPage && page.events.some(({ data }) => data === undefined); attempt += 1) {
    await sleep(pageEveryMs);
    page = await readTimeline(arn, pageLength, next);
  }
  return page;
}
