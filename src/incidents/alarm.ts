import { partitionPattern, regionPattern } from '../aws-names.ts';
import { regionOf } from './naming/arn.ts';

/** A parsed ARN of a CloudWatch alarm. The name may contain slashes, colons and spaces. */
export interface AlarmArn {
  arn: string;
  region: string;
  account: string;
  name: string;
}

const pattern = new RegExp(`^arn:${partitionPattern}:cloudwatch:${regionPattern}:(\\d{12}):alarm:(.{1,255})$`, 's');

/** Parses the ARN of a CloudWatch alarm. @returns `undefined` for anything else */
export function parseAlarmArn(text: string | undefined): AlarmArn | undefined {
  const [arn, account = '', name = ''] = pattern.exec(text ?? '') ?? [];
  const region = arn === undefined ? undefined : regionOf(arn);
  return arn === undefined || region === undefined ? undefined : { arn, region, account, name };
}

/** How an alarm compares a value with its threshold. `outside`: with a band, of which possibly only one side counts. */
export type AlarmComparison = '>' | '≥' | '<' | '≤' | 'outside';

/** The measurements of an alarm when its state last changed. */
export interface AlarmNumbers {
  /** The latest data point. */
  value: number;
  comparison: AlarmComparison;
  threshold?: number;
  /** The expected range of an anomaly detection alarm, instead of a threshold. */
  band?: { lower: number; upper: number };
  /** How long the data points breached the threshold, in milliseconds. */
  breachedMs?: number;
  /** The evaluated period, if only part of it breached, in milliseconds. */
  outOfMs?: number;
}

/** Why an alarm currently takes no action: a mute rule, a suppressor alarm, or its actions are disabled. */
export type AlarmQuiet = 'muted' | 'suppressed' | 'off';

/** The state of a CloudWatch alarm when it was read. All text is untrusted. */
export interface AlarmReading {
  arn: string;
  name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`; an unknown value is kept. */
  state: string;
  /** When it entered that state, in epoch milliseconds. */
  sinceMs?: number;
  numbers?: AlarmNumbers;
  /** AWS's reason for the state, if there are no numbers. */
  reason?: string;
  /** The child alarms that triggered a composite alarm. */
  children?: AlarmReading[];
  /** The time series in alarm, if there are several: `TableName=orders`. */
  contributors?: string[];
  quiet?: AlarmQuiet;
  readAtMs: number;
}

/** How long the state of an alarm counts as current, in milliseconds. */
const currentMs = 5 * 60_000;

/** The earlier read of an alarm if it still counts as current; else `undefined`. */
export function stillCurrent(alarm: AlarmReading | undefined, nowMs: number): AlarmReading | undefined {
  return alarm !== undefined && nowMs - alarm.readAtMs < currentMs ? alarm : undefined;
}
