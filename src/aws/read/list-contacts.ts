import { z } from 'zod';
import type { Gap } from '../../incidents/gap.ts';
import { createRecent } from '../../recent.ts';
import type { Accounts } from '../accounts.ts';
import type { ContactsCall } from '../contacts-call.ts';
import { createPace, type Pace, singleFlight } from '../pace.ts';
import { fromAccounts } from './each-account.ts';

/** A contact, escalation plan or on-call schedule that can be paged. */
export interface Contact {
  arn: string;
  alias: string;
  displayName?: string;
  /** `PERSONAL`, `ESCALATION` or `ONCALL_SCHEDULE`. */
  type: string;
}

/**
 * Lists the contacts of an account, in all Regions that answer.
 * @throws AppError when no Region answers
 */
export type ListContacts = (account: string) => Promise<Contact[]>;

/**
 * Lists the contacts of all allowed accounts.
 * @throws AppError when no account answers
 */
export type ListAllContacts = () => Promise<{ contacts: Contact[]; gaps: Gap[] }>;

export const createListAllContacts =
  (list: ListContacts, accounts: Accounts): ListAllContacts =>
  async () => {
    const { found, gaps } = await fromAccounts(await accounts.all(), async (account) => ({
      found: await list(account),
      gaps: [],
    }));
    return { contacts: found, gaps };
  };

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

const cacheMs = 300_000;
/** The longest wait for the quota of one request a second and Region, in milliseconds. A person waits for the form. */
const maxWaitMs = 5000;
const maxPages = 5;

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
    for (let page = 0; page < maxPages; page += 1) {
      const input = { MaxResults: 1000, ...(next && { NextToken: next }) };
      const answer = contactList.parse(await pace(() => call('ListContacts', input, region, role), maxWaitMs));
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
    const lists = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    // Contacts may exist in one Region only, so a Region that refuses does not matter while another answers.
    const [fault] = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    if (lists.length === 0) throw fault;
    const contacts = [...new Map(lists.flat().map((contact) => [contact.arn, contact])).values()];
    if (fault === undefined) recent.set(account, contacts, cacheMs);
    return contacts;
  }

  return (account) => flights(account, () => ofAccount(account));
}
