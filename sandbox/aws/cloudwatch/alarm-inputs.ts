import type { Constraints } from '../protocol/constraint.ts';
import type { StructureSchema } from '../protocol/decode.ts';

const namespace = 'com.amazonaws.cloudwatch';
const text = 0;
const number = 1;
const texts = 64;

// Written here rather than imported: the client's own schemas bring all of CloudWatch with them.
export const alarmInputs: Readonly<Record<string, StructureSchema>> = {
  DescribeAlarms: [
    3,
    namespace,
    'DescribeAlarmsInput',
    0,
    [
      'AlarmNames',
      'AlarmNamePrefix',
      'AlarmTypes',
      'ChildrenOfAlarmName',
      'ParentsOfAlarmName',
      'StateValue',
      'ActionPrefix',
      'MaxRecords',
      'NextToken',
    ],
    [texts, text, texts, text, text, text, text, number, text],
  ],
  DescribeAlarmContributors: [
    3,
    namespace,
    'DescribeAlarmContributorsInput',
    0,
    ['AlarmName', 'NextToken'],
    [text, text],
    1,
  ],
  ListAlarmMuteRules: [
    3,
    namespace,
    'ListAlarmMuteRulesInput',
    0,
    ['AlarmName', 'Statuses', 'MaxRecords', 'NextToken'],
    [text, texts, number, text],
  ],
  GetMetricWidgetImage: [
    3,
    namespace,
    'GetMetricWidgetImageInput',
    0,
    ['MetricWidget', 'OutputFormat'],
    [text, text],
    1,
  ],
};

const name = { min: 1, max: 255 };
const states = { oneOf: ['OK', 'ALARM', 'INSUFFICIENT_DATA'] };

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export const alarmConstraints: Constraints = {
  DescribeAlarmsInput: {
    AlarmNames: { max: 100, each: name },
    AlarmNamePrefix: name,
    AlarmTypes: { each: { oneOf: ['CompositeAlarm', 'MetricAlarm', 'LogAlarm'] } },
    ChildrenOfAlarmName: name,
    ParentsOfAlarmName: name,
    StateValue: states,
    ActionPrefix: { min: 1, max: 1024 },
    MaxRecords: { min: 1, max: 100 },
  },
  DescribeAlarmContributorsInput: { AlarmName: name },
  ListAlarmMuteRulesInput: {
    AlarmName: name,
    Statuses: { each: { oneOf: ['SCHEDULED', 'ACTIVE', 'EXPIRED'] } },
    MaxRecords: { min: 1, max: 100 },
  },
};
