import { partitionPattern, regionPattern } from '../aws-names.ts';
import { regionOf } from './arn.ts';

/** A CloudWatch alarm's ARN, taken apart. Its name may hold slashes, colons and blanks. */
export interface AlarmArn {
  arn: string;
  region: string;
  account: string;
  name: string;
}

const pattern = new RegExp(`^arn:${partitionPattern}:cloudwatch:${regionPattern}:(\\d{12}):alarm:(.{1,255})$`, 's');

/** Reads the ARN of an alarm, which may be what started an incident. */
export function parseAlarmArn(text: string | undefined): AlarmArn | undefined {
  const [arn, account = '', name = ''] = pattern.exec(text ?? '') ?? [];
  const region = arn === undefined ? undefined : regionOf(arn);
  return arn === undefined || region === undefined ? undefined : { arn, region, account, name };
}

/** How an alarm compares a value with its limit. `outside`: with a band, of which only one side may count. */
export type AlarmComparison = '>' | '≥' | '<' | '≤' | 'outside';

/** What an alarm measured when its state last changed. */
export interface AlarmNumbers {
  /** The latest data point. */
  value: number;
  comparison: AlarmComparison;
  threshold?: number;
  /** What an anomaly band expected in place of a threshold. */
  band?: { lower: number; upper: number };
  /** For how long the data points were beyond the limit, in milliseconds. */
  breachedMs?: number;
  /** Out of how long, where not all of it was. */
  outOfMs?: number;
}

/** Why an alarm does nothing at present: a mute rule, a suppressor alarm, or its actions are switched off. */
export type AlarmQuiet = 'muted' | 'suppressed' | 'off';

/** A CloudWatch alarm as it was read. All text is untrusted. */
export interface AlarmReading {
  arn: string;
  name: string;
  /** `OK`, `ALARM`, `INSUFFICIENT_DATA`; whatever else AWS may say one day is kept as it is. */
  state: string;
  /** When it came into that state. */
  sinceMs?: number;
  numbers?: AlarmNumbers;
  /** AWS's words for the state, where there are no numbers. */
  reason?: string;
  /** The children that made a composite alarm fire. */
  children?: AlarmReading[];
  /** The time series that are in alarm, where there are several: `TableName=orders`. */
  contributors?: string[];
  quiet?: AlarmQuiet;
  readAtMs: number;
}

/** What was read of an alarm is told for so long without being read again, in milliseconds. */
const currentMs = 5 * 60_000;

/** An alarm that was read before, as long as it may still count as read at a later time. */
export function stillCurrent(alarm: AlarmReading | undefined, nowMs: number): AlarmReading | undefined {
  return alarm !== undefined && nowMs - alarm.readAtMs < currentMs ? alarm : undefined;
}
