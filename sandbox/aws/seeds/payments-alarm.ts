import { seedAccount, seedAlarms, seedContacts, seedIncidents } from './seed-arns.ts';
import type { SeedContext } from './seed-context.ts';
import { seedExecution } from './seed-execution.ts';
import { seedIncident } from './seed-incident.ts';

const alarm = seedAlarms.payments;
const alarmRole = `arn:aws:sts::${seedAccount}:assumed-role/AWSServiceRoleForCloudWatchAlarms_ActionSSMIncidents/payments`;

/** The high incident, started by an alarm a few minutes ago, with its runbook running. */
export function seedPaymentsAlarm(context: SeedContext): void {
  const runbook = seedExecution(context, {
    id: 'b8a7c6d5-e4f3-4a2b-9c1d-0e9f8a7b6c5d',
    document: 'CollectLogs',
    region: 'eu-west-1',
    startedMinutesAgo: 0,
    doneSteps: 0,
  });
  seedIncident(context, {
    arn: seedIncidents.alarm,
    title: 'Payments time out for one card scheme',
    impact: 2,
    startedMinutesAgo: 6,
    modifiedBy: alarmRole,
    dedupeString: alarm,
    source: {
      createdBy: alarmRole,
      invokedBy: 'ssm-incidents.alarms.cloudwatch.amazonaws.com',
      source: 'aws.cloudwatch',
      resourceArn: alarm,
    },
    runbooks: [runbook],
    events: [
      {
        minutesAgo: 6,
        type: 'SSM Incident Trigger',
        data: { createdIncident: true, incidentSource: 'aws.cloudwatch', triggerArn: alarm },
      },
      {
        minutesAgo: 6,
        type: 'SSM Incident Start',
        data: {
          incidentTitle: 'Payments time out for one card scheme',
          contactsEngage: [{ contactArn: seedContacts.paymentsRotation, contactName: 'Payments rotation' }],
          triggerArn: alarm,
        },
      },
      {
        minutesAgo: 1,
        type: 'SSM Incident Trigger',
        data: { createdIncident: false, incidentSource: 'aws.cloudwatch', triggerArn: alarm },
      },
    ],
  });
}
