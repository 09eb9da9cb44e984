import type { DayOfWeek, Override, Rotation, Shift, TimeOfDay } from './rotation.ts';

const dayMs = 86_400_000;
const weekDays: readonly DayOfWeek[] = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * The shifts of a rotation that overlap a time, in order. Hand-offs and coverage are wall-clock times of the rotation's
 * zone, so a weekly shift has 167 or 169 hours when daylight saving begins or ends.
 * @param fromMs epoch milliseconds
 * @param toMs epoch milliseconds, exclusive
 */
export function shiftsOf(rotation: Rotation, fromMs: number, toMs: number): Shift[] {
  return regularShifts(rotation, fromMs, toMs)
    .flatMap((shift) => withOverrides(shift, rotation.overrides ?? []))
    .filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs);
}

function regularShifts(rotation: Rotation, fromMs: number, toMs: number): Shift[] {
  const { contactArns, timeZone, handOff, everyDays, startMs } = rotation;
  if (contactArns.length === 0) return [];
  const momentOf = momentsIn(timeZone);
  const firstDay = localDay(startMs, timeZone);
  const handOffAt = (turn: number) => momentOf(firstDay + turn * everyDays, handOff);
  const shifts: Shift[] = [];
  const turnBefore = Math.floor((fromMs - startMs) / (everyDays * dayMs)) - 1;
  for (let turn = Math.max(0, turnBefore); handOffAt(turn) < toMs; turn += 1) {
    const person = contactArns[turn % contactArns.length] ?? '';
    const whole = { contactArns: [person], startMs: Math.max(startMs, handOffAt(turn)), endMs: handOffAt(turn + 1) };
    shifts.push(...covered(whole, rotation, firstDay + turn * everyDays, momentOf));
  }
  return shifts;
}

type MomentOf = (day: number, time: TimeOfDay) => number;

/** The parts of a shift in which the rotation is covered. */
function covered(whole: Shift, { coverage, everyDays }: Rotation, firstDay: number, momentOf: MomentOf): Shift[] {
  if (coverage === undefined) return [whole];
  const parts: Shift[] = [];
  for (let day = firstDay; day <= firstDay + everyDays; day += 1) {
    const hours = coverage[weekDays[new Date(day * dayMs).getUTCDay()] ?? 'SUN'];
    if (hours === undefined) continue;
    const startMs = Math.max(whole.startMs, momentOf(day, hours.start));
    const endMs = Math.min(whole.endMs, momentOf(day, hours.end));
    if (startMs < endMs) parts.push({ ...whole, startMs, endMs });
  }
  return parts;
}

/** A shift, split where overrides begin and end. */
function withOverrides(shift: Shift, overrides: readonly Override[]): Shift[] {
  const within = overrides
    .filter(({ startMs, endMs }) => startMs < shift.endMs && endMs > shift.startMs)
    .sort((a, b) => a.startMs - b.startMs);
  const parts: Shift[] = [];
  let atMs = shift.startMs;
  for (const override of within) {
    const startMs = Math.max(atMs, override.startMs);
    const endMs = Math.min(shift.endMs, override.endMs);
    if (startMs > atMs) parts.push({ ...shift, startMs: atMs, endMs: startMs });
    parts.push({ contactArns: override.newContactArns, startMs, endMs, overriddenArns: shift.contactArns });
    atMs = endMs;
  }
  if (atMs < shift.endMs) parts.push({ ...shift, startMs: atMs });
  return parts;
}

/** The local calendar day of a moment, in days since 1970. */
function localDay(atMs: number, timeZone: string): number {
  return Math.floor((atMs + offsetMs(atMs, timeZone)) / dayMs);
}

/** The moment of a local time. A time that daylight saving skips moves by the skipped hour; of two, the first counts. */
function momentsIn(timeZone: string): MomentOf {
  return (day, { hour, minute }) => {
    const localMs = day * dayMs + (hour * 60 + minute) * 60_000;
    const moments = [offsetMs(localMs - dayMs, timeZone), offsetMs(localMs + dayMs, timeZone)].map(
      (by) => localMs - by,
    );
    const exact = moments.filter((atMs) => atMs + offsetMs(atMs, timeZone) === localMs);
    return exact.length === 0 ? (moments[0] ?? localMs) : Math.min(...exact);
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The offset of a zone from UTC at a moment, in milliseconds; positive east of Greenwich. */
function offsetMs(atMs: number, timeZone: string): number {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, format);
  const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
