import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SSMIncidentsClient } from '@aws-sdk/client-ssm-incidents';
import type { DevOpsAgent } from '../aws/devops-agent/devops-agent.ts';
import type { ProbedAccount, ReadProbe } from './probe.ts';

type Sdk = typeof import('@aws-sdk/client-ssm-incidents');

const absentId = '00000000-0000-0000-0000-000000000000';

/** Every action by which the app reads an account. What is asked for does not exist, or is a list's first entry. */
export function readProbes({ clients, call, region, account, role }: ProbedAccount): ReadProbe[] {
  const incident = `arn:aws:ssm-incidents::${account}:incident-record/doctor/${absentId}`;
  const ofIncident = { incidentRecordArn: incident };
  const contact = `arn:aws:ssm-contacts:${region}:${account}:contact/doctor`;
  const rotation = `arn:aws:ssm-contacts:${region}:${account}:rotation/${absentId}`;
  const soon = { StartTime: 0, EndTime: 60 };
  const engagement = `arn:aws:ssm-contacts:${region}:${account}:engagement/doctor/${absentId}`;

  function incidents(
    name: string,
    send: (client: SSMIncidentsClient, sdk: Sdk) => Promise<unknown>,
    { without, all = false }: { without?: string; all?: boolean } = {},
  ): ReadProbe {
    return {
      action: `ssm-incidents:${name}`,
      resource: all ? '*' : `arn:aws:ssm-incidents:*:${account}:*`,
      ...(without !== undefined && { without }),
      probe: async () => send(await clients.incidents(region, role), await import('@aws-sdk/client-ssm-incidents')),
    };
  }

  function contacts(name: string, input: object, without: string, all = false): ReadProbe {
    return {
      action: `ssm-contacts:${name}`,
      resource: all ? '*' : `arn:aws:ssm-contacts:*:${account}:*`,
      without,
      probe: () => call(name, input, region, role),
    };
  }

  const noFindings = { without: 'findings are left out' };
  const noPages = 'cards do not tell who was paged and who acknowledged';
  const one = { maxResults: 1 };
  return [
    incidents('GetIncidentRecord', (client, sdk) => client.send(new sdk.GetIncidentRecordCommand({ arn: incident }))),
    incidents('ListIncidentRecords', (client, sdk) => client.send(new sdk.ListIncidentRecordsCommand(one)), {
      all: true,
    }),
    incidents('ListTimelineEvents', (client, sdk) =>
      client.send(new sdk.ListTimelineEventsCommand({ ...ofIncident, ...one })),
    ),
    incidents('GetTimelineEvent', (client, sdk) =>
      client.send(new sdk.GetTimelineEventCommand({ ...ofIncident, eventId: absentId })),
    ),
    incidents('ListRelatedItems', (client, sdk) =>
      client.send(new sdk.ListRelatedItemsCommand({ ...ofIncident, ...one })),
    ),
    incidents(
      'ListIncidentFindings',
      (client, sdk) => client.send(new sdk.ListIncidentFindingsCommand({ ...ofIncident, ...one })),
      noFindings,
    ),
    incidents(
      'BatchGetIncidentFindings',
      (client, sdk) => client.send(new sdk.BatchGetIncidentFindingsCommand({ ...ofIncident, findingIds: [absentId] })),
      noFindings,
    ),
    incidents('ListResponsePlans', (client, sdk) => client.send(new sdk.ListResponsePlansCommand(one)), {
      without: 'incidents cannot be started from Slack',
      all: true,
    }),
    incidents(
      'GetResponsePlan',
      (client, sdk) =>
        client.send(new sdk.GetResponsePlanCommand({ arn: `arn:aws:ssm-incidents::${account}:response-plan/doctor` })),
      { without: 'a pasted response plan gets no answer' },
    ),
    {
      action: 'ssm:GetAutomationExecution',
      resource: `arn:aws:ssm:*:${account}:automation-execution/*`,
      without: 'runbooks are links without their state',
      async probe() {
        const { GetAutomationExecutionCommand } = await import('@aws-sdk/client-ssm');
        const client = await clients.automation(region, role);
        return client.send(new GetAutomationExecutionCommand({ AutomationExecutionId: absentId }));
      },
    },
    ...opsItemProbes({ clients, region, account, role }),
    ...alarmProbes({ clients, region, account, role }),
    contacts('ListEngagements', { IncidentId: incident, MaxResults: 1 }, noPages, true),
    contacts('ListPagesByEngagement', { EngagementId: engagement, MaxResults: 1 }, noPages),
    contacts('GetContact', { ContactId: contact }, noPages),
    contacts(
      'ListContactChannels',
      { ContactId: contact, MaxResults: 1 },
      'only contacts in CONTACTS are known as people in Slack',
    ),
    contacts('ListContacts', { MaxResults: 1 }, 'contacts cannot be engaged or found by name from Slack', true),
    contacts('ListRotationShifts', { RotationId: rotation, ...soon }, '/incident oncall shows no schedules'),
  ];
}

type CloudWatchSdk = typeof import('@aws-sdk/client-cloudwatch');

/** The actions by which the app reads alarms. The alarm that is asked for does not exist. */
function alarmProbes({ clients, region, account, role }: Omit<ProbedAccount, 'call'>): ReadProbe[] {
  function probe(
    name: string,
    facts: Pick<ReadProbe, 'resource' | 'without'>,
    send: (client: CloudWatchClient, sdk: CloudWatchSdk) => Promise<unknown>,
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

/** The actions by which the app reads OpsItems. The one that is asked for does not exist. */
function opsItemProbes({ clients, region, account, role }: Omit<ProbedAccount, 'call'>): ReadProbe[] {
  const OpsItemId = 'oi-000000000000';
  return [
    {
      action: 'ssm:GetOpsItem',
      resource: `arn:aws:ssm:*:${account}:opsitem/*`,
      without: 'OpsItems are not shown',
      async probe() {
        const { GetOpsItemCommand } = await import('@aws-sdk/client-ssm');
        return (await clients.automation(region, role)).send(new GetOpsItemCommand({ OpsItemId }));
      },
    },
    {
      action: 'ssm:ListOpsItemRelatedItems',
      resource: '*',
      without: 'OpsItems do not name their incident',
      async probe() {
        const { ListOpsItemRelatedItemsCommand } = await import('@aws-sdk/client-ssm');
        const client = await clients.automation(region, role);
        return client.send(new ListOpsItemRelatedItemsCommand({ OpsItemId, MaxResults: 1 }));
      },
    },
  ];
}

/** The actions by which the app reads investigations. What is asked for does not exist, or is the newest. */
export function agentProbes(agent: DevOpsAgent, account: string): ReadProbe[] {
  const { region, id } = agent.space;
  const resource = `arn:aws:aidevops:${region}:${account}:agentspace/${id}`;
  const without = 'the state and the reports of investigations are not shown';
  return [
    { action: 'aidevops:GetBacklogTask', resource, without, probe: () => agent.read(absentId) },
    {
      action: 'aidevops:ListBacklogTasks',
      resource,
      without: 'investigations cannot be started: whether there is one already is unknown',
      probe: () => agent.newest(),
    },
    {
      action: 'aidevops:ListJournalRecords',
      resource,
      without,
      probe: () => agent.summary(absentId, 'investigation_summary_md'),
    },
  ];
}
