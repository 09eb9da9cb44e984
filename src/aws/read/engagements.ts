import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import { regionOf } from '../../incidents/arn.ts';
import type { Contact, Engagement } from '../../incidents/related.ts';
import { createRecent } from '../../recent.ts';
import type { Accounts } from '../accounts.ts';
import type { ContactsCall } from '../contacts-call.ts';
import { createPace } from '../pace.ts';
import type { InRegions } from '../regions.ts';

export interface EngagementsRead {
  engagements: Engagement[];
  /** Whether something is missing that may be read later: the quota did not allow it, or AWS did not answer. */
  mayKnowMore: boolean;
}

/** @param how `now`: what is remembered does not count, but for what never changes again */
export type ReadEngagements = (arn: IncidentArn, patienceMs: number, how?: 'now') => Promise<EngagementsRead>;

const seconds = z.number().transform((value) => value * 1000);
const engagementList = z.object({
  Engagements: z
    .array(
      z.object({
        EngagementArn: z.string(),
        ContactArn: z.string(),
        StartTime: seconds.nullish(),
        StopTime: seconds.nullish(),
      }),
    )
    .default([]),
  NextToken: z.string().nullish(),
});
const pageList = z.object({
  // The contact of a page is a person; that of an engagement may be an escalation plan or a schedule.
  Pages: z.array(z.object({ ContactArn: z.string(), ReadTime: seconds.nullish() })).default([]),
  NextToken: z.string().nullish(),
});
/** What a listing gave, and whether that is all there is. */
interface Listed {
  engagements: Engagement[];
  whole: boolean;
}

/** The first acknowledgement of an engagement. */
interface Acknowledgement {
  atMs: number;
  contactArn: string;
}

const contact = z.object({ DisplayName: z.string().nullish() });

/** As many as AWS gives at once, and how often it is asked for more: what is beyond that counts as unknown. */
const perPage = 1000;
const mostPages = 5;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * Reads who was paged about an incident and who acknowledged. The service allows two lists a second, so calls take
 * turns, answers are remembered, and what does not fit into `patienceMs` is left out.
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
  const recentPages = createRecent<Acknowledgement | 'nobody'>(5000, now);
  const recentNames = createRecent<string>(1000, now);

  async function list(arn: IncidentArn, role: string | undefined, patienceMs: number, how?: 'now'): Promise<Listed> {
    const known = recentLists.get(arn.arn);
    if (known !== undefined && how !== 'now') return known;
    const untilMs = now() + patienceMs;
    // The first page is asked for whenever its turn is now.
    const leftMs = () => Math.max(0, untilMs - now());
    const found = await inRegions('ssm-contacts:ListEngagements', async (region): Promise<Listed> => {
      const engagements: Engagement[] = [];
      let next: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const input = { IncidentId: arn.arn, MaxResults: perPage, ...(next && { NextToken: next }) };
        const answer = await lists(() => call('ListEngagements', input, region, role), leftMs()).catch(
          (error: unknown) => {
            // What was listed is true; only that it is all there is may not be said.
            if (page > 0 && error instanceof AppError) return undefined;
            throw error;
          },
        );
        if (answer === undefined) break;
        const { Engagements, NextToken } = engagementList.parse(answer);
        engagements.push(...Engagements.map(parseEngagement));
        next = NextToken ?? undefined;
        if (next === undefined) return { engagements, whole: true };
      }
      return { engagements, whole: false };
    });
    if (found.whole) recentLists.set(arn.arn, found, minuteMs / 2);
    return found;
  }

  async function acknowledgementOf(engagement: Engagement, role: string | undefined, patienceMs: number, how?: 'now') {
    const known = recentPages.get(engagement.arn);
    if (known !== undefined && (how !== 'now' || known !== 'nobody')) return known;
    const region = regionOf(engagement.arn) ?? '';
    const untilMs = now() + patienceMs;
    let first: Acknowledgement | undefined;
    let next: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const input = { EngagementId: engagement.arn, MaxResults: perPage, ...(next && { NextToken: next }) };
      const ask = () => call('ListPagesByEngagement', input, region, role);
      const { Pages, NextToken } = pageList.parse(await pages(ask, Math.max(0, untilMs - now())));
      for (const { ContactArn, ReadTime } of Pages) {
        if (typeof ReadTime !== 'number' || ReadTime >= (first?.atMs ?? Number.POSITIVE_INFINITY)) continue;
        first = { atMs: ReadTime, contactArn: ContactArn };
      }
      next = NextToken ?? undefined;
      if (next === undefined) break;
    }
    if (first === undefined && next !== undefined) return 'unknown';
    const answer = first ?? 'nobody';
    recentPages.set(engagement.arn, answer, answer === 'nobody' ? minuteMs / 2 : 24 * hourMs);
    return answer;
  }

  async function nameOf(contactArn: string, role: string | undefined, patienceMs: number): Promise<string> {
    const known = recentNames.get(contactArn);
    if (known !== undefined) return known;
    const ask = () => call('GetContact', { ContactId: contactArn }, regionOf(contactArn) ?? '', role);
    const name = contact.parse(await contacts(ask, patienceMs)).DisplayName ?? '';
    recentNames.set(contactArn, name, hourMs);
    return name;
  }

  return async (arn, patienceMs, how) => {
    const named = async (contactArn: string): Promise<Contact> => {
      // Without a name it is still told who acknowledged: contacts have an alias.
      const contactName = await nameOf(contactArn, role, untilMs - now()).catch((error: unknown) => {
        if (error instanceof AppError && error.transient) mayKnowMore = true;
        return '';
      });
      return { contactArn, ...(contactName && { contactName }) };
    };
    const role = await accounts.roleFor(arn.account);
    const untilMs = now() + patienceMs;
    const { engagements: found, whole } = await list(arn, role, patienceMs, how);
    let mayKnowMore = !whole;
    const engagements: Engagement[] = [];
    for (const engagement of found) {
      try {
        const contact = await named(engagement.contactArn);
        const first = await acknowledgementOf(engagement, role, untilMs - now(), how);
        const read = { ...engagement, ...contact };
        // That nobody acknowledged can only be said where all who were paged are known.
        if (typeof first === 'string') {
          engagements.push({ ...read, ...(first === 'nobody' && whole && { acknowledgementKnown: true }) });
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
        if (error instanceof AppError && error.transient) mayKnowMore = true;
        engagements.push(engagement);
      }
    }
    return { engagements, mayKnowMore };
  };
}

const parseEngagement = (each: z.infer<typeof engagementList>['Engagements'][number]): Engagement => ({
  arn: each.EngagementArn,
  contactArn: each.ContactArn,
  ...(each.StartTime && { startedAtMs: each.StartTime }),
  ...(each.StopTime && { stoppedAtMs: each.StopTime }),
});
