import type { AlarmContributor, CompositeAlarm, MetricAlarm, StateValue } from '@aws-sdk/client-cloudwatch';

/** What every alarm has, as DescribeAlarms tells it. */
interface AlarmBase {
  AlarmName: string;
  AlarmArn: string;
  StateValue: StateValue;
  StateUpdatedTimestamp: Date;
}

/** An alarm on a metric, on a math expression, on an anomaly band, or on a PromQL query. */
export interface StoredMetricAlarm extends AlarmBase {
  type: 'MetricAlarm';
  described: Omit<MetricAlarm, keyof AlarmBase>;
  /** Time series in ALARM, of an alarm on a Metrics Insights query. */
  contributors?: AlarmContributor[];
}

export interface StoredCompositeAlarm extends AlarmBase {
  type: 'CompositeAlarm';
  described: Omit<CompositeAlarm, keyof AlarmBase> & { AlarmRule: string };
}

export type StoredAlarm = StoredMetricAlarm | StoredCompositeAlarm;

/** A change of an alarm's state. */
export interface AlarmChange {
  alarm: StoredAlarm;
  from: StateValue;
}

export const alarmArn = (account: string, region: string, name: string) =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;
