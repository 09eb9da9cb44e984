import type {
  DescribeAlarmContributorsInput,
  DescribeAlarmContributorsOutput,
  DescribeAlarmsInput,
  DescribeAlarmsOutput,
  GetMetricWidgetImageInput,
  ListAlarmMuteRulesInput,
  ListAlarmMuteRulesOutput,
} from '@aws-sdk/client-cloudwatch';
import type { Caller } from '../handler.ts';
import { pageOf } from '../pages.ts';
import type { Checked, Operations } from '../protocol/operation.ts';
import { ServiceError, validationError } from '../service-error.ts';
import { alarmArn, type StoredAlarm } from './alarm.ts';
import { type Alarms, childrenOf } from './alarms.ts';
import { checkWidget } from './check-widget.ts';
import { drawChart } from './draw-chart.ts';

const defaultRecords = 50;

/** CloudWatch's operations on alarms, and the picture of a metric. */
export function alarmOperations(alarms: Alarms): Operations {
  function find(name: string, { account, region }: Caller): StoredAlarm {
    const alarm = alarms.find(alarmArn(account, region, name));
    if (alarm === undefined) throw new ServiceError('ResourceNotFoundException', 404, `Unknown alarm ${name}`);
    return alarm;
  }

  return {
    DescribeAlarms(input: Checked<DescribeAlarmsInput>, caller: Caller): DescribeAlarmsOutput {
      const { ChildrenOfAlarmName: parent, ParentsOfAlarmName: child, MaxRecords = defaultRecords, NextToken } = input;
      const { AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue, ActionPrefix } = input;
      const others = [AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue, ActionPrefix];
      if ((parent ?? child) !== undefined && others.some((value) => value !== undefined)) {
        throw validationError('ChildrenOfAlarmName and ParentsOfAlarmName allow no other parameter');
      }
      if (AlarmNames !== undefined && AlarmNamePrefix !== undefined) {
        throw new ServiceError('InvalidParameterCombinationException', 400, 'AlarmNames excludes AlarmNamePrefix');
      }
      const all = alarms
        .list(caller.account, caller.region)
        .filter(({ type }) => !alarms.namedOnly || type !== 'CompositeAlarm');
      if (parent !== undefined) return briefly(all, namesBelow(all, parent), MaxRecords, NextToken);
      if (child !== undefined) return briefly(all, namesAbove(all, child), MaxRecords, NextToken);
      const types: readonly string[] = AlarmTypes ?? ['MetricAlarm'];
      const matching = all.filter(
        (alarm) =>
          types.includes(alarm.type) &&
          (AlarmNames?.includes(alarm.AlarmName) ?? true) &&
          alarm.AlarmName.startsWith(AlarmNamePrefix ?? '') &&
          (StateValue === undefined || alarm.StateValue === StateValue) &&
          (ActionPrefix === undefined || actionsOf(alarm).some((action) => action.startsWith(ActionPrefix))),
      );
      const { items, next } = pageOf(matching, MaxRecords, NextToken);
      return byType(items, (alarm) => ({ ...base(alarm), ...alarm.described }), next);
    },

    DescribeAlarmContributors(
      { AlarmName, NextToken }: Checked<DescribeAlarmContributorsInput>,
      caller: Caller,
    ): DescribeAlarmContributorsOutput {
      const alarm = find(AlarmName, caller);
      const { items, next } = pageOf((alarm.type === 'MetricAlarm' && alarm.contributors) || [], 100, NextToken);
      return { AlarmContributors: items, NextToken: next };
    },

    ListAlarmMuteRules(input: Checked<ListAlarmMuteRulesInput>, caller: Caller): ListAlarmMuteRulesOutput {
      const { AlarmName, Statuses, MaxRecords = defaultRecords, NextToken } = input;
      const named = alarms
        .list(caller.account, caller.region)
        .filter((alarm) => AlarmName === undefined || alarm.AlarmName === AlarmName);
      const rules = named
        .flatMap(({ AlarmArn }) => alarms.muteRules(AlarmArn))
        .filter(({ Status = 'ACTIVE' }) => Statuses === undefined || Statuses.includes(Status));
      const { items, next } = pageOf(rules, MaxRecords, NextToken);
      return { AlarmMuteRuleSummaries: items, NextToken: next };
    },

    GetMetricWidgetImage({ MetricWidget }: Checked<GetMetricWidgetImageInput>): { MetricWidgetImage: string } {
      return { MetricWidgetImage: drawChart(checkWidget(MetricWidget)).toString('base64') };
    },
  };
}

const base = ({ AlarmName, AlarmArn, StateValue, StateUpdatedTimestamp }: StoredAlarm) => ({
  AlarmName,
  AlarmArn,
  StateValue,
  StateUpdatedTimestamp,
});

const actionsOf = ({ described }: StoredAlarm): string[] => [
  ...(described.AlarmActions ?? []),
  ...(described.OKActions ?? []),
  ...(described.InsufficientDataActions ?? []),
];

function namesBelow(all: readonly StoredAlarm[], parent: string): string[] {
  const found = all.find(({ AlarmName }) => AlarmName === parent);
  return found?.type === 'CompositeAlarm' ? childrenOf(found) : [];
}

const namesAbove = (all: readonly StoredAlarm[], child: string): string[] =>
  all
    .filter((alarm) => alarm.type === 'CompositeAlarm' && childrenOf(alarm).includes(child))
    .map(({ AlarmName }) => AlarmName);

/** Relatives come with name, ARN and state alone. */
function briefly(
  all: readonly StoredAlarm[],
  names: readonly string[],
  size: number,
  token: string | undefined,
): DescribeAlarmsOutput {
  const { items, next } = pageOf(
    all.filter(({ AlarmName }) => names.includes(AlarmName)),
    size,
    token,
  );
  return byType(items, base, next);
}

function byType(items: readonly StoredAlarm[], describe: (alarm: StoredAlarm) => object, next: string | undefined) {
  const of = (type: StoredAlarm['type']) => items.filter((alarm) => alarm.type === type).map(describe);
  return { MetricAlarms: of('MetricAlarm'), CompositeAlarms: of('CompositeAlarm'), LogAlarms: [], NextToken: next };
}
