import type { Engagement } from '../links/related.ts';
import { everyone, leadOf, type Responders } from './responders.ts';

/** What a person has to do with an incident. */
export type OwnPart = 'lead' | 'acknowledged' | 'paged' | 'on it';

/** What is known of an incident's people. */
export interface People {
  responders?: Responders;
  engagements?: readonly Engagement[];
}

/** The ARNs of everyone who was paged or acknowledged, once each. Some may be of schedules and escalation plans. */
export const contactsOf = ({ engagements = [] }: People): string[] => [
  ...new Set(
    engagements.flatMap(({ contactArn, pagedArns = [], acknowledgedBy }) => [
      contactArn,
      ...pagedArns,
      ...(acknowledgedBy === undefined ? [] : [acknowledgedBy.contactArn]),
    ]),
  ),
];

/**
 * The part of a person in Slack, the one that asks most of them; `undefined`: none is known.
 * @param user Slack's id
 * @param contacts ARNs of the contacts that they are in Incident Manager
 */
export function ownPart(people: People, user: string, contacts: ReadonlySet<string>): OwnPart | undefined {
  const { responders, engagements = [] } = people;
  if (leadOf(people)?.id === user) return 'lead';
  const has = engagements.some(
    ({ acknowledgedAtMs, acknowledgedBy, contactArn }) =>
      acknowledgedAtMs !== undefined && contacts.has(acknowledgedBy?.contactArn ?? contactArn),
  );
  if (has) return 'acknowledged';
  if (contactsOf(people).some((arn) => contacts.has(arn))) return 'paged';
  return responders !== undefined && everyone(responders).some(({ id }) => id === user) ? 'on it' : undefined;
}
