import type { StoredItem } from '../incidents/stored-incident.ts';
import { checkoutSummary } from './checkout-summary.ts';
import { seedAccount, seedAlarms, seedContacts, seedIncidents, seedTopics } from './seed-arns.ts';
import { minutesBefore, type SeedContext } from './seed-context.ts';
import { seedExecution } from './seed-execution.ts';
import { person, seedIncident } from './seed-incident.ts';

const arn = seedIncidents.critical;
const alarm = seedAlarms.checkout;
const alarmRole = `arn:aws:sts::${seedAccount}:assumed-role/AWSServiceRoleForCloudWatchAlarms_ActionSSMIncidents/checkout-p99`;
const engagement = `arn:aws:ssm-contacts:eu-west-1:${seedAccount}:engagement/checkout-on-call/91792571-0b53-4821-9f73-d25d13d9e529`;
const opsItem = `arn:aws:ssm:eu-west-1:${seedAccount}:opsItem/oi-8084126392ac`;

/**
 * The critical incident: from an alarm, two hours old, with two runbooks and every kind of data an incident can have.
 */
export function seedCheckoutLatency(context: SeedContext): void {
  const restart = seedExecution(context, {
    id: '4105a4fc-f944-11e6-9d32-8fb2db27a909',
    document: 'RestartFleet',
    region: 'eu-west-1',
    startedMinutesAgo: 108,
    doneSteps: 2,
    failure: 'Timed out waiting for 3 of 12 instances (i-0a1b2c3d4e5f60718 and 2 more) to answer the command',
  });
  const failover = seedExecution(context, {
    id: '7c2f8e10-5b3d-4f6a-9e81-2d4c6b8a0f13',
    document: 'FailoverPayments',
    region: 'us-east-1',
    startedMinutesAgo: 41,
    doneSteps: 1,
  });
  const logs = seedExecution(context, {
    id: 'e0d9c8b7-a6f5-4e3d-8c2b-1a0f9e8d7c6b',
    document: 'CollectLogs',
    region: 'eu-west-1',
    startedMinutesAgo: 95,
    doneSteps: 3,
  });
  seedEngagement(context);
  seedIncident(context, {
    arn,
    title: 'Checkout latency & errors p99 > 4s',
    impact: 1,
    summary: checkoutSummary,
    startedMinutesAgo: 112,
    modifiedMinutesAgo: 2,
    dedupeString: alarm,
    source: {
      createdBy: alarmRole,
      invokedBy: 'ssm-incidents.alarms.cloudwatch.amazonaws.com',
      source: 'aws.cloudwatch',
      resourceArn: alarm,
    },
    runbooks: [restart, failover],
    chatChannel: { chatbotSns: [seedTopics.chat, seedTopics.chatUs] },
    notificationTargets: [{ snsTopicArn: seedTopics.status }],
    tags: { service: 'checkout', team: 'storefront' },
    events: timeline,
    relatedItems: relatedItems(logs),
    findings: [
      {
        id: '5e8f1a2b-9c3d-4e7f-8a6b-0c1d2e3f4a5b',
        creationTime: minutesBefore(context.nowMs, 111),
        lastModifiedTime: minutesBefore(context.nowMs, 110),
        details: {
          codeDeployDeployment: {
            deploymentId: 'd-73K1TQZ9A',
            deploymentGroupArn: `arn:aws:codedeploy:eu-west-1:${seedAccount}:deploymentgroup:checkout/blue`,
            startTime: minutesBefore(context.nowMs, 120),
            endTime: minutesBefore(context.nowMs, 114),
          },
        },
      },
      {
        id: 'a1d4c7f0-2b5e-4839-b6c1-d7e0f3a6c9b2',
        creationTime: minutesBefore(context.nowMs, 111),
        lastModifiedTime: minutesBefore(context.nowMs, 111),
        details: {
          cloudFormationStackUpdate: {
            stackArn: `arn:aws:cloudformation:eu-west-1:${seedAccount}:stack/payments-pool/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0`,
            startTime: minutesBefore(context.nowMs, 131),
          },
        },
      },
    ],
  });
}

function seedEngagement({ contacts, nowMs }: SeedContext): void {
  const sentAtMs = nowMs - 111 * 60_000;
  const page = { engagementArn: engagement, sender: 'Incident Manager', incidentId: arn, sentAtMs };
  const pageArn = (alias: string, id: string) => `arn:aws:ssm-contacts:eu-west-1:${seedAccount}:page/${alias}/${id}`;
  contacts.putEngagement(
    {
      arn: engagement,
      contactArn: seedContacts.checkoutOnCall,
      sender: 'Incident Manager',
      subject: 'Checkout latency & errors p99 > 4s',
      content: 'Alarm checkout-p99 is in ALARM.',
      incidentId: arn,
      startedAtMs: sentAtMs,
    },
    [
      {
        ...page,
        arn: pageArn('amelia', 'ad0052bd-e606-498a-861b-25726292eb93'),
        contactArn: seedContacts.amelia,
        deliveredAtMs: sentAtMs + 4_000,
        readAtMs: sentAtMs + 3 * 60_000,
      },
      { ...page, arn: pageArn('ben', '78a29753-3674-4ac5-9f83-0468563567f0'), contactArn: seedContacts.ben },
    ],
  );
}

