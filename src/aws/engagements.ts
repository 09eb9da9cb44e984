import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { IncidentArn } from '../incidents/arn.ts';
import { regionOf } from '../incidents/arn.ts';
import type { Engagement } from '../incidents/related.ts';
import { createRecent } from '../recent.ts';
import type { Accounts } from './accounts.ts';
import type { ContactsCall } from './contacts-call.ts';
import { createPace } from './pace.ts';
import type { InRegions } from './regions.ts';

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
});
const pageList = z.object({ Pages: z.array(z.object({ ReadTime: seconds.nullish() })).default([]) });
const contact = z.object({ DisplayName: z.string().nullish() });

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
  const recentLists = createRecent<Engagement[]>(1000, now);
  const recentPages = createRecent<number | 'nobody'>(5000, now);
  const recentNames = createRecent<string>(1000, now);

  async function list(arn: IncidentArn, role: string | undefined, patienceMs: number, how?: 'now') {
    const known = recentLists.get(arn.arn);
    if (known !== undefined && how !== 'now') return known;
    const found = await lists(
      () =>
        inRegions('ssm-contacts:ListEngagements', async (region) => {
          const answer = await call('ListEngagements', { IncidentId: arn.arn }, region, role);
          return engagementList.parse(answer).Engagements.map(
            (each): Engagement => ({
              arn: each.EngagementArn,
              contactArn: each.ContactArn,
              ...(each.StartTime && { startedAtMs: each.StartTime }),
              ...(each.StopTime && { stoppedAtMs: each.StopTime }),
            }),
          );
        }),
      patienceMs,
    );
    recentLists.set(arn.arn, found, minuteMs / 2);
    return found;
  }

  async function acknowledgedAt(engagement: Engagement, role: string | undefined, patienceMs: number, how?: 'now') {
    const known = recentPages.get(engagement.arn);
    if (known !== undefined && (how !== 'now' || known !== 'nobody')) return known;
    const region = regionOf(engagement.arn) ?? '';
    const ask = () => call('ListPagesByEngagement', { EngagementId: engagement.arn }, region, role);
    const { Pages } = pageList.parse(await pages(ask, patienceMs));
    const read = Pages.map((page) => page.ReadTime ?? Number.POSITIVE_INFINITY);
    const first = Math.min(...read, Number.POSITIVE_INFINITY);
    const answer = Number.isFinite(first) ? first : 'nobody';
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
    const role = await accounts.roleFor(arn.account);
    const untilMs = now() + patienceMs;
    const found = await list(arn, role, patienceMs, how);
    let mayKnowMore = false;
    const engagements: Engagement[] = [];
    for (const engagement of found) {
      try {
        const contactName = await nameOf(engagement.contactArn, role, untilMs - now());
        const acknowledged = await acknowledgedAt(engagement, role, untilMs - now(), how);
        engagements.push({
          ...engagement,
          acknowledgementKnown: true,
          ...(contactName && { contactName }),
          ...(acknowledged !== 'nobody' && { acknowledgedAtMs: acknowledged }),
        });
      } catch (error) {
        if (error instanceof AppError && error.transient) mayKnowMore = true;
        engagements.push(engagement);
      }
    }
    return { engagements, mayKnowMore };
  };
}
