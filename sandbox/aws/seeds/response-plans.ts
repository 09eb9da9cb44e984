import { seedAccount, seedContacts, seedPlans, seedTopics } from './seed-arns.ts';
import type { SeedContext } from './seed-context.ts';

const roleArn = `arn:aws:iam::${seedAccount}:role/IncidentRunbooks`;

/** Response plans of the shop. */
export function seedResponsePlans({ incidents }: SeedContext): void {
  incidents.putPlan({
    arn: seedPlans.checkout,
    name: 'checkout-plan',
    displayName: 'Checkout is slow or failing',
    incidentTemplate: {
      title: 'Checkout is failing',
      impact: 1,
      summary:
        '## What we know\n\nNothing yet. See the [checkout dashboard](https://dashboards.shop.example/checkout).',
      notificationTargets: [{ snsTopicArn: seedTopics.status }],
      incidentTags: { service: 'checkout', team: 'storefront' },
    },
    chatChannel: { chatbotSns: [seedTopics.chat, seedTopics.chatUs] },
    engagements: [seedContacts.checkoutOnCall],
    actions: [
      {
        ssmAutomation: {
          documentName: 'RestartFleet',
          documentVersion: '4',
          roleArn,
          targetAccount: 'RESPONSE_PLAN_OWNER_ACCOUNT',
          parameters: { AutoScalingGroup: ['checkout-blue'] },
          dynamicParameters: { IncidentRecordArn: { variable: 'INCIDENT_RECORD_ARN' } },
        },
      },
    ],
    integrations: [],
  });
  incidents.putPlan({
    arn: seedPlans.payments,
    name: 'payments-plan',
    displayName: 'Payments are declined or late',
    incidentTemplate: { title: 'Payments are failing', impact: 2 },
    chatChannel: { chatbotSns: [seedTopics.chat] },
    engagements: [seedContacts.paymentsRotation],
    actions: [{ ssmAutomation: { documentName: 'FailoverPayments', documentVersion: '$DEFAULT', roleArn } }],
    integrations: [],
  });
  incidents.putPlan({
    arn: seedPlans.search,
    name: 'search-plan',
    displayName: 'Search answers slowly or wrongly',
    incidentTemplate: { title: 'Search is degraded', impact: 3 },
    chatChannel: { chatbotSns: [seedTopics.chat] },
    engagements: [],
    actions: [],
    integrations: [],
  });
}
