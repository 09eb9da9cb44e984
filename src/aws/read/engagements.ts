import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { Contact, Engagement } from '../../incidents/links/related.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { regionOf } from '../../incidents/naming/arn.ts';
import { createRecent } from '../../recent.ts';
import type { Accounts } from '../accounts.ts';
import type { ContactsCall } from '../contacts-call.ts';
import { createPace } from '../pace.ts';
import type { InRegions } from '../regions.ts';

export interface EngagementsRead {
  engagements: Engagement[];
  /** Whether a later read may find more: the quota was used up, or AWS did not answer. */
  incomplete: boolean;
}

/**
 * Reads the engagements of an incident.
 * @param maxWaitMs what cannot be read within this time is left out, in milliseconds
 * @throws AppError when the engagements cannot be listed
 */
export type ReadEngagements = (
  arn: IncidentArn,
  maxWaitMs: number,
  how?: EngagementReading,
) => Promise<EngagementsRead>;

export interface EngagementReading {
  /** Bypass the cache, except for facts that never change. */
  fresh?: boolean;
  /** The longest wait for earlier requests before the first of this reading, in milliseconds; `maxWaitMs` if absent. */
  lineMs?: number;
}

const seconds = z.number().transform((value) => value * 1000);
const engagementList = z.object({
  Engagements: z.array(
    z.object({
      EngagementArn: z.string(),
      ContactArn: z.string(),
      StartTime: seconds.nullish(),
      StopTime: seconds.nullish(),
    }),
  ),
  NextToken: z.string().nullish(),
});
const pageList = z.object({
  // The contact of a page is a person. That of an engagement may be an escalation plan or an on-call schedule.
  Pages: z.array(z.object({ ContactArn: z.string(), ReadTime: seconds.nullish() })).default([]),
  NextToken: z.string().nullish(),
});
interface Listed {
  engagements: Engagement[];
  /** Whether the list was read to its end. */
  complete: boolean;
}

/** The first acknowledgement of an engagement. */
interface Acknowledgement {
  atMs: number;
  contactArn: string;
}

/** What the pages of an engagement tell. */
interface PagesRead {
  /** Absent: none. */
  first?: Acknowledgement;
  /** ARNs of the people who were paged. */
  paged: readonly string[];
  /** Whether the list was read to its end. */
  complete: boolean;
}

const contact = z.object({ DisplayName: z.string().nullish() });

/** The largest page that AWS returns, and the most pages read. What is beyond counts as unknown. */
const perPage = 1000;
const maxPages = 5;
/** The most people of one engagement who are stored with a card. */
const mostPeople = 20;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * Reads who was paged about an incident, and who acknowledged. The service allows two list requests a second: calls are
 * rate-limited and cached, and what does not fit into `maxWaitMs` is left out.
 * @see https://docs.aws.amazon.com/general/latest/gr/incident-manager.html
 */
