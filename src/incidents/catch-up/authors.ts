import { parseAssignment } from '../people/assignment-words.ts';
import { appActor, slackActor } from '../people/person.ts';
import { auditIn, type SlackAudit } from '../timeline/slack-audit.ts';
import { type TimelineEvent, textIn, timelineData } from '../timeline/timeline-event.ts';

/** The most time between a change from Slack and the custom event that names its author, in milliseconds. */
export const nearMs = 120_000;

/**
 * Joins what the app did for a person in Slack with the custom event that says who that was: one change is shown once, by
 * its author.
 * @param events in any order; the app's own role is already `appActor`
 */
export function withAuthors(events: readonly TimelineEvent[]): TimelineEvent[] {
  const audits = events.flatMap((event) => auditOf(event) ?? []);
  const used = new Set<string>();
  const named = events.map((event) => {
    const needsAuthor = isOwnUpdate(event) || event.type === 'Note';
    const near = needsAuthor ? nearest(event, audits, used) : undefined;
    if (near === undefined) return event;
    used.add(near.id);
    return authored(event, near.audit);
  });
  return named.filter(({ id }) => !used.has(id));
}

interface Audited {
  id: string;
  atMs: number;
  audit: SlackAudit;
}

/** What the app wrote about a change, unless it tells something of its own: who leads, who is on it. */
function auditOf(event: TimelineEvent): Audited | undefined {
  const audit = auditIn(event);
  if (audit === undefined || parseAssignment(audit, 0) !== undefined) return undefined;
  return { id: event.id, atMs: event.atMs, audit };
}

const isOwnUpdate = (event: TimelineEvent): boolean => textIn(timelineData(event), 'modifiedBy') === appActor;

function nearest(event: TimelineEvent, audits: readonly Audited[], used: ReadonlySet<string>): Audited | undefined {
  const far = ({ atMs }: Audited) => Math.abs(atMs - event.atMs);
  const isOf = ({ audit }: Audited) => event.type !== 'Note' || event.by?.startsWith(`slack:${audit.user} `) === true;
  return audits
    .filter((one) => !used.has(one.id) && far(one) <= nearMs && isOf(one))
    .sort((a, b) => far(a) - far(b))[0];
}

function authored(event: TimelineEvent, { user, name }: SlackAudit): TimelineEvent {
  if (event.type === 'Note') return event;
  const data = timelineData(event) as object;
  return { ...event, data: JSON.stringify({ ...data, modifiedBy: slackActor(user, name) }) };
}
