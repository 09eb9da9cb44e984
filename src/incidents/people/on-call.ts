import type { Contact } from '../links/related.ts';

/** A time in which the same people of one rotation are on call. Times are epoch milliseconds. */
export interface Shift {
  /** ARNs; empty: nobody. */
  contactArns: readonly string[];
  startMs: number;
  endMs: number;
  /** Whom an override replaces. */
  replacesArns?: readonly string[];
}

/** Who is on call for a schedule. Times are epoch milliseconds. */
export interface OnCall {
  now: Shift[];
  /** The first shift that begins later; absent: none within the time that was read. */
  next?: Shift;
  /** When nobody is on call, within the time that was read. */
  gaps: { startMs: number; endMs: number }[];
  /** The end of the time that was read. */
  readUntilMs: number;
}

/** A contact of a stage. */
export interface OnCallTarget extends Contact {
  /** Who is on call, for a schedule that could be read. Absent: a person. */
  onCall?: OnCall;
  /** The people of the shifts, by ARN. */
  people?: ReadonlyMap<string, Contact>;
  /** Why it could not be read; one sentence. */
  trouble?: string;
}

/** What an engagement pages at a time. */
export interface OnCallStage {
  /** Minutes after the engagement begins. */
  afterMinutes: number;
  targets: OnCallTarget[];
}

/** A contact, schedule or escalation plan, with the stages in which it pages people. */
export interface OnCallPlan extends Contact {
  stages: OnCallStage[];
  /** Why it could not be read; one sentence. */
  trouble?: string;
}

/**
 * Who is on call now and next, and when nobody is. All rotations of a schedule run at once.
 * @param rotations the shifts of each rotation that overlap the time from `nowMs` to `readUntilMs`
 */
export function onCallOf(rotations: readonly (readonly Shift[])[], nowMs: number, readUntilMs: number): OnCall {
  const shifts = rotations
    .flatMap((ofOne) => joined(ofOne.filter(({ contactArns }) => contactArns.length > 0)))
    .sort((a, b) => a.startMs - b.startMs);
  const next = shifts.find(({ startMs }) => startMs > nowMs);
  return {
    now: shifts.filter(({ startMs, endMs }) => startMs <= nowMs && nowMs < endMs),
    ...(next && { next }),
    gaps: gapsBetween(shifts, nowMs, readUntilMs),
    readUntilMs,
  };
}

/** Shifts of one rotation, with those that follow each other without a change of people as one. */
function joined(shifts: readonly Shift[]): Shift[] {
  const all: Shift[] = [];
  for (const shift of [...shifts].sort((a, b) => a.startMs - b.startMs)) {
    const last = all.at(-1);
    if (last !== undefined && last.endMs === shift.startMs && samePeople(last, shift)) {
      all[all.length - 1] = { ...last, endMs: shift.endMs };
    } else all.push(shift);
  }
  return all;
}

const samePeople = (one: Shift, other: Shift): boolean =>
  one.contactArns.join() === other.contactArns.join() &&
  (one.replacesArns ?? []).join() === (other.replacesArns ?? []).join();

function gapsBetween(sorted: readonly Shift[], fromMs: number, untilMs: number): OnCall['gaps'] {
  const gaps: OnCall['gaps'] = [];
  let coveredMs = fromMs;
  for (const { startMs, endMs } of sorted) {
    if (startMs > coveredMs) gaps.push({ startMs: coveredMs, endMs: Math.min(startMs, untilMs) });
    coveredMs = Math.max(coveredMs, endMs);
    if (coveredMs >= untilMs) return gaps;
  }
  gaps.push({ startMs: coveredMs, endMs: untilMs });
  return gaps;
}
