import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { Contact } from '../../incidents/links/related.ts';
import { accountOf, regionOf } from '../../incidents/naming/arn.ts';
import {
  type OnCallPlan,
  type OnCallStage,
  type OnCallTarget,
  onCallOf,
  type Shift,
} from '../../incidents/people/on-call.ts';
import { createRecent } from '../../recent.ts';
import type { Accounts } from '../accounts.ts';
import type { ContactsCall } from '../contacts-call.ts';
import { createPaces, singleFlight } from '../pace.ts';

/**
 * Reads who would be paged through a contact: a person, an on-call schedule or an escalation plan. AWS computes the shifts.
 * What cannot be read, the contact itself or a part of it, has its reason as `trouble`.
 */
export type ReadOnCall = (contactArn: string) => Promise<OnCallPlan>;

const contactFacts = z.object({
  DisplayName: z.string().nullish(),
  Type: z.string().default(''),
  Plan: z
    .object({
      Stages: z
        .array(
          z.object({
            DurationInMinutes: z.number().nullish(),
            Targets: z
              .array(z.object({ ContactTargetInfo: z.object({ ContactId: z.string().nullish() }).nullish() }))
              .nullish(),
          }),
        )
        .nullish(),
      RotationIds: z.array(z.string()).nullish(),
    })
    .nullish(),
});
type ContactFacts = z.infer<typeof contactFacts>;

const seconds = z.number().transform((value) => value * 1000);
const shiftList = z.object({
  RotationShifts: z
    .array(
      z.object({
        ContactIds: z.array(z.string()).nullish(),
        StartTime: seconds,
        EndTime: seconds,
        ShiftDetails: z.object({ OverriddenContactIds: z.array(z.string()).nullish() }).nullish(),
      }),
    )
    .nullish(),
  NextToken: z.string().nullish(),
});

/** The shifts of a rotation, up to the end of the time that was read, in epoch milliseconds. */
interface ShiftsRead {
  shifts: Shift[];
  untilMs: number;
}

const dayMs = 86_400_000;
/** How far ahead shifts are read, in milliseconds. */
const horizonMs = 7 * dayMs;
/** An override may be added at any time, so nothing is cached for longer, in milliseconds. */
const cacheMs = 300_000;
/** The longest wait for the quota of one request a second, in milliseconds. A person waits for the answer. */
const maxWaitMs = 15_000;
const perPage = 500;
const maxPages = 3;
/** Most rotations of a schedule. @see https://docs.aws.amazon.com/general/latest/gr/incident-manager.html */
const maxRotations = 8;

