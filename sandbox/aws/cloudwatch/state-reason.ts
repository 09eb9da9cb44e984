import type { MetricAlarm, StateValue } from '@aws-sdk/client-cloudwatch';

/** Data points that led to a state, the oldest first. */
export interface Evaluated {
  values: readonly number[];
  /** Seconds. */
  period: number;
  /** When the last of them was taken, in epoch milliseconds. */
  lastAtMs: number;
  /** Of an anomaly band: what was expected at each of them. */
  band?: { lower: readonly number[]; upper: readonly number[] };
}

const words: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** Times in an alarm's reason data: `+0000` where ISO 8601 has `Z`. */
const time = (ms: number) => new Date(ms).toISOString().replace('Z', '+0000');

/**
 * `StateReason` and `StateReasonData` in CloudWatch's form.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 */
export function stateReason(
  { Threshold, ComparisonOperator }: MetricAlarm,
  state: StateValue,
  evaluated: Evaluated,
  nowMs: number,
): { StateReason: string; StateReasonData: string } {
  const { values, period, lastAtMs, band } = evaluated;
  const startMs = lastAtMs - (values.length - 1) * period * 1000;
  const not = state === 'ALARM' ? '' : 'not ';
  const points = [...values].reverse().join(', ');
  const limits =
    band === undefined
      ? `was ${not}${words[ComparisonOperator ?? ''] ?? 'beyond'} the threshold (${Threshold})`
      : `was ${not}less than the lower thresholds [${band.lower.join(', ')}] or ${not}greater than the upper thresholds [${band.upper.join(', ')}]`;
  const evaluatedDatapoints = values
    .map((value, index) => ({ timestamp: time(startMs + index * period * 1000), sampleCount: 60, value }))
    .reverse();
  return {
    StateReason: `Threshold Crossed: ${values.length} out of the last ${values.length} datapoints [${points}] ${limits}.`,
    StateReasonData: JSON.stringify({
      version: '1.0',
      queryDate: time(nowMs),
      startDate: time(startMs),
      period,
      recentDatapoints: values,
      ...(band === undefined
        ? { threshold: Threshold }
        : { recentLowerThresholds: band.lower, recentUpperThresholds: band.upper }),
      evaluatedDatapoints,
    }),
  };
}

/** The same of a composite alarm: the children that made it change. */
export function compositeReason(children: readonly { arn: string; state: StateValue; atMs: number }[]): {
  StateReason: string;
  StateReasonData: string;
} {
  const [first] = children;
  return {
    StateReason: first === undefined ? 'Unchecked' : `${first.arn} transitioned to ${first.state}`,
    StateReasonData: JSON.stringify({
      triggeringAlarms: children.map(({ arn, state, atMs }) => ({
        arn,
        state: { value: state, timestamp: time(atMs) },
      })),
    }),
  };
}
