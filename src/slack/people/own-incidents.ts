import { inBatches } from '../../batches.ts';
import type { ListedIncident } from '../../cards/words/incident-line.ts';
import { within } from '../../deadline.ts';
import { contactsOf, ownPart, type People } from '../../incidents/people/own-part.ts';
import { leadOf } from '../../incidents/people/responders.ts';
import type { Services } from '../services.ts';

type Needed = Pick<Services, 'responders' | 'cardStore' | 'findContactUser' | 'log'>;

/** The most incidents whose people are read, and the most contacts whose Slack users are looked up. */
const mostIncidents = 200;
const mostContacts = 30;
/** The most time that the Home waits for the look-ups, in milliseconds. What takes longer is known the next time. */
const lookupMs = 2000;

/**
 * Adds who leads each incident, and the part that a person has in it: they lead, acknowledged, were paged or are on it. Who was
 * paged is what the newest card of the incident knows.
 * @param user Slack's id
 * @param incidents the most urgent first
 */
export async function withOwnParts(
  user: string,
  incidents: readonly ListedIncident[],
  services: Needed,
): Promise<ListedIncident[]> {
  const read = await inBatches(incidents.slice(0, mostIncidents), 20, (incident) => peopleOf(incident, services));
  const contacts = await contactsOfUser(user, [...new Set(read.flatMap(contactsOf))], services);
  return incidents.map((incident, index) => {
    const people = read[index];
    if (people === undefined) return incident;
    const part = ownPart(people, user, contacts);
    const lead = leadOf(people);
    return { ...incident, ...(lead && { lead }), ...(part && { part }) };
  });
}

async function peopleOf({ arn }: ListedIncident, { responders, cardStore }: Needed): Promise<People> {
  const [known, cards] = await Promise.all([responders.known(arn), cardStore.ofIncident(arn.arn)]);
  const [newest] = cards
    .flatMap(({ reading }) => (reading?.engagements === undefined ? [] : [reading]))
    .sort((one, other) => other.readAtMs - one.readAtMs);
  return { ...(known && { responders: known }), ...(newest?.engagements && { engagements: newest.engagements }) };
}

/** The contacts that a person in Slack is, if AWS answers in time. */
async function contactsOfUser(
  user: string,
  contactArns: readonly string[],
  { findContactUser, log }: Needed,
): Promise<ReadonlySet<string>> {
  const own = new Set<string>();
  const lookUp = inBatches(contactArns.slice(0, mostContacts), 5, async (arn) => {
    const found = await findContactUser(arn).catch((error: unknown) => {
      log.debug('the Slack user of a contact could not be looked up', { arn, error });
      return undefined;
    });
    if (found !== undefined && 'user' in found && found.user.id === user) own.add(arn);
  });
  await within(lookupMs, lookUp);
  return own;
}
