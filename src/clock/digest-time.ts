import { fixedOffsetMs } from './time-zone.ts';

/** A calendar day. `day` may be outside the month, as in `Date.UTC`. */
interface Day {
  year: number;
  month: number;
  day: number;
}

const dayMs = 86_400_000;

/**
 * The next time after `afterMs` at which it is a given time of day in a zone. A time that daylight saving skips moves by
 * the skipped hour (02:30 becomes 03:30); of a time that occurs twice, it is the first.
 * @param minuteOfDay minutes since midnight
 * @param zone as returned by `parseZone`
 * @returns epoch milliseconds
 * @example
 * nextLocalTimeMs(9 * 60, 'Europe/London', Date.now()); // the next 09:00 in London
 */
export function nextLocalTimeMs(minuteOfDay: number, zone: string, afterMs: number): number {
  const offsetAt = offsetsOf(zone);
  const today = new Date(afterMs + offsetAt(afterMs));
  // Start a day earlier, because a skipped time may move to the next day.
  for (let ahead = -1; ; ahead += 1) {
    const day = { year: today.getUTCFullYear(), month: today.getUTCMonth(), day: today.getUTCDate() + ahead };
    const atMs = momentOf(day, minuteOfDay, offsetAt);
    if (atMs > afterMs) return atMs;
  }
}

function momentOf({ year, month, day }: Day, minuteOfDay: number, offsetAt: (atMs: number) => number): number {
  const localMs = Date.UTC(year, month, day, 0, minuteOfDay);
  // An offset changes at most once within a day, so one of these two applies.
  const [before, after] = [offsetAt(localMs - dayMs), offsetAt(localMs + dayMs)];
  const moments = [localMs - before, localMs - after].sort((a, b) => a - b);
  return moments.find((atMs) => atMs + offsetAt(atMs) === localMs) ?? localMs - before;
}

/** The offset of a zone from UTC at a time, in milliseconds; positive east of Greenwich. */
function offsetsOf(zone: string): (atMs: number) => number {
  const fixed = fixedOffsetMs(zone);
  if (fixed !== undefined) return () => fixed;
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (atMs) => {
    const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000;
  };
}
