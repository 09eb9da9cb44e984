import { expect, test } from 'vitest';
import type { Change } from '../../aws/incidents/change.ts';
import { notificationFor } from '../../aws/incidents/notification-for.ts';
import { seedContacts, seedIncidents, seedPlans, seedTopics } from '../../aws/seeds/seed-arns.ts';
import { startAws } from './start-aws.ts';

async function startListening() {
  const started = await startAws();
  const changes: Change[] = [];
  started.aws.incidents.onChange((change) => changes.push(change));
  const published = () => changes.map((change) => JSON.parse(notificationFor(change) ?? 'null') as unknown);
  return { ...started, changes, published };
}

test('an update notification says who changed what', async () => {
  const { aws, changes, published } = await startListening();
  aws.incidents.resolve(seedIncidents.critical, 'arn:aws:iam::111122223333:user/x');
  expect(published()).toEqual([
    {
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'SSM Incident Record Update',
      source: 'aws.ssm-incidents',
      account: '111122223333',
      time: '2026-11-23T12:00:00Z',
      region: 'eu-west-1',
      resources: [seedIncidents.critical],
      detail: {
        modifiedBy: 'arn:aws:iam::111122223333:user/x',
        modifiedAttributes: [{ attributeName: 'status', newValue: 'RESOLVED' }],
        incidentTitle: 'Checkout latency & errors p99 > 4s',
      },
    },
  ]);
  expect(changes[0]?.topics).toEqual([seedTopics.chat, seedTopics.chatUs, seedTopics.status]);
});

test('a start notification names the engaged contacts and the runbook', async () => {
  const { aws, published } = await startListening();
  aws.incidents.start(seedPlans.checkout, {
    trigger: { source: 'aws.cloudwatch', triggerArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x' },
  });
  expect(published()[0]).toMatchObject({
    'detail-type': 'SSM Incident Start',
    detail: {
      incidentTitle: 'Checkout is failing',
      contactsEngage: [{ contactArn: seedContacts.checkoutOnCall, contactName: 'Checkout on-call' }],
      ssmDocumentName: 'RestartFleet',
      ssmDocumentVersion: '4',
      triggerArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x',
    },
  });
});

test('an acknowledgement notification names contact and engagement', async () => {
  const { aws, published } = await startListening();
  aws.incidents.acknowledge(seedIncidents.critical, seedContacts.ben);
  expect(published()).toEqual([
    expect.objectContaining({
      'detail-type': 'SSM Contacts Page Acknowledgement for Incident',
      detail: expect.objectContaining({
        contactArn: seedContacts.ben,
        engagementArn: expect.stringContaining(':engagement/'),
      }),
    }),
  ]);
});

test('notes and deletions are not published', async () => {
  const { aws, changes, published } = await startListening();
  aws.incidents.addTimelineEvent(seedIncidents.low, 'Note', '"x"');
  aws.incidents.delete(seedIncidents.low);
  expect(changes.map(({ kind }) => kind)).toEqual(['noted', 'deleted']);
  expect(published()).toEqual([null, null]);
});
