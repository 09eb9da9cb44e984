import type { Responders, Role, SlackPerson } from './responders.ts';

/** A difference in who responds. */
export type ResponderChange =
  /** `person` absent: nobody has the role any more. `by` absent: not known. */
  | { kind: 'role'; name: string; person?: SlackPerson; from?: SlackPerson; by?: SlackPerson; atMs?: number }
  | { kind: 'on it'; person: SlackPerson; atMs: number };

/** What changed in who responds: the lead first, then other roles, then who is on it. */
export function responderChanges(before: Responders, after: Responders): ResponderChange[] {
  const [had, has] = [byName(before), byName(after)];
  const changes: ResponderChange[] = [];
  for (const [name, { person, by, sinceMs }] of has) {
    const from = had.get(name)?.person;
    if (from?.id === person.id) continue;
    changes.push({ kind: 'role', name, person, by, atMs: sinceMs, ...(from && { from }) });
  }
  for (const [name, { person: from }] of had) {
    if (has.has(name)) continue;
    const ended = after.ended?.name === name ? { by: after.ended.by, atMs: after.ended.sinceMs } : {};
    changes.push({ kind: 'role', name, from, ...ended });
  }
  const known = new Set(before.onIt.map(({ person }) => person.id));
  for (const { person, atMs } of after.onIt) if (!known.has(person.id)) changes.push({ kind: 'on it', person, atMs });
  return changes;
}

const byName = ({ roles }: Responders): Map<string, Role> => new Map(roles.map((role) => [role.name, role]));
