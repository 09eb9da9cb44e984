import { describe, expect, test } from 'vitest';
import { nextLocalTimeMs } from '../../src/clock/digest-time.ts';
import { nearestZones, parseZone } from '../../src/clock/time-zone.ts';

const next = (time: string, zone: string, after: string): string => {
  const [hours = '', minutes = ''] = time.split(':');
  return new Date(nextLocalTimeMs(Number(hours) * 60 + Number(minutes), zone, Date.parse(after))).toISOString();
};

describe('the next occurrence of a local time in a time zone', () => {
  test.each([
    ['later today', '09:00', 'UTC', '2026-03-10T08:59:59Z', '2026-03-10T09:00:00.000Z'],
    ['tomorrow, when it is exactly that time now', '09:00', 'UTC', '2026-03-10T09:00:00Z', '2026-03-11T09:00:00.000Z'],
    [
      'tomorrow in the zone, still today in UTC',
      '09:00',
      'Asia/Tokyo',
      '2026-03-10T00:30:00Z',
      '2026-03-11T00:00:00.000Z',
    ],
    [
      'a zone west of UTC, where the day starts later',
      '23:30',
      'America/Los_Angeles',
      '2026-07-01T05:00:00Z',
      '2026-07-01T06:30:00.000Z',
    ],
    ['before clocks go forward', '09:00', 'Europe/London', '2026-03-27T12:00:00Z', '2026-03-28T09:00:00.000Z'],
    ['on the day they go forward', '09:00', 'Europe/London', '2026-03-28T12:00:00Z', '2026-03-29T08:00:00.000Z'],
    ['on the day they go back', '09:00', 'Europe/London', '2026-10-24T12:00:00Z', '2026-10-25T09:00:00.000Z'],
    [
      'a skipped time moves later by the skipped amount',
      '02:30',
      'Europe/Berlin',
      '2026-03-28T12:00:00Z',
      '2026-03-29T01:30:00.000Z',
    ],
    ['the day after a skipped time', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00Z', '2026-03-30T00:30:00.000Z'],
    [
      'a repeated time: the first occurrence',
      '02:30',
      'Europe/Berlin',
      '2026-10-24T12:00:00Z',
      '2026-10-25T00:30:00.000Z',
    ],
    [
      'a repeated time: not the second occurrence',
      '02:30',
      'Europe/Berlin',
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00.000Z',
    ],
    [
      'between the two occurrences of a repeated time',
      '02:30',
      'Europe/Berlin',
      '2026-10-25T01:00:00Z',
      '2026-10-26T01:30:00.000Z',
    ],
    ['a skipped time in America', '02:30', 'America/New_York', '2026-03-07T12:00:00Z', '2026-03-08T07:30:00.000Z'],
    ['a repeated time in America', '01:30', 'America/New_York', '2026-10-31T12:00:00Z', '2026-11-01T05:30:00.000Z'],
    ['a skipped midnight', '00:00', 'America/Sao_Paulo', '2018-11-03T12:00:00Z', '2018-11-04T03:00:00.000Z'],
    [
      'a transition of half an hour',
      '02:15',
      'Australia/Lord_Howe',
      '2026-10-03T12:00:00Z',
      '2026-10-03T15:45:00.000Z',
    ],
    ['a fixed offset', '09:00', 'UTC+05:30', '2026-03-10T12:00:00Z', '2026-03-11T03:30:00.000Z'],
    ['a fixed offset west of UTC', '23:30', 'UTC-03:30', '2026-03-10T12:00:00Z', '2026-03-11T03:00:00.000Z'],
    ['a zone with a 45-minute offset', '09:00', 'Asia/Kathmandu', '2026-03-10T12:00:00Z', '2026-03-11T03:15:00.000Z'],
    ['a day that the zone skipped', '10:00', 'Pacific/Apia', '2011-12-29T23:00:00Z', '2011-12-30T20:00:00.000Z'],
  ])('next local time: %s', (_, time, zone, after, expected) => {
    expect(next(time, zone, after)).toBe(expected);
  });

  test.each(['Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'])(
    'a local time occurs once a day all year in %s',
    (zone) => {
      let atMs = Date.UTC(2026, 0, 1);
      const days = new Set<string>();
      const format = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short' });
      for (let day = 0; day < 365; day += 1) {
        atMs = nextLocalTimeMs(150, zone, atMs);
        days.add(format.format(atMs));
      }
      expect(days.size).toBe(365);
      expect(atMs).toBeLessThan(Date.UTC(2027, 0, 2));
    },
  );
});

test.each([
  ['Europe/London', 'Europe/London'],
  ['europe/london', 'Europe/London'],
  ['america/new york', 'America/New_York'],
  ['america/port of spain', 'America/Port_of_Spain'],
  ['america/argentina/buenos aires', 'America/Argentina/Buenos_Aires'],
  ['Europe/Kyiv', 'Europe/Kyiv'],
  ['Asia/Kolkata', 'Asia/Kolkata'],
  ['asia/kolkata', 'Asia/Kolkata'],
  ['Asia/Calcutta', 'Asia/Calcutta'],
  ['UTC', 'UTC'],
  ['utc', 'UTC'],
  ['GMT', 'GMT'],
  ['+05:30', 'UTC+05:30'],
  ['UTC+2', 'UTC+02:00'],
  ['utc +2', 'UTC+02:00'],
  ['GMT-0330', 'UTC-03:30'],
  ['−3', 'UTC-03:00'],
  ['UTC+14', 'UTC+14:00'],
  ['UTC+15', undefined],
  ['UTC+14:30', undefined],
  ['+5:75', undefined],
  ['BST', undefined],
  ['EST', undefined],
  ['AST', undefined],
  ['IST', undefined],
  ['CET', undefined],
  ['EST5EDT', undefined],
  ['Japan', undefined],
  ['Mars/Olympus', undefined],
  ['', undefined],
  ['London', undefined],
])('"%s" is parsed as the zone %s', (name, zone) => {
  expect(parseZone(name)).toBe(zone);
});

test('only place names and offsets are accepted as zones, no abbreviations', () => {
  const letters = 'ABCDEHIJKLMNPSTUVWZ';
  for (const a of letters)
    for (const b of letters) for (const c of ['T', 'ST', 'DT']) expect(parseZone(a + b + c)).toBeUndefined();
});

test.each([
  ['BST', ['Europe/London']],
  ['est', ['America/New_York']],
  ['IST', ['Asia/Kolkata', 'Europe/Dublin', 'Asia/Jerusalem']],
  ['London', ['Europe/London']],
  ['Europe/Lodnon', ['Europe/London']],
  ['new york', ['America/New_York']],
  ['Kolkata', ['Asia/Kolkata']],
  ['Kyiv', ['Europe/Kyiv']],
  ['Japan', ['Asia/Tokyo']],
  ['Mars/Olympus', []],
])('for "%s" the nearest zones are %j', (typed, zones) => {
  expect(nearestZones(typed).slice(0, Math.max(1, zones.length))).toEqual(zones);
});
