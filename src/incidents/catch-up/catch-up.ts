import { type Attention, attentionOf } from '../attention.ts';
import { type Runbook, runbookPhase } from '../runbook.ts';
import type { IncidentSnapshot } from '../snapshot.ts';
import { recordUpdate, type TimelineEntry, timelineEntries } from '../timeline/timeline-entry.ts';
import { listIn, type TimelineEvent, textIn, timelineData } from '../timeline/timeline-event.ts';
import { withAuthors } from './authors.ts';
import type { Look } from './look.ts';
import { isByAws, type ToldChange, toldSince } from './told-changes.ts';

/** Something that happened to an incident. */
export type Happening =
  | (TimelineEntry & { kind: 'event'; atMs: number })
  | { kind: 'runbook'; atMs: number; runbook: Runbook }
  | ({ kind: 'told' } & ToldChange);

/** The impact was set. */
export interface ImpactChange {
  atMs: number;
  to: number;
  /** A principal; absent: not known. */
  by?: string;
}

/** What a person missed of an incident. */
export interface CatchUp {
  snapshot: IncidentSnapshot;
  /** From when on, in epoch milliseconds: they last caught up, or the incident started. */
  sinceMs: number;
  /** Whether they catch up for the first time. */
  isFirst: boolean;
  /** The time of the newest of what happened, by AWS's clock; epoch milliseconds. */
  newestMs: number;
  /** In the order in which they happened. */
  impacts: ImpactChange[];
  /** The most important of what happened, in the order in which it did. */
  happened: Happening[];
  /** How many less important things happened besides. */
  others: number;
  /** Whether so much happened that not all of it was read. */
  hasOlder: boolean;
  /** What needs attention now. */
  open: Attention[];
}

export interface CatchUpInput {
  snapshot: IncidentSnapshot;
  /** The newest events of the timeline, in any order. */
  events: readonly TimelineEvent[];
  /** What the app told in the threads of the incident and in its room, in any order. */
  told?: readonly ToldChange[];
  /** Whether older events were left out that happened since. */
  hasOlder: boolean;
  /** When the person last caught up; absent: never. */
  last?: Look;
  now: number;
}

/** The most events that are shown. */
export const mostHappenings = 6;

/** What happened to an incident since a person last caught up, or since it started. */
export function catchUp({ snapshot, events, told = [], hasOlder, last, now }: CatchUpInput): CatchUp {
  const isNew = ({ atMs }: { atMs: number }) => last === undefined || atMs > last.newestMs;
  const entries = timelineEntries(withAuthors(events).toSorted((a, b) => b.atMs - a.atMs));
  const fresh = entries.filter(({ event }) => isNew(event));
  const impacts = fresh.flatMap(({ event }) => impactIn(event) ?? []).sort((a, b) => a.atMs - b.atMs);
  const runbooks = (snapshot.runbooks ?? []).flatMap((runbook) => happeningOf(runbook) ?? []);
  const offTimeline = toldSince(told, { events, runbooks: snapshot.runbooks ?? [], ...(last && { last }) });
  const all = [
    ...fresh
      .filter(({ event }) => !isOnlyImpact(event))
      .map((entry): Happening => ({ kind: 'event', atMs: entry.event.atMs, ...entry })),
    ...runbooks.filter(isNew),
    ...offTimeline.map((one): Happening => ({ kind: 'told', ...one })),
  ];
  const ranked = all.toSorted((a, b) => rank(a) - rank(b) || b.atMs - a.atMs);
  const happened = ranked.slice(0, mostHappenings).sort((a, b) => a.atMs - b.atMs);
  return {
    snapshot,
    sinceMs: last?.atMs ?? snapshot.record.createdAtMs,
    isFirst: last === undefined,
    newestMs: Math.max(
      last?.newestMs ?? 0,
      ...[...events, ...runbooks, ...offTimeline.filter(isByAws)].map(({ atMs }) => atMs),
    ),
    impacts,
    happened,
    others: all.length - happened.length,
    hasOlder,
    open: attentionOf(snapshot, now),
  };
}

/** A runbook that failed, ended or started; one that waits is listed with what is still open. */
function happeningOf(runbook: Runbook): Happening | undefined {
  if (runbookPhase(runbook) === 'waiting') return undefined;
  const atMs = runbook.endedAtMs ?? runbook.startedAtMs;
  return atMs === undefined ? undefined : { kind: 'runbook', atMs, runbook };
}

const attributesOf = (event: TimelineEvent): unknown[] =>
  event.type === recordUpdate ? listIn(timelineData(event), 'modifiedAttributes') : [];
const nameIn = (attribute: unknown): string => textIn(attribute, 'attributeName');

function impactIn(event: TimelineEvent): ImpactChange | undefined {
  const set = attributesOf(event).find((one) => nameIn(one) === 'impact');
  const to = set === undefined ? Number.NaN : Number(textIn(set, 'newValue').replaceAll('"', ''));
  if (!Number.isInteger(to)) return undefined;
  const by = textIn(timelineData(event), 'modifiedBy');
  return { atMs: event.atMs, to, ...(by !== '' && { by }) };
}

function isOnlyImpact(event: TimelineEvent): boolean {
  const attributes = attributesOf(event);
  return attributes.length > 0 && attributes.every((one) => nameIn(one) === 'impact');
}

/** What changed the course of the incident or was tried comes before what went with it. */
function rank(happening: Happening): number {
  if (happening.kind === 'runbook') return 0;
  if (happening.kind === 'told') return rankOfTold(happening);
  const { event } = happening;
  switch (event.type) {
    case 'Note':
    case 'SSM Automation Execution Start Failure for Incident':
      return 0;
    case recordUpdate: {
      const names = attributesOf(event).map(nameIn);
      if (names.includes('status')) return 0;
      return names.some((name) => name === 'summary' || name === 'title') ? 1 : 3;
    }
    case 'Custom Event':
    case 'SSM Contacts Page Acknowledgement for Incident':
      return 1;
    case 'SSM Incident Start':
    case 'SSM Contacts Page for Incident':
      return 2;
    default:
      return 3;
  }
}

/** A runbook that failed or ended comes first, because the snapshot shows it. */
function rankOfTold({ change }: ToldChange): number {
  if (change.kind !== 'runbook') return 1;
  return change.phase === 'running' ? 2 : 0;
}
