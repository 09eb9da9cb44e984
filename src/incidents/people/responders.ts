/** A person in Slack. */
export interface SlackPerson {
  /** Slack's id: `U…` or `W…`. */
  id: string;
  /** As Slack showed it at the time. Untrusted. */
  name: string;
}

/** A named responsibility for an incident, and who has it. */
export interface Role {
  /** `lead`, or a name that people chose: lower case, at most 40 characters. Untrusted. */
  name: string;
  person: SlackPerson;
  /** Who assigned it; the person, if they took it. */
  by: SlackPerson;
  /** Epoch milliseconds. */
  sinceMs: number;
}

/** Someone who said in Slack that they are on it. */
export interface OnIt {
  person: SlackPerson;
  /** Epoch milliseconds. */
  atMs: number;
}

/** Who responds to an incident, as people said in Slack. */
export interface Responders {
  /** The lead first. At most one person a role. */
  roles: Role[];
  onIt: OnIt[];
  /** The last role that was given up or taken from someone, so that the thread can tell. */
  ended?: Omit<Role, 'person'>;
}

export const leadRole = 'lead';
export const noResponders: Responders = { roles: [], onIt: [] };

/** Something that people of Slack said about who responds. */
export type Assignment =
  /** `person` absent: nobody has the role any more. */
  | { kind: 'role'; name: string; person?: SlackPerson; by: SlackPerson; atMs: number }
  | { kind: 'on it'; person: SlackPerson; atMs: number };

/** The most roles of an incident, and the most people on it. Later ones replace the oldest; the lead stays. */
const most = 20;

/** Who responds after an assignment. One that is older than what is known of the role changes nothing. */
export function assigned(before: Responders, change: Assignment): Responders {
  if (change.kind === 'on it') {
    if (before.onIt.some(({ person }) => person.id === change.person.id)) return before;
    return { ...before, onIt: [...before.onIt, { person: change.person, atMs: change.atMs }].slice(-most) };
  }
  const { name, person, by, atMs } = change;
  const held = roleOf(before, name);
  if (held !== undefined && held.sinceMs > atMs) return before;
  const { ended, roles, onIt } = before;
  const others = roles.filter((role) => role.name !== name);
  if (person === undefined) {
    return held === undefined ? before : { roles: others, onIt, ended: { name, by, sinceMs: atMs } };
  }
  const added = [...others, { name, person, by, sinceMs: atMs }];
  const lead = added.filter((role) => role.name === leadRole);
  const rest = added.filter((role) => role.name !== leadRole).sort((a, b) => a.sinceMs - b.sinceMs);
  return {
    roles: [...lead, ...rest.slice(-(most - lead.length))],
    onIt,
    ...(ended !== undefined && ended.name !== name && { ended }),
  };
}

export const roleOf = (responders: Responders | undefined, name: string): Role | undefined =>
  responders?.roles.find((role) => role.name === name);

/** Who leads an incident; `undefined`: nobody, or that is not known. */
export const leadOf = ({ responders }: { responders?: Responders }): SlackPerson | undefined =>
  roleOf(responders, leadRole)?.person;

/** Whether someone leads, or said that they are on it. */
export const isAnswered = ({ responders }: { responders?: Responders }): boolean =>
  responders !== undefined && everyone(responders).length > 0;

/** Those who said that they are on it, without the lead. */
export function othersOnIt({ responders }: { responders?: Responders }): SlackPerson[] {
  const lead = roleOf(responders, leadRole)?.person.id;
  return (responders?.onIt ?? []).flatMap(({ person }) => (person.id === lead ? [] : [person]));
}

/** Whether it is known that nobody leads. */
export const lacksLead = (snapshot: { responders?: Responders }): boolean =>
  snapshot.responders !== undefined && leadOf(snapshot) === undefined;

/** Everyone who responds, once each: the lead, other roles, those who are on it. */
export function everyone({ roles, onIt }: Responders): SlackPerson[] {
  const all = [...roles.map(({ person }) => person), ...onIt.map(({ person }) => person)];
  return [...new Map(all.map((person) => [person.id, person])).values()];
}

/**
 * The name of a role as people type it, in one form.
 * @returns `undefined` for a name that is empty, too long or holds more than letters, digits, spaces and dashes
 */
export function roleName(typed: string): string | undefined {
  const name = typed.trim().toLowerCase().replace(/\s+/gu, ' ');
  return /^[\p{L}\p{N}][\p{L}\p{N}\p{M} _-]{0,39}$/u.test(name) ? name : undefined;
}
