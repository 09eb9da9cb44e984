import { seedOpsItems as arns, seedAccount, seedIncidents } from './seed-arns.ts';
import { minutesBefore, type SeedContext } from './seed-context.ts';

const incidentManager = `arn:aws:sts::${seedAccount}:assumed-role/AWSServiceRoleForIncidentManager/IncidentResponse`;
const alarmRole = `arn:aws:sts::${seedAccount}:assumed-role/AWSServiceRoleForCloudWatchAlarms_ActionSSM/storage-low`;

/** The parent of the critical incident, one that an alarm made, and one with hostile text. */
export function seedOpsItems({ opsItems, nowMs }: SeedContext): void {
  const add = (arn: string, title: string, minutesAgo: number, more: { createdBy: string; source: string }) => {
    const at = minutesBefore(nowMs, minutesAgo);
    opsItems.put({
      id: arn.slice(arn.lastIndexOf('/') + 1),
      account: seedAccount,
      region: 'eu-west-1',
      title,
      description: title,
      type: '/aws/issue',
      status: 'Open',
      createdAt: at,
      modifiedAt: at,
      modifiedBy: more.createdBy,
      version: 1,
      data: {},
      topics: [],
      related: [],
      ...more,
    });
  };
  add(arns.critical, 'Checkout latency & errors p99 > 4s', 112, {
    createdBy: incidentManager,
    source: 'Incident Manager',
  });
  opsItems.update(arns.critical, { severity: '1', category: 'Availability' }, incidentManager);
  opsItems.relate(arns.critical, seedIncidents.critical, incidentManager);
  add(arns.storage, 'Storage of orders-db is below 10 %', 35, { createdBy: alarmRole, source: 'CloudWatch - Alarms' });
  opsItems.update(arns.storage, { severity: '3', category: 'Availability' }, alarmRole);
  add(arns.hostile, '<!channel> *bold* <https://evil.example|click> & `x` @here', 20, {
    createdBy: alarmRole,
    source: '<@U012> _x_',
  });
  opsItems.update(arns.hostile, { severity: 'urgent!', description: '<!here>' }, alarmRole);
}
