import { personOf, slackActor } from '../../incidents/people/person.ts';
import type { ResponderChange } from '../../incidents/people/responder-changes.ts';
import { leadOf, leadRole, othersOnIt, type Role, type SlackPerson } from '../../incidents/people/responders.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { brief } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { listed } from './engagement-words.ts';

const longestName = 80;

/** The name of a person in Slack. Plain and untrusted. */
export const nameOfPerson = ({ name, id }: SlackPerson, longest = longestName): string =>
  truncate(brief(name, longest) || id, longest);
/** The same as the author of a change: `Ada (Slack)`. */
const author = ({ id, name }: SlackPerson): string => truncate(personOf(slackActor(id, name)), longestName);

/** `Scribe`. Untrusted. */
export const roleTitle = (name: string): string => brief(name.charAt(0).toUpperCase() + name.slice(1), 60);

/** `Ben Okafor is on it`, without the lead and without a full stop; empty when nobody else said so. */
export function onItSentence(snapshot: Pick<IncidentSnapshot, 'responders'>, shown = 3, longest = 40): string {
  const names = othersOnIt(snapshot).map((person) => nameOfPerson(person, longest));
  return names.length === 0 ? '' : `${listed(names, shown)} ${names.length === 1 ? 'is' : 'are'} on it`;
}

/** The same where little room is: beside a lead, only how many there are. */
export function onItBrief(snapshot: Pick<IncidentSnapshot, 'responders'>, shown = 3, longest = 40): string {
  const others = othersOnIt(snapshot).length;
  if (leadOf(snapshot) === undefined || others === 0) return onItSentence(snapshot, shown, longest);
  return `${others} more on it`;
}

/** A change of who responds, in one line of plain, untrusted text without a full stop. */
export function responderSentence(change: ResponderChange): string {
  if (change.kind === 'on it') return `${author(change.person)} is on it`;
  const { name, person, from, by } = change;
  const isLead = name === leadRole;
  const doer = by === undefined ? '' : `, by ${author(by)}`;
  if (person === undefined) {
    if (isLead)
      return `${from === undefined ? 'Nobody leads any more' : `${nameOfPerson(from)} no longer leads`}${doer}`;
    return `${roleTitle(name)}: nobody any more${doer}`;
  }
  if (from !== undefined) return `${roleTitle(name)}: ${nameOfPerson(from)} → ${nameOfPerson(person)}${doer}`;
  if (!isLead) return `${roleTitle(name)}: ${nameOfPerson(person)}${doer}`;
  return by === undefined || by.id === person.id
    ? `${author(person)} took the lead`
    : `${nameOfPerson(person)} leads, assigned by ${author(by)}`;
}

/** `Scribe: Ben Okafor`: who has a role. Plain and untrusted. */
export const roleLine = ({ name, person }: Role): string => `${roleTitle(name)}: ${nameOfPerson(person)}`;
