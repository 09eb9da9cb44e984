import { describe, expect, test } from 'vitest';
import { acceptCodeOf } from '../../aws/contacts/contact.ts';
import { seedContacts, seedIncidents, seedPlans, seedRotations } from '../../aws/seeds/seed-arns.ts';
import { contactsCaller } from './contacts-caller.ts';
import { noon, startAws } from './start-aws.ts';

async function startContacts(options: Parameters<typeof startAws>[0] = {}) {
  const started = await startAws(options);
  return { ...started, call: contactsCaller(started.aws.url) };
}

/** The page of the critical incident that Ben has not acknowledged. */
function benPage({ contacts }: Awaited<ReturnType<typeof startAws>>['aws']): string {
  const pages = contacts.engagements(IncidentId).flatMap(({ arn }) => contacts.pages(arn));
  return pages.find(({ contactArn }) => contactArn === seedContacts.ben)?.arn ?? '';
}

const IncidentId = seedIncidents.critical;

describe('contacts', () => {
  test('contacts are listed by type and prefix', async () => {
    const { call } = await startContacts();
    const all = await call('ListContacts', {});
    expect(all.body.Contacts).toHaveLength(7);
    const { body } = await call('ListContacts', { Type: 'PERSONAL', AliasPrefix: 'am' });
    expect(body.Contacts).toEqual([
      { ContactArn: seedContacts.amelia, Alias: 'amelia', DisplayName: 'Amelia Ruiz', Type: 'PERSONAL' },
    ]);
  });

  test('GetContact returns the stages of an escalation plan, and the rotations of a schedule', async () => {
    const { call } = await startContacts();
    const plan = await call('GetContact', { ContactId: seedContacts.paymentsEscalation });
    const target = (ContactId: string) => [{ ContactTargetInfo: { ContactId, IsEssential: false } }];
    expect(plan.body).toMatchObject({
      Type: 'ESCALATION',
      Plan: {
        Stages: [
          { DurationInMinutes: 5, Targets: target(seedContacts.paymentsRotation) },
          { DurationInMinutes: 10, Targets: target(seedContacts.ben) },
        ],
      },
    });
    const schedule = await call('GetContact', { ContactId: seedContacts.paymentsRotation });
    expect(schedule.body).toMatchObject({ Type: 'ONCALL_SCHEDULE', Plan: { RotationIds: [seedRotations.payments] } });
  });

  test.each([
    ['an unknown contact', 'GetContact', { ContactId: `${seedContacts.amelia}x` }, 'ResourceNotFoundException'],
    ['an id that is not an ARN', 'GetContact', { ContactId: 'amelia' }, 'ValidationException'],
    [
      'a contact of another account',
      'GetContact',
      { ContactId: seedContacts.amelia.replace('111122223333', '444455556666') },
      'AccessDeniedException',
    ],
    ['an operation that is not implemented', 'CreateRotation', {}, 'UnknownOperationException'],
  ])("the contacts service refuses %s with the error's type", async (_, operation, input, type) => {
    const { call } = await startContacts();
    expect(await call(operation, input)).toMatchObject({ status: 400, body: { __type: type } });
  });
});

