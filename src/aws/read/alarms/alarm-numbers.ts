import { z } from 'zod';
import type { AlarmComparison, AlarmNumbers } from '../../../incidents/alarm.ts';

const comparisons: Readonly<Record<string, AlarmComparison>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
  LessThanLowerOrGreaterThanUpperThreshold: 'outside',
  LessThanLowerThreshold: 'outside',
  GreaterThanUpperThreshold: 'outside',
};

const numbers = z.array(z.number()).catch([]);
const reasonData = z.object({
  period: z.number().positive().optional().catch(undefined),
  /** The oldest first. */
  recentDatapoints: numbers.default([]),
  recentLowerThresholds: numbers.default([]),
  recentUpperThresholds: numbers.default([]),
  threshold: z.number().optional().catch(undefined),
});
type ReasonData = z.infer<typeof reasonData>;

/** What an alarm says of itself beside its state. */
export interface MeasuredAlarm {
  StateReasonData?: string | undefined;
  ComparisonOperator?: string | undefined;
  Threshold?: number | undefined;
}

/**
 * Reads the data points that led to an alarm's state. They come with the alarm: no further call is needed.
 * @returns `undefined` where there are none: PromQL and log alarms, missing data
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export function alarmNumbers(alarm: MeasuredAlarm): AlarmNumbers | undefined {
  const data = parsed(alarm.StateReasonData);
  const comparison = comparisons[alarm.ComparisonOperator ?? ''];
  const value = data?.recentDatapoints.at(-1);
  if (data === undefined || comparison === undefined || value === undefined) return undefined;
  const limits = { threshold: data.threshold ?? alarm.Threshold, ...bandAt(data, -1) };
  const limit = limitOf(comparison, limits);
  return limit && { value, comparison, ...limit, ...duration(data, comparison, limits.threshold) };
}

function limitOf(
  comparison: AlarmComparison,
  { threshold, lower, upper }: Limits,
): Pick<AlarmNumbers, 'threshold' | 'band'> | undefined {
  if (comparison !== 'outside') return threshold === undefined ? undefined : { threshold };
  return lower === undefined || upper === undefined ? undefined : { band: { lower, upper } };
}

const bandAt = ({ recentLowerThresholds: lower, recentUpperThresholds: upper }: ReasonData, index: number) => ({
  lower: lower.at(index),
  upper: upper.at(index),
});

/** For how long data points were beyond the limit: without a break up to the last, or out of how many. */
function duration(
  data: ReasonData,
  comparison: AlarmComparison,
  threshold: number | undefined,
): Pick<AlarmNumbers, 'breachedMs' | 'outOfMs'> {
  if (data.period === undefined) return {};
  const periodMs = data.period * 1000;
  const beyond = data.recentDatapoints.map((value, index) =>
    isBeyond(value, comparison, { threshold, ...bandAt(data, index) }),
  );
  const breached = beyond.filter(Boolean).length;
  if (breached === 0) return {};
  const last = beyond.length - (beyond.lastIndexOf(false) + 1);
  const isUnbroken = last === breached;
  return { breachedMs: breached * periodMs, ...(!isUnbroken && { outOfMs: beyond.length * periodMs }) };
}

interface Limits {
  threshold: number | undefined;
  lower: number | undefined;
  upper: number | undefined;
}

function isBeyond(value: number, comparison: AlarmComparison, { threshold, lower, upper }: Limits): boolean {
  switch (comparison) {
    case '>':
      return threshold !== undefined && value > threshold;
    case '≥':
      return threshold !== undefined && value >= threshold;
    case '<':
      return threshold !== undefined && value < threshold;
    case '≤':
      return threshold !== undefined && value <= threshold;
    case 'outside':
      return (lower !== undefined && value < lower) || (upper !== undefined && value > upper);
  }
}

const trigger = z.object({ arn: z.string(), state: z.object({ value: z.string() }).optional() });

/** ARNs of the children that made a composite alarm fire. */
export function triggeringAlarms(stateReasonData: string | undefined): string[] {
  const list = z.object({ triggeringAlarms: z.array(trigger) }).safeParse(json(stateReasonData)).data;
  return (list?.triggeringAlarms ?? []).filter(({ state }) => state?.value !== 'OK').map(({ arn }) => arn);
}

const parsed = (text: string | undefined): ReasonData | undefined => reasonData.safeParse(json(text)).data;

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
