import { describe, expect, test } from 'vitest';
import type { Rotation } from '../../aws/contacts/rotation.ts';
import { shiftsOf } from '../../aws/contacts/shifts.ts';
import { seedContacts, seedRotations } from '../../aws/seeds/seed-arns.ts';
import { contactsCaller } from './contacts-caller.ts';
import { noon, startAws } from './start-aws.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const [ada, ben] = ['ada', 'ben'];
const at = (text: string) => Date.parse(text);
const rotation: Rotation = {
  arn: seedRotations.payments,
  name: 'Weekly',
  contactArns: [ada ?? '', ben ?? ''],
  timeZone: 'Europe/Berlin',
  handOff: { hour: 9, minute: 0 },
  everyDays: 7,
  startMs: at('2026-10-05T07:00Z'),
};

describe('shifts of a rotation', () => {
  test.each([
    ['ends', '2026-10-19T07:00Z', '2026-10-26T08:00Z', 169],
    ['begins', '2027-03-22T08:00Z', '2027-03-29T07:00Z', 167],
  ])('a weekly shift follows the wall clock when daylight saving %s', (_, start, end, hours) => {
    const [shift] = shiftsOf(rotation, at(start) + 1, at(start) + 2);
    expect(shift).toMatchObject({ startMs: at(start), endMs: at(end) });
    expect(((shift?.endMs ?? 0) - (shift?.startMs ?? 0)) / hourMs).toBe(hours);
  });

  test('people take turns, and no one is on call before the first shift', () => {
    const shifts = shiftsOf(rotation, rotation.startMs - 7 * dayMs, rotation.startMs + 15 * dayMs);
    expect(shifts.map(({ contactArns }) => contactArns)).toEqual([[ada], [ben], [ada]]);
  });

  test('hours that are not covered have no shift', () => {
    const hours = { start: { hour: 9, minute: 0 }, end: { hour: 18, minute: 0 } };
    const office = { ...rotation, coverage: { MON: hours, TUE: hours } };
    const shifts = shiftsOf(office, rotation.startMs, rotation.startMs + 7 * dayMs);
    expect(shifts.map(({ startMs, endMs }) => [startMs - rotation.startMs, endMs - startMs])).toEqual([
      [0, 9 * hourMs],
      [dayMs, 9 * hourMs],
    ]);
  });

  test('an override splits the shift and names whom it replaces', () => {
    const override = {
      id: 'o',
      newContactArns: [ben ?? ''],
      startMs: rotation.startMs + dayMs,
      endMs: rotation.startMs + 2 * dayMs,
      createdMs: 0,
    };
    const shifts = shiftsOf({ ...rotation, overrides: [override] }, rotation.startMs, rotation.startMs + 3 * dayMs);
    expect(shifts.map(({ contactArns, overriddenArns }) => [contactArns, overriddenArns])).toEqual([
      [[ada], undefined],
      [[ben], [ada]],
      [[ada], undefined],
    ]);
  });
});

describe('on-call operations', () => {
  const RotationId = seedRotations.payments;
  const times = { StartTime: noon / 1000, EndTime: noon / 1000 + 60 };

  test('ListRotationShifts returns who is on call, with times in epoch seconds', async () => {
    const { aws } = await startAws();
    const { body } = await contactsCaller(aws.url)('ListRotationShifts', { RotationId, ...times });
    expect(body.RotationShifts).toEqual([
      { ContactIds: [seedContacts.chiyo], StartTime: expect.any(Number), EndTime: expect.any(Number), Type: 'REGULAR' },
    ]);
  });

  test('an override appears in ListRotationOverrides and as an OVERRIDDEN shift', async () => {
    const { aws } = await startAws();
    const call = contactsCaller(aws.url);
    const week = { StartTime: noon / 1000, EndTime: noon / 1000 + 7 * 86_400 };
    const overrides = await call('ListRotationOverrides', { RotationId, ...week });
    expect(overrides.body.RotationOverrides).toEqual([
      expect.objectContaining({ NewContactIds: [seedContacts.chiyo] }),
    ]);
    const { body } = await call('ListRotationShifts', { RotationId, ...week });
    expect(body.RotationShifts).toContainEqual(
      expect.objectContaining({ Type: 'OVERRIDDEN', ShiftDetails: { OverriddenContactIds: [seedContacts.amelia] } }),
    );
  });

  test('GetRotation and ListRotations describe the recurrence in its time zone', async () => {
    const { aws } = await startAws();
    const call = contactsCaller(aws.url);
    const { body } = await call('GetRotation', { RotationId });
    expect(body).toMatchObject({
      Name: 'Payments weekly',
      TimeZoneId: 'Europe/Berlin',
      Recurrence: { NumberOfOnCalls: 1, RecurrenceMultiplier: 1, WeeklySettings: [{ DayOfWeek: 'FRI' }] },
    });
    const listed = await call('ListRotations', { RotationNamePrefix: 'Search' });
    expect(listed.body.Rotations).toMatchObject([{ RotationArn: seedRotations.search }]);
  });

  test.each([
    [
      'an unknown rotation',
      { RotationId: `${seedRotations.payments}0`, ...times },
      'ValidationException',
      /Invalid resource Arn/,
    ],
    ['an end before the start', { RotationId, StartTime: 2, EndTime: 1 }, 'ValidationException', /StartTime/],
    ['a missing end', { RotationId }, 'ValidationException', /EndTime/],
    [
      'a rotation of another account',
      { RotationId: RotationId.replace('111122223333', '444455556666'), ...times },
      'AccessDeniedException',
      /ListRotationShifts/,
    ],
  ])('ListRotationShifts refuses %s', async (_, input, type, words) => {
    const { aws } = await startAws();
    const { body } = await contactsCaller(aws.url)('ListRotationShifts', input);
    expect(body.__type).toContain(type);
    expect(JSON.stringify(body)).toMatch(words);
  });

  test('an engagement of an escalation plan pages the person on call in its schedule', async () => {
    const { aws } = await startAws();
    const words = { sender: 'a', subject: 'b', content: 'c' };
    const { arn } = aws.contacts.engage({ contactArn: seedContacts.paymentsEscalation, ...words });
    expect(aws.contacts.pages(arn).map(({ contactArn }) => contactArn)).toEqual([seedContacts.chiyo]);
  });
});
