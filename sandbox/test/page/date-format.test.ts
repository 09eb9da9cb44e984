import { describe, expect, test } from 'vitest';
import { formatDate } from '../../page/text/date-format.ts';

const moment = Date.UTC(2026, 10, 23, 22, 30, 5) / 1000;
const reader = { locale: 'en-GB', timeZone: 'Europe/Berlin', nowMs: Date.UTC(2026, 10, 23, 23, 30) };

describe('date formats', () => {
  test.each([
    ['{date_num}', '2026-11-23'],
    ['{date_slash}', '11/23/2026'],
    ['{date}', 'November 23rd, 2026'],
    ['{date_short}', 'Nov 23, 2026'],
    ['{date_long}', 'Monday, November 23rd, 2026'],
    ['{date_short_pretty} at {time}', 'yesterday at 23:30'],
    ['{date_pretty}', 'yesterday'],
    ['{date_long_pretty}', 'yesterday'],
    ['{day_divider_pretty}', 'Yesterday'],
    ['{time_secs}', '23:30:05'],
    ['{ago}', '59 minutes ago'],
    ['{unknown} {time}', '{unknown} 23:30'],
  ])('the date format %s is rendered as %s in Berlin after midnight', (format, written) => {
    expect(formatDate(moment, format, reader)).toBe(written);
  });

  test("dates use the reader's time zone", () => {
    const elsewhere = { locale: 'en-US', timeZone: 'America/New_York', nowMs: reader.nowMs };
    expect(formatDate(moment, '{date_short_pretty} at {time}', elsewhere)).toMatch(/^today at 5:30.PM$/u);
  });

  test.each([
    [3600 * 26, 'in 1 day'],
    [-30, 'just now'],
    [-3600 * 5, '5 hours ago'],
  ])('%d seconds from now is rendered as %s', (seconds, written) => {
    expect(formatDate(reader.nowMs / 1000 + seconds, '{ago}', reader)).toBe(written);
  });

  test('a time out of range leaves the format unchanged', () => {
    expect(formatDate(1e15, '{date}', reader)).toBe('{date}');
  });
});
