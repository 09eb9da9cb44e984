import { seedAccount, seedIncidents, seedTopics } from './seed-arns.ts';
import type { SeedContext } from './seed-context.ts';
import { seedIncident } from './seed-incident.ts';

/** Kinds of chat channel, notification target, runbook and related item that AWS might add in the future. */
export function seedUnknownMembers(context: SeedContext): void {
  seedIncident(context, {
    arn: seedIncidents.unknownMembers,
    title: 'Gift cards are refused at checkout',
    impact: 3,
    summary: 'Only cards issued before 1 November.',
    startedMinutesAgo: 75,
    modifiedMinutesAgo: 33,
    chatChannel: { $unknown: ['slackWorkspace', { teamId: 'T0123', channelId: 'C0123' }] },
    notificationTargets: [
      { snsTopicArn: seedTopics.status },
      { $unknown: ['pagerDutyServiceKey', { serviceId: 'PABC123' }] },
    ],
    relatedItems: [
      {
        title: 'Ticket',
        identifier: { type: 'TASK', value: { $unknown: ['jiraIssue', { key: 'SHOP-4711' }] } },
        generatedId: 'related-item/TASK/369DAA0D8B9CB4E1856C52FA2D0787EC',
      },
    ],
    findings: [
      {
        id: 'c0ffee00-1111-2222-3333-444455556666',
        creationTime: new Date(context.nowMs),
        lastModifiedTime: new Date(context.nowMs),
        details: { $unknown: ['ecsDeployment', { service: 'gift-cards', id: 'ecs-svc/1234567890' }] },
      },
    ],
  });
  const record = context.incidents.get(seedIncidents.unknownMembers)?.record;
  record?.automationExecutions?.push({
    $unknown: [
      'stepFunctionsExecution',
      { executionArn: `arn:aws:states:eu-west-1:${seedAccount}:execution:refund:1` },
    ],
  });
}
