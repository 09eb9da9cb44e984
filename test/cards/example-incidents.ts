import { type ButtonName, buttonNames } from '../../src/actions/actions.ts';
import type { CardOptions } from '../../src/cards/surfaces/card-options.ts';
import type { AlarmReading } from '../../src/incidents/alarm.ts';
import type { IncidentRecord } from '../../src/incidents/record.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import type { TimelineEvent } from '../../src/incidents/timeline/timeline-event.ts';
import { arnOf } from '../support/arn-of.ts';

/** Friday, 20 November 2026, 11:52 UTC. */
export const now = Date.UTC(2026, 10, 20, 11, 52);
const minute = 60_000;

export const record: IncidentRecord = {
  arn: arnOf('arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/8ab9c0de-4a1b-2c3d-4e5f-60718293a4b5'),
  title: 'Checkout latency & errors p99 > 4s',
  status: 'OPEN',
  impact: 1,
  summary:
    '## Impact\nCheckout p99 **4.2 s**. Payments time out in `eu-west-1`.\n\n- Rollback under way\n- See [dashboard](https://grafana.example.com/d/checkout)',
  createdAtMs: now - 112 * minute,
  modifiedAtMs: now - 2 * minute,
  modifiedBy: 'arn:aws:sts::111122223333:assumed-role/Admin/exampleUser',
  dedupeString: 'checkout-p99',
  source: {
    name: 'aws.cloudwatch',
    createdBy: 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForCloudWatchAlarms_ActionSSMIncidents/CloudWatch',
    invokedBy: 'ssm-incidents.alarms.cloudwatch.amazonaws.com',
    resourceArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-p99',
  },
  automationExecutions: [
    'arn:aws:ssm:eu-west-1:111122223333:automation-execution/11111111-aaaa-bbbb-cccc-000000000001',
    'arn:aws:ssm:us-east-1:111122223333:automation-execution/11111111-aaaa-bbbb-cccc-000000000002',
    'arn:aws:ssm:eu-west-1:111122223333:automation-execution/11111111-aaaa-bbbb-cccc-000000000003',
  ],
  chatTopics: ['arn:aws:sns:eu-west-1:111122223333:incident-chat'],
  notificationTargets: [{ unknown: 'pagerDutyService' }],
};

const [failed = '', done = '', waiting = ''] = record.automationExecutions as string[];

export const snapshot: IncidentSnapshot = {
  record,
  readAtMs: now,
  runbooks: [
    {
      arn: done,
      document: 'CollectLogs',
      status: 'Success',
      startedAtMs: now - 110 * minute,
      endedAtMs: now - 108 * minute,
    },
    {
      arn: failed,
      document: 'RestartFleet',
      status: 'Failed',
      step: 3,
      stepCount: 7,
      failureMessage: 'Timed out waiting for instance i-0abc to become healthy.',
      startedAtMs: now - 40 * minute,
      endedAtMs: now - 5 * minute,
    },
    { arn: waiting, document: 'Failover', status: 'Waiting', step: 2, stepCount: 4, stepAction: 'aws:approve' },
  ],
  engagements: [
    {
      arn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:engagement/ana/1',
      contactArn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:contact/ana',
      contactName: 'Ana Pérez',
      startedAtMs: now - 111 * minute,
      acknowledgedAtMs: now - 107 * minute,
      acknowledgementKnown: true,
    },
    {
      arn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:engagement/primary/2',
      contactArn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:contact/primary',
      startedAtMs: now - 111 * minute,
      acknowledgementKnown: true,
    },
  ],
  related: [
    { type: 'PARENT', title: 'parentItem', arn: 'arn:aws:ssm:eu-west-1:111122223333:opsItem/oi-8084126392ac' },
    { type: 'OTHER', title: 'Dashboard', url: 'https://grafana.example.com/d/checkout' },
    { type: 'METRIC', metricDefinition: '[{"metrics":[["App","CheckoutLatency"]]}]' },
    { type: 'OTHER', title: 'Old trick', url: 'javascript:alert(1)' },
  ],
  findings: [
    {
      id: 'f1',
      kind: 'cloudFormationStackUpdate',
      subject: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/checkout/1234',
      startedAtMs: now - 130 * minute,
      endedAtMs: now - 125 * minute,
    },
  ],
};