/** @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_SSMContacts_ListRotationShifts.html */
export function createReadOnCall(call: ContactsCall, accounts: Accounts, now: () => number): ReadOnCall {
  const paceOf = createPaces(now);
  const recentContacts = createRecent<ContactFacts>(1000, now);
  const recentShifts = createRecent<ShiftsRead>(200, now);
  const contactFlights = singleFlight<ContactFacts>();
  const shiftFlights = singleFlight<ShiftsRead>();

  async function ask(operation: string, perSecond: number, arn: string, input: object) {
    const [region, account] = [regionOf(arn) ?? '', accountOf(arn)];
    const role = await accounts.roleFor(account);
    return paceOf(`${operation} ${account} ${region}`, perSecond)(
      () => call(operation, input, region, role),
      maxWaitMs,
    );
  }

  const readContact = (arn: string) =>
    contactFlights(arn, async () => {
      const known = recentContacts.get(arn);
      if (known !== undefined) return known;
      const facts = contactFacts.parse(await ask('GetContact', 10, arn, { ContactId: arn }));
      recentContacts.set(arn, facts, cacheMs);
      return facts;
    });

  const readShifts = (arn: string) =>
    shiftFlights(arn, async () => {
      const known = recentShifts.get(arn);
      if (known !== undefined) return known;
      const fromMs = Math.floor(now() / 1000) * 1000;
      const period = { StartTime: fromMs / 1000, EndTime: (fromMs + horizonMs) / 1000 };
      const shifts: Shift[] = [];
      let untilMs = fromMs + horizonMs;
      let next: string | undefined;
      for (let page = 0; page < maxPages; page += 1) {
        const input = { RotationId: arn, ...period, MaxResults: perPage, ...(next && { NextToken: next }) };
        const { RotationShifts, NextToken } = shiftList.parse(await ask('ListRotationShifts', 1, arn, input));
        shifts.push(...(RotationShifts ?? []).map(parseShift));
        next = NextToken ?? undefined;
        if (next === undefined) break;
      }
      // What is beyond the last page that was read is unknown.
      if (next !== undefined) untilMs = Math.min(untilMs, shifts.at(-1)?.endMs ?? fromMs);
      const changesAtMs = Math.min(...shifts.map(({ endMs }) => endMs).filter((endMs) => endMs > now()));
      const read = { shifts, untilMs };
      recentShifts.set(arn, read, Math.min(cacheMs, changesAtMs - now()));
      return read;
    });

  /** Without a display name, the contact's alias is shown. */
  const named = async (contactArn: string): Promise<Contact> =>
    contactOf(contactArn, await readContact(contactArn).catch(() => undefined));

  /** A person or a schedule. */
  async function target(contactArn: string): Promise<OnCallTarget> {
    try {
      const facts = await readContact(contactArn);
      const contact = contactOf(contactArn, facts);
      const rotations = facts.Plan?.RotationIds;
      if (rotations === undefined || rotations === null) return contact;
      const read = await Promise.all(rotations.slice(0, maxRotations).map(readShifts));
      const onCall = onCallOf(
        read.map(({ shifts }) => shifts),
        now(),
        Math.min(now() + horizonMs, ...read.map(({ untilMs }) => untilMs)),
      );
      const arns = [...onCall.now, ...(onCall.next ? [onCall.next] : [])].flatMap((shift) => [
        ...shift.contactArns,
        ...(shift.replacesArns ?? []),
      ]);
      const people = await Promise.all([...new Set(arns)].map(named));
      return { ...contact, onCall, people: new Map(people.map((person) => [person.contactArn, person])) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { ...(await named(contactArn)), trouble: error.message };
    }
  }

  async function stagesOf(contactArn: string, facts: ContactFacts): Promise<OnCallStage[]> {
    if (facts.Type !== 'ESCALATION') return [{ afterMinutes: 0, targets: [await target(contactArn)] }];
    let afterMinutes = 0;
    const stages: OnCallStage[] = [];
    for (const { DurationInMinutes, Targets } of facts.Plan?.Stages ?? []) {
      const arns = (Targets ?? []).flatMap(({ ContactTargetInfo }) => ContactTargetInfo?.ContactId ?? []);
      stages.push({ afterMinutes, targets: await Promise.all([...new Set(arns)].map(target)) });
      afterMinutes += DurationInMinutes ?? 0;
    }
    return stages;
  }

  return async (contactArn) => {
    try {
      const facts = await readContact(contactArn);
      return { ...contactOf(contactArn, facts), stages: await stagesOf(contactArn, facts) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { contactArn, stages: [], trouble: error.message };
    }
  };
}

const contactOf = (contactArn: string, facts: ContactFacts | undefined): Contact => ({
  contactArn,
  ...(facts?.DisplayName && { contactName: facts.DisplayName }),
});

const parseShift = (shift: NonNullable<z.infer<typeof shiftList>['RotationShifts']>[number]): Shift => ({
  contactArns: shift.ContactIds ?? [],
  startMs: shift.StartTime,
  endMs: shift.EndTime,
  ...(shift.ShiftDetails?.OverriddenContactIds?.length && { replacesArns: shift.ShiftDetails.OverriddenContactIds }),
});