export function createReadEngagements(
  call: ContactsCall,
  accounts: Accounts,
  inRegions: InRegions,
  now: () => number,
): ReadEngagements {
  const lists = createPace(2, now);
  const pages = createPace(2, now);
  const contacts = createPace(20, now);
  const recentLists = createRecent<Listed>(1000, now);
  const recentPages = createRecent<PagesRead>(5000, now);
  const recentNames = createRecent<string>(1000, now);

  async function list(
    arn: IncidentArn,
    role: string | undefined,
    maxWaitMs: number,
    { fresh = false, lineMs = maxWaitMs }: EngagementReading,
  ): Promise<Listed> {
    const known = recentLists.get(arn.arn);
    if (known !== undefined && !fresh) return known;
    const untilMs = now() + maxWaitMs;
    // Never negative, so that a request that need not wait is always sent.
    const leftMs = () => Math.max(0, untilMs - now());
    const found = await inRegions('ssm-contacts:ListEngagements', async (region): Promise<Listed> => {
      const engagements: Engagement[] = [];
      let next: string | undefined;
      for (let page = 0; page < maxPages; page += 1) {
        const input = { IncidentId: arn.arn, MaxResults: perPage, ...(next && { NextToken: next }) };
        const turnMs = page === 0 ? Math.min(lineMs, leftMs()) : leftMs();
        const answer = await lists(() => call('ListEngagements', input, region, role), turnMs).catch(
          (error: unknown) => {
            // Keep the pages that were read; the list is incomplete.
            if (page > 0 && error instanceof AppError) return undefined;
            throw error;
          },
        );
        if (answer === undefined) break;
        const { Engagements, NextToken } = engagementList.parse(answer);
        engagements.push(...Engagements.map(parseEngagement));
        next = NextToken ?? undefined;
        if (next === undefined) return { engagements, complete: true };
      }
      return { engagements, complete: false };
    });
    if (found.complete) recentLists.set(arn.arn, found, minuteMs / 2);
    return found;
  }

  async function pagesOf(engagement: Engagement, role: string | undefined, maxWaitMs: number, fresh = false) {
    const known = recentPages.get(engagement.arn);
    if (known !== undefined && (!fresh || known.first !== undefined)) return known;
    const region = regionOf(engagement.arn) ?? '';
    const untilMs = now() + maxWaitMs;
    const paged = new Set<string>();
    let first: Acknowledgement | undefined;
    let next: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const input = { EngagementId: engagement.arn, MaxResults: perPage, ...(next && { NextToken: next }) };
      const request = () => call('ListPagesByEngagement', input, region, role);
      const { Pages, NextToken } = pageList.parse(await pages(request, Math.max(0, untilMs - now())));
      for (const { ContactArn, ReadTime } of Pages) {
        paged.add(ContactArn);
        if (typeof ReadTime !== 'number' || ReadTime >= (first?.atMs ?? Number.POSITIVE_INFINITY)) continue;
        first = { atMs: ReadTime, contactArn: ContactArn };
      }
      next = NextToken ?? undefined;
      if (next === undefined) break;
    }
    paged.delete(engagement.contactArn);
    const read: PagesRead = {
      ...(first && { first }),
      paged: [...paged].slice(0, mostPeople),
      complete: next === undefined,
    };
    const isKnown = read.complete || first !== undefined;
    if (isKnown) recentPages.set(engagement.arn, read, first === undefined ? minuteMs / 2 : 24 * hourMs);
    return read;
  }

  async function nameOf(contactArn: string, role: string | undefined, maxWaitMs: number): Promise<string> {
    const known = recentNames.get(contactArn);
    if (known !== undefined) return known;
    const request = () => call('GetContact', { ContactId: contactArn }, regionOf(contactArn) ?? '', role);
    const name = contact.parse(await contacts(request, maxWaitMs)).DisplayName ?? '';
    recentNames.set(contactArn, name, hourMs);
    return name;
  }

  return async (arn, maxWaitMs, how = {}) => {
    const named = async (contactArn: string): Promise<Contact> => {
      // Without a display name, the contact's alias is shown.
      const contactName = await nameOf(contactArn, role, untilMs - now()).catch((error: unknown) => {
        if (error instanceof AppError && error.transient) incomplete = true;
        return '';
      });
      return { contactArn, ...(contactName && { contactName }) };
    };
    const role = await accounts.roleFor(arn.account);
    const untilMs = now() + maxWaitMs;
    const { engagements: found, complete } = await list(arn, role, maxWaitMs, how);
    let incomplete = !complete;
    const engagements: Engagement[] = [];
    for (const engagement of found) {
      try {
        const contact = await named(engagement.contactArn);
        const { first, paged, complete: all } = await pagesOf(engagement, role, untilMs - now(), how.fresh);
        const read = { ...engagement, ...contact, ...(paged.length > 0 && { pagedArns: paged }) };
        // "Not acknowledged" is a fact only when both lists were read to their end.
        if (first === undefined) {
          engagements.push({ ...read, ...(all && complete && { acknowledgementKnown: true }) });
          continue;
        }
        const isOther = first.contactArn !== engagement.contactArn;
        const acknowledgedBy = isOther ? await named(first.contactArn) : undefined;
        engagements.push({
          ...read,
          acknowledgementKnown: true,
          acknowledgedAtMs: first.atMs,
          ...(acknowledgedBy && { acknowledgedBy }),
        });
      } catch (error) {
        if (error instanceof AppError && error.transient) incomplete = true;
        engagements.push(engagement);
      }
    }
    return { engagements, incomplete };
  };
}

const parseEngagement = (each: z.infer<typeof engagementList>['Engagements'][number]): Engagement => ({
  arn: each.EngagementArn,
  contactArn: each.ContactArn,
  ...(each.StartTime && { startedAtMs: each.StartTime }),
  ...(each.StopTime && { stoppedAtMs: each.StopTime }),
});
