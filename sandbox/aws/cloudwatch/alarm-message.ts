import { accountOf, regionIn } from '../arns.ts';
import type { AlarmChange, StoredAlarm } from './alarm.ts';

const regionNames: Readonly<Record<string, string>> = {
  'eu-west-1': 'EU (Ireland)',
  'us-east-1': 'US East (N. Virginia)',
};

/** The actions of an alarm's present state: ARNs of topics, response plans and so on. */
export function actionsNow({ StateValue, described }: StoredAlarm): readonly string[] {
  if (described.ActionsEnabled === false) return [];
  const actions = {
    ALARM: described.AlarmActions,
    OK: described.OKActions,
    INSUFFICIENT_DATA: described.InsufficientDataActions,
  };
  return actions[StateValue] ?? [];
}

/**
 * The message that an alarm publishes to its topics.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export function alarmMessage({ alarm, from }: AlarmChange): { subject: string; text: string } {
  const { AlarmName, AlarmArn, StateValue, StateUpdatedTimestamp, described } = alarm;
  const Region = regionNames[regionIn(AlarmArn)] ?? regionIn(AlarmArn);
  const text = JSON.stringify({
    AlarmName,
    AlarmDescription: described.AlarmDescription ?? null,
    AWSAccountId: accountOf(AlarmArn),
    NewStateValue: StateValue,
    NewStateReason: described.StateReason,
    StateChangeTime: StateUpdatedTimestamp.toISOString().replace('Z', '+0000'),
    Region,
    AlarmArn,
    OldStateValue: from,
    OKActions: described.OKActions ?? [],
    AlarmActions: described.AlarmActions ?? [],
    InsufficientDataActions: described.InsufficientDataActions ?? [],
    Trigger: triggerOf(alarm),
  });
  return { subject: `${StateValue}: "${AlarmName}" in ${Region}`.slice(0, 100), text };
}

function triggerOf(alarm: StoredAlarm): object {
  if (alarm.type === 'CompositeAlarm') return { AlarmRule: alarm.described.AlarmRule };
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Period, EvaluationPeriods, ComparisonOperator } =
    alarm.described;
  const Dimensions = (alarm.described.Dimensions ?? []).map(({ Name, Value }) => ({ name: Name, value: Value }));
  const Threshold = alarm.described.Threshold;
  const statistic = Statistic?.toUpperCase() ?? ExtendedStatistic;
  return {
    MetricName,
    Namespace,
    Statistic: statistic,
    Dimensions,
    Period,
    EvaluationPeriods,
    ComparisonOperator,
    Threshold,
  };
}

/** The event that EventBridge carries of the same change, as it stands in an incident's trigger. */
export function alarmEvent({ alarm, from }: AlarmChange): object {
  const { AlarmName, AlarmArn, StateValue, StateUpdatedTimestamp, described } = alarm;
  const { StateReason: reason, StateReasonData: reasonData } = described;
  return {
    version: '0',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: accountOf(AlarmArn),
    time: StateUpdatedTimestamp.toISOString().replace(/\.\d+Z$/, 'Z'),
    region: regionIn(AlarmArn),
    resources: [AlarmArn],
    detail: {
      alarmName: AlarmName,
      state: { value: StateValue, reason, reasonData, timestamp: StateUpdatedTimestamp.toISOString() },
      previousState: { value: from },
    },
  };
}
