import { accountOf, regionIn } from '../arns.ts';
import type { Caller } from '../handler.ts';
import type { Operations } from '../protocol/operation.ts';
import { accessDenied, validationError } from '../service-error.ts';
import type { Contacts } from './contacts.ts';
import { type PageInput, pageFor } from './page-input.ts';
import type { Override, Rotation, Shift, TimeOfDay } from './rotation.ts';
import { shiftsOf } from './shifts.ts';

interface ShiftsInput extends PageInput {
  RotationId: string;
  /** Undocumented default; the emulation takes now. */
  StartTime?: Date;
  EndTime: Date;
}

/** The operations about on-call rotations. @param now epoch milliseconds */
export function rotationOperations(contacts: Contacts, now: () => number): Operations {
  function rotation(action: string, arn: string, caller: Caller): Rotation {
    if (accountOf(arn) !== caller.account) throw accessDenied(caller.principal, `ssm-contacts:${action}`, arn);
    const found = contacts.findRotation(arn);
    // The service answers so for a rotation that does not exist; other resources have ResourceNotFoundException.
    if (found === undefined || regionIn(arn) !== caller.region) {
      throw validationError(`Invalid value provided - Invalid resource Arn ${arn}`);
    }
    return found;
  }
  const period = (startMs: number, endMs: number): void => {
    if (startMs > endMs) throw validationError('Invalid value provided - StartTime must be before EndTime');
  };

  return {
    GetRotation: ({ RotationId }: { RotationId: string }, caller: Caller) =>
      describeRotation(rotation('GetRotation', RotationId, caller)),

    ListRotations(input: PageInput & { RotationNamePrefix?: string }, caller: Caller) {
      const matching = contacts
        .rotations(caller.account, caller.region)
        .filter(({ name }) => name.startsWith(input.RotationNamePrefix ?? ''));
      const page = pageFor(matching, input);
      return { Rotations: page.items.map(describeRotation), NextToken: page.next };
    },

    ListRotationShifts(input: ShiftsInput, caller: Caller) {
      const found = rotation('ListRotationShifts', input.RotationId, caller);
      const [startMs, endMs] = [input.StartTime?.getTime() ?? now(), input.EndTime.getTime()];
      period(startMs, endMs);
      const page = pageFor(shiftsOf(found, startMs, endMs), input);
      return { RotationShifts: page.items.map(describeShift), NextToken: page.next };
    },

    ListRotationOverrides(input: Required<ShiftsInput>, caller: Caller) {
      const found = rotation('ListRotationOverrides', input.RotationId, caller);
      const [startMs, endMs] = [input.StartTime.getTime(), input.EndTime.getTime()];
      period(startMs, endMs);
      const matching = (found.overrides ?? []).filter((each) => each.startMs < endMs && each.endMs > startMs);
      const page = pageFor(matching, input);
      return { RotationOverrides: page.items.map(describeOverride), NextToken: page.next };
    },
  };
}

const time = ({ hour, minute }: TimeOfDay) => ({ HourOfDay: hour, MinuteOfHour: minute });

function describeRotation(rotation: Rotation) {
  const { handOff, everyDays, coverage } = rotation;
  const weekly = everyDays % 7 === 0;
  const startDay = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: rotation.timeZone })
    .format(rotation.startMs)
    .toUpperCase();
  return {
    RotationArn: rotation.arn,
    Name: rotation.name,
    ContactIds: rotation.contactArns,
    StartTime: new Date(rotation.startMs),
    TimeZoneId: rotation.timeZone,
    Recurrence: {
      NumberOfOnCalls: 1,
      RecurrenceMultiplier: weekly ? everyDays / 7 : everyDays,
      ...(weekly
        ? { WeeklySettings: [{ DayOfWeek: startDay, HandOffTime: time(handOff) }] }
        : { DailySettings: [time(handOff)] }),
      ...(coverage && {
        ShiftCoverages: Object.fromEntries(
          Object.entries(coverage).map(([day, { start, end }]) => [day, [{ Start: time(start), End: time(end) }]]),
        ),
      }),
    },
  };
}

const describeShift = ({ contactArns, startMs, endMs, overriddenArns }: Shift) => ({
  ContactIds: contactArns,
  StartTime: new Date(startMs),
  EndTime: new Date(endMs),
  Type: overriddenArns === undefined ? 'REGULAR' : 'OVERRIDDEN',
  ...(overriddenArns && { ShiftDetails: { OverriddenContactIds: overriddenArns } }),
});

const describeOverride = (override: Override) => ({
  RotationOverrideId: override.id,
  NewContactIds: override.newContactArns,
  StartTime: new Date(override.startMs),
  EndTime: new Date(override.endMs),
  CreateTime: new Date(override.createdMs),
});
