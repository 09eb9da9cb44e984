import { fixedOffsetMs } from './time-zone.ts';

/** A day of the calendar; `day` may lie outside its month. */
interface Day {
  year: number;
  month: number;
  day: number;
}

const dayMs = 86_400_000;

/**
 * The first moment after `afterMs` at which clocks of a zone show a time of day. A time that a change of clocks skips
 * comes as much later as was skipped (02:30 becomes 03:30); of a time that comes twice it is the first.
 * @param minuteOfDay minutes since midnight
 * @param zone as `readZone` gives it
 * @returns epoch milliseconds
 */
export function nextLocalTimeMs(minuteOfDay: number, zone: string, afterMs: number): number {
  const offsetAt = offsetsOf(zone);
  const today = new Date(afterMs + offsetAt(afterMs));
  // From the day before, for a skipped time may fall on the next day.
  for (let ahead = -1; ; ahead += 1) {
    const day = { year: today.getUTCFullYear(), month: today.getUTCMonth(), day: today.getUTCDate() + ahead };
    const atMs = momentOf(day, minuteOfDay, offsetAt);
    if (atMs > afterMs) return atMs;
  }
}

function momentOf({ year, month, day }: Day, minuteOfDay: number, offsetAt: (atMs: number) => number): number {
  const shownMs = Date.UTC(year, month, day, 0, minuteOfDay);
  // Clocks change at most once within a day around it: one of these two offsets holds.
  const [before, after] = [offsetAt(shownMs - dayMs), offsetAt(shownMs + dayMs)];
  const moments = [shownMs - before, shownMs - after].sort((a, b) => a - b);
  return moments.find((atMs) => atMs + offsetAt(atMs) === shownMs) ?? shownMs - before;
}

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
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