/** Every event type that Incident Manager is known to write, both types that people write, and an invented one. */
const timeline = [
  {
    minutesAgo: 112,
    type: 'SSM Incident Trigger',
    data: {
      createdIncident: true,
      incidentSource: 'aws.cloudwatch',
      triggerArn: alarm,
      rawData: JSON.stringify({
        source: 'aws.cloudwatch',
        'detail-type': 'CloudWatch Alarm State Change',
        resources: [alarm],
        detail: { alarmName: 'checkout-p99', state: { value: 'ALARM', reason: 'Threshold crossed: 4.2 > 4.0' } },
      }),
    },
  },
  {
    minutesAgo: 112,
    type: 'SSM Incident Start',
    data: {
      incidentTitle: 'Checkout latency & errors p99 > 4s',
      contactsEngage: [{ contactArn: seedContacts.checkoutOnCall, contactName: 'Checkout on-call' }],
      ssmDocumentName: 'RestartFleet',
      ssmDocumentVersion: '4',
      triggerArn: alarm,
    },
  },
  updated(
    112,
    'relatedItems',
    JSON.stringify({ itemToAdd: { title: 'parentItem', identifier: { type: 'PARENT', value: { arn: opsItem } } } }),
  ),
  {
    minutesAgo: 111,
    type: 'SSM Contacts Page for Incident',
    data: { contactArn: seedContacts.amelia, engagementArn: engagement },
  },
  {
    minutesAgo: 111,
    type: 'SSM Contacts Page for Incident',
    data: { contactArn: seedContacts.ben, engagementArn: engagement },
  },
  {
    minutesAgo: 109,
    type: 'SSM Automation Execution Start Failure for Incident',
    data: { documentName: 'RestartFleet', failureMessage: 'Rate exceeded' },
  },
  {
    minutesAgo: 108,
    type: 'SSM Contacts Page Acknowledgement for Incident',
    data: { contactArn: seedContacts.amelia, engagementArn: engagement },
  },
  updated(90, 'impact', '1'),
  { minutesAgo: 74, type: 'Custom Event', data: 'Canary rolled back to 2026.47.2, p99 there back at 0.7 s' },
  {
    minutesAgo: 52,
    type: 'Note',
    data: 'Support sees 40 tickets an hour. <https://status.shop.example|Status page> is updated.',
  },
  {
    minutesAgo: 30,
    type: 'Custom Event',
    data: { deployment: 'checkout-2026.47.2', zones: ['eu-west-1a', 'eu-west-1b'] },
  },
  { minutesAgo: 12, type: 'SSM Incident Weather Report', data: { severity: 'storm' } },
  updated(2, 'summary', checkoutSummary.slice(0, 2000)),
];

function updated(minutesAgo: number, attributeName: string, newValue: string) {
  const data = {
    modifiedBy: person,
    modifiedAttributes: [{ attributeName, newValue }],
    incidentTitle: 'Checkout latency & errors p99 > 4s',
  };
  return { minutesAgo, type: 'SSM Incident Record Update', data };
}

/** One of each type. */
const relatedItems = (execution: string): StoredItem[] =>
  [
    item('PARENT', 'parentItem', { arn: opsItem }),
    item('METRIC', 'Checkout p99', {
      metricDefinition: JSON.stringify({
        metrics: [['Shop/Checkout', 'Latency', { stat: 'p99' }]],
        region: 'eu-west-1',
        title: 'Checkout p99',
      }),
    }),
    item('AUTOMATION', 'CollectLogs', { arn: execution }),
    item('INVOLVED_RESOURCE', 'Alarm checkout-p99', { arn: alarm }),
    item('INCIDENT', 'Payments time out', { arn: seedIncidents.alarm }),
    item('OTHER', 'Checkout dashboard', { url: 'https://dashboards.shop.example/checkout' }),
    item('ATTACHMENT', 'heap dump', { url: 'https://s3.eu-west-1.amazonaws.com/shop-dumps/checkout-1.hprof' }),
    item('TASK', 'PagerDuty', { pagerDutyIncidentDetail: { id: 'Q2VK9ZC8M1XN3T', autoResolve: true } }),
    item('ANALYSIS', undefined, { arn: `arn:aws:ssm:eu-west-1:${seedAccount}:document/analysis-checkout` }),
  ].map((related, index) => ({
    ...related,
    generatedId: `related-item/${related.identifier.type}/${String(index + 1).padStart(32, '0')}`,
  }));

const item = (
  type: StoredItem['identifier']['type'],
  title: string | undefined,
  value: StoredItem['identifier']['value'],
): StoredItem => ({ identifier: { type, value }, ...(title === undefined ? {} : { title }) });
