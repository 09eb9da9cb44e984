import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ProbedAccount, ReadProbe } from './probe.ts';

type Sdk = typeof import('@aws-sdk/client-cloudwatch');

/** The actions by which the app reads alarms. The alarm that is asked for does not exist. */
export function alarmProbes({ clients, region, account, role }: Omit<ProbedAccount, 'call'>): ReadProbe[] {
  function probe(
    name: string,
    facts: Pick<ReadProbe, 'resource' | 'without'>,
    send: (client: CloudWatchClient, sdk: Sdk) => Promise<unknown>,
  ): ReadProbe {
    return {
      action: `cloudwatch:${name}`,
      ...facts,
      probe: async () => send(await clients.cloudWatch(region, role), await import('@aws-sdk/client-cloudwatch')),
    };
  }

  const AlarmName = 'doctor';
  return [
    // Composite alarms are left out, without an error, where the resource is anything narrower than `*`.
    probe('DescribeAlarms', { resource: '*', without: 'cards do not tell what the alarm measured' }, (client, sdk) =>
      client.send(new sdk.DescribeAlarmsCommand({ AlarmNames: [AlarmName] })),
    ),
    probe(
      'DescribeAlarmContributors',
      {
        resource: `arn:aws:cloudwatch:*:${account}:alarm:*`,
        without: 'alarms on several time series do not name those in alarm',
      },
      (client, sdk) => client.send(new sdk.DescribeAlarmContributorsCommand({ AlarmName })),
    ),
    probe('GetMetricWidgetImage', { resource: '*', without: 'there are no charts of alarms' }, (client, sdk) =>
      client.send(new sdk.GetMetricWidgetImageCommand({ MetricWidget: '{"metrics":[]}' })),
    ),
    probe('ListAlarmMuteRules', { resource: '*', without: 'cards do not tell that an alarm is muted' }, (client, sdk) =>
      client.send(new sdk.ListAlarmMuteRulesCommand({ AlarmName, MaxRecords: 1 })),
    ),
  ];
}
