import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { StoredAlarm } from '../cloudwatch/alarm.ts';
import { compositeReason, type Evaluated, stateReason } from '../cloudwatch/state-reason.ts';
import { seedAlarms, seedPlans, seedTopics } from './seed-arns.ts';
import { minutesBefore, type SeedContext } from './seed-context.ts';

/** One alarm of each kind: on a metric, math, a composite one, an anomaly band, a PromQL query, a Metrics Insights query. */
export function seedAlarmBook({ alarms, nowMs }: SeedContext): void {
  const metric = (arn: string, minutesAgo: number, definition: MetricAlarm, evaluated?: Evaluated): StoredAlarm => {
    const StateUpdatedTimestamp = minutesBefore(nowMs, minutesAgo);
    const reason =
      evaluated === undefined ? {} : stateReason(definition, 'ALARM', evaluated, StateUpdatedTimestamp.getTime());
    const { AlarmName: _name, AlarmArn: _arn, StateValue = 'ALARM', ...described } = definition;
    return {
      type: 'MetricAlarm',
      AlarmName: arn.replace(/^.*?:alarm:/, ''),
      AlarmArn: arn,
      StateValue,
      StateUpdatedTimestamp,
      described: { ActionsEnabled: true, StateTransitionedTimestamp: StateUpdatedTimestamp, ...reason, ...described },
    };
  };
  const evaluated = (minutesAgo: number, period: number, values: readonly number[]): Evaluated => ({
    values,
    period,
    lastAtMs: nowMs - minutesAgo * 60_000 - period * 1000,
  });
  const checkout = metric(
    seedAlarms.checkout,
    112,
    {
      AlarmDescription: 'p99 of checkout, as shoppers see it',
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'TargetResponseTime',
      ExtendedStatistic: 'p99',
      Dimensions: [{ Name: 'LoadBalancer', Value: 'app/checkout/50dc6c495c0c9188' }],
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      Threshold: 4,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'missing',
      AlarmActions: [seedPlans.checkout, seedTopics.chat],
      OKActions: [seedTopics.chat],
    },
    evaluated(112, 60, [4.1, 4.6, 4.2]),
  );
  const dimensions = [{ Name: 'Service', Value: 'payments' }];
  const stat = (MetricName: string) => ({
    Metric: { Namespace: 'Shop/Payments', MetricName, Dimensions: dimensions },
    Period: 60,
    Stat: 'Sum',
  });
  const payments = metric(
    seedAlarms.payments,
    6,
    {
      Metrics: [
        { Id: 'declined', MetricStat: stat('Declined'), ReturnData: false },
        { Id: 'all', MetricStat: stat('Attempts'), ReturnData: false },
        { Id: 'rate', Expression: 'declined / all * 100', Label: 'Declined (%)', ReturnData: true },
      ],
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [seedPlans.payments, seedTopics.chat],
      OKActions: [seedTopics.chat],
    },
    evaluated(6, 60, [3.8, 6.4, 4.9, 7.2, 8.1]),
  );
  const band = metric(
    seedAlarms.band,
    30,
    {
      Metrics: [
        {
          Id: 'm1',
          MetricStat: { Metric: { Namespace: 'Shop/Search', MetricName: 'Queries' }, Period: 300, Stat: 'Sum' },
          ReturnData: true,
        },
        { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)', Label: 'Queries (expected)', ReturnData: true },
      ],
      ThresholdMetricId: 'ad1',
      EvaluationPeriods: 1,
      ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
    },
    { ...evaluated(30, 300, [120]), band: { lower: [410.5], upper: [980.25] } },
  );
  const promql = metric(seedAlarms.promql, 20, {
    EvaluationCriteria: { PromQLCriteria: { Query: 'histogram_quantile(0.99, rate(search_seconds[5m])) > 0.8' } },
    EvaluationInterval: 60,
    StateReason: '2 out of 3 time series evaluated to ALARM',
  });
  const tables = metric(seedAlarms.tables, 15, {
    Metrics: [
      {
        Id: 'q1',
        Expression: 'SELECT MAX(ThrottledRequests) FROM "AWS/DynamoDB" GROUP BY TableName',
        Period: 60,
        ReturnData: true,
      },
    ],
    EvaluationPeriods: 1,
    Threshold: 100,
    ComparisonOperator: 'GreaterThanThreshold',
    StateReason: '2 out of 6 time series evaluated to ALARM',
  });
  if (tables.type === 'MetricAlarm') {
    tables.contributors = ['orders', 'carts'].map((table) => ({
      ContributorId: `c-${table}`,
      ContributorAttributes: { TableName: table },
      StateReason: 'Threshold Crossed',
      StateTransitionedTimestamp: minutesBefore(nowMs, 15),
    }));
  }
  for (const alarm of [checkout, payments, band, promql, tables]) alarms.put(alarm);
  const reason = compositeReason([{ arn: seedAlarms.checkout, state: 'ALARM', atMs: nowMs - 112 * 60_000 }]);
  alarms.put({
    type: 'CompositeAlarm',
    AlarmName: 'shop-health',
    AlarmArn: seedAlarms.composite,
    StateValue: 'ALARM',
    StateUpdatedTimestamp: minutesBefore(nowMs, 112),
    described: {
      AlarmRule: `ALARM("checkout-p99") OR ALARM("${seedAlarms.band}")`,
      ActionsEnabled: true,
      ...reason,
      StateTransitionedTimestamp: minutesBefore(nowMs, 112),
    },
  });
}
