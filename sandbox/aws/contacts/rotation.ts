/** A time of day in the rotation's time zone. */
export interface TimeOfDay {
  hour: number;
  minute: number;
}

export type DayOfWeek = 'MON' | 'TUE' | 'WED' | 'THU' | 'FRI' | 'SAT' | 'SUN';

/** People who replace those on call for a time. Times are epoch milliseconds. */
export interface Override {
  id: string;
  newContactArns: readonly string[];
  startMs: number;
  endMs: number;
  createdMs: number;
}

/** A rotation of an on-call schedule: its people take turns of whole days, one at a time. */
export interface Rotation {
  arn: string;
  name: string;
  /** In the order of their shifts. */
  contactArns: readonly string[];
  /** IANA name. */
  timeZone: string;
  /** When one shift ends and the next begins. */
  handOff: TimeOfDay;
  /** Length of a shift in days, in local time: a day may have 23 or 25 hours. 1 is daily, 7 is weekly. */
  everyDays: number;
  /** When the first shift begins, in epoch milliseconds; before that, no one is on call. */
  startMs: number;
  /** The hours in which someone is on call; absent: all. A day that is not listed has none. */
  coverage?: Partial<Readonly<Record<DayOfWeek, { start: TimeOfDay; end: TimeOfDay }>>>;
  overrides?: readonly Override[];
}

/** A time in which the same people are on call. Times are epoch milliseconds. */
export interface Shift {
  contactArns: readonly string[];
  startMs: number;
  endMs: number;
  /** Those who would have been on call without an override. */
  overriddenArns?: readonly string[];
}
