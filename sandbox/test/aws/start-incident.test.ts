import { ResourceNotFoundException, ValidationException } from '@aws-sdk/client-ssm-incidents';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../aws/incidents/change.ts';
import { seedContacts, seedPlans, seedTopics } from '../../aws/seeds/seed-arns.ts';
import { noon, startAws } from './start-aws.ts';

describe('StartIncident', () => {
  test('StartIncident creates a record from the plan', async () => {
    const { client } = await startAws();
    const { incidentRecordArn: arn } = await client().startIncident({ responsePlanArn: seedPlans.checkout });
    expect(arn).toMatch(/^arn:aws:ssm-incidents::111122223333:incident-record\/checkout-plan\/[0-9a-f-]{36}$/);
    const { incidentRecord } = await client().getIncidentRecord({ arn });
    const principal = 'arn:aws:sts::111122223333:assumed-role/SlackApp/slack-app';
    expect(incidentRecord).toMatchObject({
      title: 'Checkout is failing',
      impact: 1,
      status: 'OPEN',
      creationTime: new Date(noon),
      chatChannel: { chatbotSns: [seedTopics.chat, seedTopics.chatUs] },
      notificationTargets: [{ snsTopicArn: seedTopics.status }],
      incidentRecordSource: { createdBy: principal, invokedBy: principal, source: 'aws.ssm-incidents.custom' },
    });
    const { tags } = await client().listTagsForResource({ resourceArn: arn });
    expect(tags).toEqual({ service: 'checkout', team: 'storefront' });
  });

  test('a given title and impact override the plan, including an empty title', async () => {
    const { client } = await startAws();
    const { incidentRecordArn: arn } = await client().startIncident({
      responsePlanArn: seedPlans.search,
      title: '',
      impact: 5,
    });
    const { incidentRecord } = await client().getIncidentRecord({ arn });
    expect(incidentRecord).toMatchObject({ title: '', impact: 5 });
  });

  test("StartIncident runs the plan's runbook with the incident's ARN, and engages the plan's contacts", async () => {
    const { aws, client } = await startAws();
    const { incidentRecordArn: arn = '' } = await client().startIncident({ responsePlanArn: seedPlans.checkout });
    const { incidentRecord } = await client().getIncidentRecord({ arn });
    const execution = aws.automation.find(incidentRecord?.automationExecutions?.[0]?.ssmExecutionArn ?? '');
    expect(execution).toMatchObject({
      document: 'RestartFleet',
      region: 'eu-west-1',
      status: 'InProgress',
      parameters: { AutoScalingGroup: ['checkout-blue'], IncidentRecordArn: [arn] },
    });
    const [engagement] = aws.contacts.engagements(arn);
    expect(engagement?.contactArn).toBe(seedContacts.checkoutOnCall);
    const paged = aws.contacts.pages(engagement?.arn ?? '').map(({ contactArn }) => contactArn);
    expect(paged).toEqual([seedContacts.amelia, seedContacts.ben]);
    const { relatedItems } = await client().listRelatedItems({ incidentRecordArn: arn });
    expect(relatedItems?.map(({ identifier }) => identifier?.type)).toEqual(['PARENT', 'AUTOMATION']);
  });

  test("StartIncident writes Incident Manager's timeline events, and publishes to the topics", async () => {
    const { aws, client } = await startAws();
    const changes: Change[] = [];
    const stop = aws.incidents.onChange((change) => changes.push(change));
    const { incidentRecordArn: arn = '' } = await client().startIncident({ responsePlanArn: seedPlans.checkout });
    expect(aws.incidents.get(arn)?.events.map(({ eventType }) => eventType)).toEqual([
      'SSM Incident Trigger',
      'SSM Incident Start',
      'SSM Incident Record Update',
      'SSM Incident Record Update',
      'SSM Contacts Page for Incident',
      'SSM Contacts Page for Incident',
    ]);
    expect(changes.map(({ kind }) => kind)).toEqual(['started', 'updated', 'updated', 'paged', 'paged']);
    expect(changes[0]).toMatchObject({ arn, topics: [seedTopics.chat, seedTopics.chatUs, seedTopics.status] });
    stop();
    aws.incidents.resolve(arn);
    expect(changes).toHaveLength(5);
  });

  test('a trigger that matches an open incident starts no other', async () => {
    const { aws, client } = await startAws();
    const trigger = { source: 'aws.cloudwatch', triggerArn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:x' };
    const first = aws.incidents.start(seedPlans.search, { trigger });
    expect(aws.incidents.start(seedPlans.search, { trigger })).toBe(first);
    const last = aws.incidents.get(first)?.events.at(-1);
    expect(JSON.parse(last?.eventData ?? '')).toMatchObject({ createdIncident: false });
    await client().updateIncidentRecord({ arn: first, status: 'RESOLVED' });
    expect(aws.incidents.start(seedPlans.search, { trigger })).not.toBe(first);
  });

  test("a plan's dedupe string overrides the trigger's", async () => {
    const { client } = await startAws();
    const incidentTemplate = { title: 'T', impact: 4, dedupeString: 'one at a time' };
    const { arn: responsePlanArn } = await client().createResponsePlan({ name: 'single', incidentTemplate });
    const first = await client().startIncident({ responsePlanArn });
    const second = await client().startIncident({ responsePlanArn });
    expect(second.incidentRecordArn).toBe(first.incidentRecordArn);
  });

  test('StartIncident keeps given related items', async () => {
    const { client } = await startAws();
    const item = { title: 'Ticket', identifier: { type: 'OTHER', value: { url: 'https://example.com/1' } } } as const;
    const { incidentRecordArn } = await client().startIncident({
      responsePlanArn: seedPlans.search,
      relatedItems: [item],
    });
    const { relatedItems } = await client().listRelatedItems({ incidentRecordArn });
    expect(relatedItems?.at(-1)).toMatchObject(item);
  });

  test('StartIncident refuses an unknown plan', async () => {
    const { client } = await startAws();
    const start = client().startIncident({ responsePlanArn: `${seedPlans.search}x` });
    await expect(start).rejects.toMatchObject({ name: 'ResourceNotFoundException', resourceType: 'RESPONSE_PLAN' });
    await expect(start).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test('StartIncident refuses a source that is reserved for AWS', async () => {
    const { client } = await startAws();
    const triggerDetails = { source: 'aws.cloudwatch', timestamp: new Date() };
    const start = client().startIncident({ responsePlanArn: seedPlans.search, triggerDetails });
    await expect(start).rejects.toBeInstanceOf(ValidationException);
  });
});

test('each client token writes once and gets the same response', async () => {
  const { aws, client } = await startAws();
  const input = { responsePlanArn: seedPlans.search, clientToken: 'token-1' };
  const [first, second] = [await client().startIncident(input), await client().startIncident(input)];
  expect(second.incidentRecordArn).toBe(first.incidentRecordArn);
  const incidentRecordArn = first.incidentRecordArn ?? '';
  const note = {
    incidentRecordArn,
    eventType: 'Note',
    eventData: '"x"',
    eventTime: new Date(noon),
    clientToken: 'token-1',
  };
  const events = [await client().createTimelineEvent(note), await client().createTimelineEvent(note)];
  expect(events[0]?.eventId).toBe(events[1]?.eventId);
  expect(aws.incidents.get(incidentRecordArn)?.events.filter(({ eventType }) => eventType === 'Note')).toHaveLength(1);
  const other = await client().startIncident({ ...input, clientToken: 'token-2' });
  expect(other.incidentRecordArn).not.toBe(incidentRecordArn);
});