describe('engagements', () => {
  test('engagements are listed by incident, in their Region', async () => {
    const { call } = await startContacts();
    const { body } = await call('ListEngagements', { IncidentId });
    expect(body.Engagements).toEqual([
      expect.objectContaining({
        ContactArn: seedContacts.checkoutOnCall,
        IncidentId,
        StartTime: noon / 1000 - 111 * 60,
      }),
    ]);
    expect((await call('ListEngagements', { IncidentId }, 'us-east-1')).body.Engagements).toEqual([]);
    const TimeRangeValue = { StartTime: noon / 1000 - 60 };
    expect((await call('ListEngagements', { IncidentId, TimeRangeValue })).body.Engagements).toEqual([]);
  });

  test('an engagement shows who was paged and who acknowledged', async () => {
    const { aws, call } = await startContacts();
    const [engagement] = aws.contacts.engagements(IncidentId);
    const { body } = await call('ListPagesByEngagement', { EngagementId: engagement?.arn });
    expect(body.Pages).toEqual([
      expect.objectContaining({ ContactArn: seedContacts.amelia, ReadTime: expect.any(Number) }),
      expect.not.objectContaining({ ReadTime: expect.any(Number) }),
    ]);
    const page = await call('ListPagesByEngagement', { EngagementId: engagement?.arn, MaxResults: 1 });
    expect(page.body).toMatchObject({ Pages: [expect.anything()], NextToken: expect.any(String) });
  });

  test('StartEngagement runs once per token, pages the people behind a plan, and ends with the incident', async () => {
    const { aws, call } = await startContacts();
    const input = {
      ContactId: seedContacts.checkoutOnCall,
      Sender: 'slack',
      Subject: 'Help',
      Content: 'Now',
      IncidentId,
      IdempotencyToken: 't1',
    };
    const first = await call('StartEngagement', input);
    expect((await call('StartEngagement', input)).body).toEqual(first.body);
    const { body } = await call('DescribeEngagement', { EngagementId: first.body.EngagementArn });
    expect(body).toMatchObject({ Subject: 'Help', Content: 'Now', IncidentId });
    expect(aws.contacts.pages(String(first.body.EngagementArn))).toHaveLength(2);
    aws.incidents.resolve(IncidentId);
    const ended = await call('ListEngagements', { IncidentId });
    expect(ended.body.Engagements).toEqual([
      expect.objectContaining({ StopTime: noon / 1000 }),
      expect.objectContaining({ StopTime: noon / 1000 }),
    ]);
  });

  test('an engagement can be stopped', async () => {
    const { aws, call } = await startContacts();
    const [engagement] = aws.contacts.engagements(IncidentId);
    await call('StopEngagement', { EngagementId: engagement?.arn, Reason: 'Enough' });
    expect(engagement?.stoppedAtMs).toBe(noon);
  });

  test('AcceptPage with the code from the page acknowledges it, once', async () => {
    const { aws, call } = await startContacts();
    const PageId = benPage(aws);
    const input = { PageId, AcceptType: 'READ', AcceptCode: acceptCodeOf(PageId), AcceptCodeValidation: 'ENFORCE' };
    const kinds: string[] = [];
    aws.incidents.onChange(({ kind }) => kinds.push(kind));
    expect(await call('AcceptPage', { ...input, AcceptType: 'DELIVERED' })).toEqual({ status: 200, body: {} });
    expect(aws.contacts.findPage(PageId)?.readAtMs).toBeUndefined();
    expect((await call('AcceptPage', input)).status).toBe(200);
    expect((await call('AcceptPage', input)).status).toBe(200);
    expect(aws.contacts.findPage(PageId)?.readAtMs).toBe(noon);
    expect(kinds).toEqual(['acknowledged']);
  });

  test.each([
    ['a wrong code', { AcceptCode: '000000' }, 'ValidationException'],
    [
      'a wrong code that is not to be ignored',
      { AcceptCode: '000000', AcceptCodeValidation: 'ENFORCE' },
      'ValidationException',
    ],
    ['a code of five digits', { AcceptCode: '12345' }, 'ValidationException'],
    ['a code with a letter', { AcceptCode: '12345a' }, 'ValidationException'],
    ['no code', { AcceptCode: undefined }, 'ValidationException'],
    ['an unknown type', { AcceptType: 'SEEN' }, 'ValidationException'],
    ['a note that is too long', { Note: 'x'.repeat(2049) }, 'ValidationException'],
    [
      'an unknown page',
      { PageId: `${seedContacts.ben.replace(':contact/', ':page/')}/none` },
      'ResourceNotFoundException',
    ],
  ])('AcceptPage refuses %s', async (_, change, type) => {
    const { aws, call } = await startContacts();
    const PageId = benPage(aws);
    const input = { PageId, AcceptType: 'READ', AcceptCode: acceptCodeOf(PageId), ...change };
    expect(await call('AcceptPage', input)).toMatchObject({ status: 400, body: { __type: type } });
    expect(aws.contacts.findPage(PageId)?.readAtMs).toBeUndefined();
  });

  test('AcceptPage takes any code if its validation is ignored', async () => {
    const { aws, call } = await startContacts();
    const input = { PageId: benPage(aws), AcceptType: 'READ', AcceptCode: '000000', AcceptCodeValidation: 'IGNORE' };
    expect((await call('AcceptPage', input)).status).toBe(200);
    expect(aws.contacts.findPage(input.PageId)?.readAtMs).toBe(noon);
  });

  test('an acknowledgement emits an event and is recorded in the timeline', async () => {
    const { aws } = await startContacts();
    const arn = aws.incidents.start(seedPlans.payments);
    const kinds: string[] = [];
    aws.incidents.onChange(({ kind }) => kinds.push(kind));
    expect(aws.incidents.acknowledge(arn)).toBe(true);
    expect(aws.incidents.acknowledge(arn)).toBe(false);
    expect(kinds).toEqual(['acknowledged']);
    expect(aws.incidents.get(arn)?.events.at(-1)?.eventType).toBe('SSM Contacts Page Acknowledgement for Incident');
  });
});

test('with quotas on, the third ListEngagements within a second is throttled', async () => {
  const { call, clock } = await startContacts({ quotas: true });
  const list = () => call('ListEngagements', { IncidentId });
  expect((await list()).status).toBe(200);
  expect((await list()).status).toBe(200);
  expect(await list()).toMatchObject({
    status: 400,
    body: { __type: 'ThrottlingException', ServiceCode: 'ssm-contacts' },
  });
  clock.nowMs += 500;
  expect((await list()).status).toBe(200);
});
