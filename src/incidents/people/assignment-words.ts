import { auditIn, type SlackAudit } from '../timeline/slack-audit.ts';
import type { TimelineEvent } from '../timeline/timeline-event.ts';
import { type Assignment, assigned, leadRole, noResponders, type Responders, type SlackPerson } from './responders.ts';

/**
 * An assignment in words for the incident's timeline, from which it is read again if the store is new:
 * `Lead: Ana Pérez (U0123)`, `Role scribe: nobody`, `On it: Ana Pérez (U0123)`.
 */
export function assignmentWords(change: Assignment): string {
  if (change.kind === 'on it') return `On it: ${personWords(change.person)}`;
  const role = change.name === leadRole ? 'Lead' : `Role ${change.name}`;
  return `${role}: ${change.person === undefined ? nobody : personWords(change.person)}`;
}

const nobody = 'nobody';
const personWords = ({ id, name }: SlackPerson): string => `${name.slice(0, 200)} (${id})`;
const form = /^(?:(Lead)|Role ([^:]{1,40})|(On it)): (?:nobody|(.{1,200}) \(([UW]\w{1,30})\))$/su;

/** The assignment in what the app wrote into the timeline; `undefined` for anything else. */
export function parseAssignment({ words, name: byName, user }: SlackAudit, atMs: number): Assignment | undefined {
  const [whole, lead, role, onIt, name, id] = form.exec(words) ?? [];
  if (whole === undefined) return undefined;
  const person = name === undefined || id === undefined ? undefined : { id, name };
  if (onIt !== undefined) return person && { kind: 'on it', person, atMs };
  const by = { id: user, name: byName };
  const of = lead === undefined ? role : leadRole;
  return of === undefined ? undefined : { kind: 'role', name: of, by, atMs, ...(person && { person }) };
}

/** The assignment that a timeline event holds; `undefined` for any other event. */
export function assignmentIn(event: TimelineEvent): Assignment | undefined {
  const audit = auditIn(event);
  return audit && parseAssignment(audit, event.atMs);
}

/** Who responds, as a timeline tells. @param events in any order */
export function respondersIn(events: readonly TimelineEvent[]): Responders {
  const changes = events.flatMap((event) => assignmentIn(event) ?? []);
  return changes.sort((a, b) => a.atMs - b.atMs).reduce(assigned, noResponders);
}