/** The alarm that started it, in alarm. */
export const alarm: AlarmReading = {
  arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-p99',
  name: 'checkout-p99',
  state: 'ALARM',
  sinceMs: now - 112 * minute,
  numbers: { value: 2.4, comparison: '>', threshold: 1.5, breachedMs: 3 * minute },
  readAtMs: now,
};

export const resolved: IncidentSnapshot = {
  ...snapshot,
  record: {
    ...record,
    status: 'RESOLVED',
    impact: 2,
    resolvedAtMs: now - 12 * minute,
    modifiedAtMs: now - 12 * minute,
  },
  runbooks: snapshot.runbooks?.slice(0, 1) ?? [],
};

/** As much as Incident Manager may say. */
export const crowded: IncidentSnapshot = {
  ...snapshot,
  record: {
    ...record,
    title: 'Checkout latency, payments time out, and the order queue in eu-west-1 grows without a bound. '
      .repeat(3)
      .slice(0, 200),
    summary:
      'Payments time out in eu-west-1 since 10:00 and the order queue grows. See the [dashboard](https://grafana.example.com/d/checkout) and https://wiki.example.com/runbooks/checkout.\n\n' +
      '- The rollback of 2026.47.3 is under way in two of three zones\n- Support has been told\n- Refunds are paused\n\n'.repeat(
        40,
      ),
  },
  runbooks: Array.from({ length: 12 }, (_, index) => ({
    arn: `arn:aws:ssm:eu-west-1:111122223333:automation-execution/11111111-aaaa-bbbb-cccc-0000000001${10 + index}`,
    document: `RestartFleetOfZone${index + 1}AndWaitForHealth`,
    status: index < 6 ? 'Failed' : 'InProgress',
    step: 3,
    stepCount: 7,
    failureMessage: 'Timed out waiting for instance i-0abc to become healthy.',
  })),
  engagements: Array.from({ length: 5 }, (_, index) => ({
    arn: `arn:aws:ssm-contacts:eu-west-1:111122223333:engagement/team-${index}/1`,
    contactArn: `arn:aws:ssm-contacts:eu-west-1:111122223333:contact/team-${index}`,
    contactName: `Payments on-call, second line ${index + 1}`,
    startedAtMs: now - 20 * minute,
    acknowledgementKnown: true,
  })),
};

const ana = { id: 'U0ANA', name: 'Ana Pérez' };
const ada = { id: 'U0ADA', name: 'Ada Lovelace' };
/** Someone leads it, in a room of its own. */
export const led: IncidentSnapshot = {
  ...snapshot,
  responders: {
    roles: [
      { name: 'lead', person: ana, by: ana, sinceMs: now - 100 * minute },
      { name: 'scribe', person: ada, by: ana, sinceMs: now - 90 * minute },
    ],
    onIt: [{ person: ada, atMs: now - 95 * minute }],
  },
  room: 'C0INCROOM',
  engagements: [
    ...(snapshot.engagements ?? []),
    {
      arn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:engagement/database/3',
      contactArn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:contact/database',
      startedAtMs: now - 111 * minute,
      acknowledgementKnown: true,
    },
  ],
};

/** As little as Incident Manager may say. */
export const bare: IncidentSnapshot = {
  record: {
    arn: record.arn,
    title: '',
    status: 'OPEN',
    impact: 5,
    createdAtMs: now - 20_000,
    modifiedAtMs: now - 20_000,
    modifiedBy: 'arn:aws:iam::111122223333:user/draliatp',
    dedupeString: '',
    source: { name: 'aws.ssm-incidents.custom', createdBy: 'arn:aws:iam::111122223333:user/draliatp' },
    automationExecutions: [],
    chatTopics: [],
    notificationTargets: [],
  },
  readAtMs: now,
};

