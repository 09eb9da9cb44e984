import { z } from 'zod';
import { createRecent } from '../../recent.ts';
import type { Accounts } from '../accounts.ts';
import type { ContactsCall } from '../contacts-call.ts';
import { createPace, type Pace, singleFlight } from '../pace.ts';

/** Somebody, or several people, who can be paged. */
export interface Contact {
  arn: string;
  alias: string;
  displayName?: string;
  /** `PERSONAL`, `ESCALATION` or `ONCALL_SCHEDULE`. */
  type: string;
}

/** Lists whom an account can page, in all Regions that answer. */
export type ListContacts = (account: string) => Promise<Contact[]>;

const contactList = z.object({
  Contacts: z
    .array(
      z.object({
        ContactArn: z.string(),
        Alias: z.string().default(''),
        DisplayName: z.string().nullish(),
        Type: z.string().default(''),
      }),
    )
    .default([]),
  NextToken: z.string().nullish(),
});

const believedMs = 300_000;
/** The service allows one such request a second, in each Region; a person waits for the form, in milliseconds. */
const patienceMs = 5000;
const mostPages = 5;

/** @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListContacts.html */
export function createListContacts(
  call: ContactsCall,
  accounts: Accounts,
  regions: readonly string[],
  now: () => number,
): ListContacts {
  const paces = new Map<string, Pace>(regions.map((region) => [region, createPace(1, now)]));
  const recent = createRecent<Contact[]>(100, now);
  const flights = singleFlight<Contact[]>();

  async function ofRegion(region: string, pace: Pace, role: string | undefined): Promise<Contact[]> {
    const found: Contact[] = [];
    let next: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const input = { MaxResults: 1000, ...(next && { NextToken: next }) };
      const answer = contactList.parse(await pace(() => call('ListContacts', input, region, role), patienceMs));
      for (const { ContactArn: arn, Alias: alias, DisplayName, Type: type } of answer.Contacts) {
        found.push({ arn, alias, type, ...(DisplayName && { displayName: DisplayName }) });
      }
      next = answer.NextToken ?? undefined;
      if (next === undefined) break;
    }
    return found;
  }

  async function ofAccount(account: string): Promise<Contact[]> {
    const known = recent.get(account);
    if (known !== undefined) return known;
    const role = await accounts.roleFor(account);
    const answers = await Promise.allSettled([...paces].map(([region, pace]) => ofRegion(region, pace, role)));
    const told = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    // Contacts may live in one Region only, so one that refuses is no fault while another answers.
    const [fault] = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    if (told.length === 0) throw fault;
    const contacts = [...new Map(told.flat().map((contact) => [contact.arn, contact])).values()];
    if (fault === undefined) recent.set(account, contacts, believedMs);
    return contacts;
  }

  return (account) => flights(account, () => ofAccount(account));
}
