import { type Change, happenedAtMs } from '../changes.ts';
import { assignmentIn } from '../people/assignment-words.ts';
import { type Runbook, runbookPhase } from '../runbook.ts';
import { type TimelineEvent, textIn, timelineData } from '../timeline/timeline-event.ts';
import { nearMs } from './authors.ts';
import type { Look } from './look.ts';

const kinds = ['runbook', 'acknowledged', 'alarm', 'role', 'on it'] as const;
type Kind = (typeof kinds)[number];
/** A change that the incident's timeline may not hold. */
export type OffTimelineChange = Extract<Change, { kind: Kind }>;

/** A change that the app told in a thread or the room of an incident, and that the timeline may not hold. */
export interface ToldChange {
  /** When it happened, or when it was told if that is not known; epoch milliseconds. */
  atMs: number;
  change: OffTimelineChange;
}

/** The most of them that are kept of a thread, the newest. */
const mostTold = 30;

/** The changes of a thread that the timeline may not hold, after an entry about more changes was posted. */
export function withTold(
  before: readonly ToldChange[],
  changes: readonly Change[],
  nowMs: number,
): ToldChange[] | undefined {
  const added = changes.filter(isOffTimeline).map((change) => ({ atMs: happenedAtMs(change) ?? nowMs, change }));
  const all = [...before, ...added].slice(-mostTold);
  return all.length === 0 ? undefined : all;
}

const isOffTimeline = (change: Change): change is OffTimelineChange =>
  (kinds as readonly string[]).includes(change.kind);

/** What else an answer shows of the incident. */
interface Beside {
  /** The timeline, in any order. */
  events: readonly TimelineEvent[];
  runbooks: readonly Runbook[];
  last?: Look;
}

/**
 * What was told in the threads of an incident since a person last caught up, each thing once, without what the timeline and
 * the runbooks tell.
 * @param told by all threads, in any order
 */
export function toldSince(told: readonly ToldChange[], { events, runbooks, last }: Beside): ToldChange[] {
  const isInTimeline = ({ change, atMs }: ToldChange) =>
    events.some((event) => Math.abs(event.atMs - atMs) <= nearMs && isSame(change, event));
  const fresh = told.filter((one) => isNew(one, last) && !isInTimeline(one) && !isCurrent(one, runbooks));
  return [...new Map(fresh.map((one) => [identityOf(one), one])).values()];
}

const isNew = (told: ToldChange, last: Look | undefined): boolean =>
  last === undefined || told.atMs > (isByAws(told) ? last.newestMs : last.atMs);

/** Whether a runbook is shown in its current state; one that waits is listed with what is still open. */
function isCurrent({ change, atMs }: ToldChange, runbooks: readonly Runbook[]): boolean {
  if (change.kind !== 'runbook') return false;
  if (change.phase === 'waiting') return true;
  const now = runbooks.find(({ arn }) => arn === change.runbook.arn);
  return now !== undefined && runbookPhase(now) === change.phase && atMs === (now.endedAtMs ?? now.startedAtMs);
}

/** Whether a timeline event tells the same. */
function isSame(change: OffTimelineChange, event: TimelineEvent): boolean {
  if (change.kind === 'acknowledged') {
    if (event.type !== 'SSM Contacts Page Acknowledgement for Incident') return false;
    const { arn, contactArn, acknowledgedBy } = change.engagement;
    const data = timelineData(event);
    if (textIn(data, 'engagementArn') === arn) return true;
    return [contactArn, acknowledgedBy?.contactArn].includes(textIn(data, 'contactArn'));
  }
  if (change.kind !== 'role' && change.kind !== 'on it') return false;
  const other = assignmentIn(event);
  if (other?.kind !== change.kind || other.person?.id !== change.person?.id) return false;
  return other.kind === 'on it' || change.kind === 'on it' || other.name === change.name;
}

/** The thread of each channel has the same change. */
function identityOf({ atMs, change }: ToldChange): string {
  switch (change.kind) {
    case 'runbook':
      return JSON.stringify([atMs, change.runbook.arn, change.phase]);
    case 'acknowledged':
      return change.engagement.arn;
    case 'alarm':
      return JSON.stringify([atMs, change.alarm.arn, change.alarm.state]);
    case 'role':
      return JSON.stringify([atMs, change.name, change.person?.id]);
    case 'on it':
      return change.person.id;
  }
}

/** Whether its time is AWS's; the times of roles are those of the app's clock. */
export const isByAws = ({ change }: ToldChange): boolean => change.kind !== 'role' && change.kind !== 'on it';