/** A record whose author tries everything. */
export const hostile: IncidentSnapshot = {
  ...snapshot,
  record: {
    ...record,
    title: '<!channel> *db* is <https://evil.example|console.aws.amazon.com> \u202Edown',
    summary:
      '<!here> <@U012AB3CD> [console](https://evil.example) https://evil.example ![x](https://evil.example/p.png)',
    modifiedBy: 'arn:aws:sts::111122223333:assumed-role/Admin/<!channel>',
  },
  runbooks: [{ arn: failed, document: '*_~`<!here>', status: 'Failed', failureMessage: '<https://evil.example>' }],
};

export const allActions: ReadonlySet<ButtonName> = new Set(buttonNames);
export const readActions: ReadonlySet<ButtonName> = new Set<ButtonName>(['refresh', 'timeline', 'details', 'open']);

export const options: CardOptions = { now, links: { region: 'eu-west-1' }, actions: allActions };

const event = (minutesAgo: number, type: string, data?: unknown): TimelineEvent => ({
  id: `event-${minutesAgo}`,
  type,
  atMs: now - minutesAgo * minute,
  updatedAtMs: now - minutesAgo * minute,
  ...(data !== undefined && { data: JSON.stringify(data) }),
});

export const events: TimelineEvent[] = [
  event(2, 'SSM Incident Record Update', {
    modifiedBy: record.modifiedBy,
    modifiedAttributes: [
      { attributeName: 'impact', newValue: '2' },
      { attributeName: 'summary', newValue: 'Mitigated by **rollback**.' },
    ],
    incidentTitle: record.title,
  }),
  event(20, 'Note', 'Watching the error rate until 12:30.'),
  event(90, 'SSM Incident Record Update', {
    modifiedBy: record.modifiedBy,
    modifiedAttributes: [
      {
        attributeName: 'relatedItems',
        newValue:
          '{"itemToAdd":{"identifier":{"type":"PARENT","value":{"arn":"arn:aws:ssm:us-east-1:111122223333:opsItem/oi-4008965bf3a7"}},"title":"parentItem"}}',
      },
    ],
  }),
  event(107, 'SSM Contacts Page Acknowledgement for Incident', {
    contactArn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:contact/ana',
  }),
  event(111, 'SSM Contacts Page for Incident', {
    contactArn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:contact/ana',
  }),
  event(111, 'SSM Automation Execution Start Failure for Incident'),
  event(112, 'SSM Incident Start', {
    incidentTitle: record.title,
    contactsEngage: [{ contactArn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:contact/ana', contactName: 'Ana' }],
    ssmDocumentName: 'AWSIncidents-CriticalIncidentRunbookTemplate',
    triggerArn: record.source.resourceArn,
  }),
  event(112, 'SSM Incident Trigger', {
    createdIncident: true,
    incidentSource: 'aws.cloudwatch',
    triggerArn: record.source.resourceArn,
    rawData: '{}',
  }),
  event(113, 'Custom Event', { deploy: 42, by: 'ci' }),
  event(114, 'SSM Something New', { a: 1 }),
];

const longSummary = `Checkout answers slowly in eu-west-1, and payments time out after four seconds. ${'Support has been told; refunds are paused until the queue is empty. '.repeat(3)}`;
const edited = (minutesAgo: number, newValue: string) =>
  event(minutesAgo, 'SSM Incident Record Update', {
    modifiedBy: record.modifiedBy,
    modifiedAttributes: [{ attributeName: 'summary', newValue }],
  });

/** Events that people wrote at length, newest first. */
export const longEvents: TimelineEvent[] = [
  edited(
    0,
    `${longSummary.replace('four', 'nine')} The rollback of 2026.47.3 is under way in two of three zones, see the [dashboard](https://grafana.example.com/d/checkout).`,
  ),
  {
    ...event(
      1,
      'Note',
      `Rolled back *2026.47.3* in two zones, see https://wiki.example.com/runbooks/checkout and [the dashboard](https://grafana.example.com/d/checkout). ${'The third zone follows when its queue is empty. '.repeat(5)}`,
    ),
    by: 'slack:U1 Ada Lovelace',
  },
  edited(1, longSummary),
];
