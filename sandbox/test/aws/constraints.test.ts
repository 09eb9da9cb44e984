import { AwsClient } from 'aws4fetch';
import { describe, expect, test } from 'vitest';
import { seedIncidents, seedPlans } from '../../aws/seeds/seed-arns.ts';
import { noon, startAws } from './start-aws.ts';

const arn = seedIncidents.low;
const text = (length: number) => 'x'.repeat(length);
const event = { incidentRecordArn: arn, eventType: 'Note', eventTime: noon / 1000, eventData: '"x"' };
const identifier = { type: 'OTHER', value: { url: 'https://example.com' } };
const plan = { name: 'p', incidentTemplate: { title: 'T', impact: 1 } };
const atMost = (length: number) => `Member must have length less than or equal to ${length}`;

/** Operation, body, the invalid member, and the expected message. */
const refused: [path: string, body: object, member: string, must: string][] = [
  ['updateIncidentRecord', {}, 'arn', 'Member must not be null'],
  ['updateIncidentRecord', { arn, title: text(201) }, 'title', atMost(200)],
  ['updateIncidentRecord', { arn, summary: text(8001) }, 'summary', atMost(8000)],
  ['updateIncidentRecord', { arn, impact: 0 }, 'impact', 'Member must have value greater than or equal to 1'],
  ['updateIncidentRecord', { arn, impact: 6 }, 'impact', 'Member must have value less than or equal to 5'],
  ['updateIncidentRecord', { arn, status: 'CLOSED' }, 'status', 'Member must satisfy enum value set: [OPEN, RESOLVED]'],
  ['updateIncidentRecord', { arn, clientToken: text(129) }, 'clientToken', atMost(128)],
  ['updateIncidentRecord', { arn: 'incident' }, 'arn', 'Member must satisfy regular expression pattern: '],
  [
    'updateIncidentRecord',
    { arn, chatChannel: { chatbotSns: [] } },
    'chatChannel.chatbotSns',
    'Member must have length greater than or equal to 1',
  ],
  ['updateIncidentRecord', { arn, chatChannel: {} }, 'chatChannel', 'Member must have exactly one member set'],
  [
    'updateIncidentRecord',
    { arn, notificationTargets: Array(11).fill({ snsTopicArn: arn }) },
    'notificationTargets',
    atMost(10),
  ],
  ['startIncident', {}, 'responsePlanArn', 'Member must not be null'],
  ['startIncident', { responsePlanArn: seedPlans.search, title: text(201) }, 'title', atMost(200)],
  [
    'startIncident',
    { responsePlanArn: seedPlans.search, triggerDetails: { source: text(51), timestamp: 0 } },
    'triggerDetails.source',
    atMost(50),
  ],
  [
    'startIncident',
    { responsePlanArn: seedPlans.search, triggerDetails: { source: 'x' } },
    'triggerDetails.timestamp',
    'Member must not be null',
  ],
  [
    'startIncident',
    { responsePlanArn: seedPlans.search, relatedItems: [{ identifier, title: text(201) }] },
    'relatedItems.1.member.title',
    atMost(200),
  ],
  ['createTimelineEvent', { ...event, eventData: undefined }, 'eventData', 'Member must not be null'],
  ['createTimelineEvent', { ...event, eventType: text(101) }, 'eventType', atMost(100)],
  [
    'createTimelineEvent',
    { ...event, eventReferences: Array(11).fill({ resource: arn }) },
    'eventReferences',
    atMost(10),
  ],
  [
    'createTimelineEvent',
    { ...event, eventReferences: [{ relatedItemId: 'x' }] },
    'eventReferences.1.member.relatedItemId',
    'Member must satisfy regular expression pattern: ',
  ],
  [
    'updateRelatedItems',
    {
      incidentRecordArn: arn,
      relatedItemsUpdate: { itemToAdd: { identifier: { type: 'LINK', value: identifier.value } } },
    },
    'relatedItemsUpdate.itemToAdd.identifier.type',
    'Member must satisfy enum value set: [ANALYSIS',
  ],
  [
    'updateRelatedItems',
    {
      incidentRecordArn: arn,
      relatedItemsUpdate: { itemToAdd: { identifier: { type: 'OTHER', value: { url: text(1001) } } } },
    },
    'relatedItemsUpdate.itemToAdd.identifier.value.url',
    atMost(1000),
  ],
  ['listIncidentRecords', { maxResults: 101 }, 'maxResults', 'Member must have value less than or equal to 100'],
  [
    'listIncidentRecords',
    { filters: Array(6).fill({ key: 'status', condition: { equals: { stringValues: ['OPEN'] } } }) },
    'filters',
    atMost(5),
  ],
  [
    'listTimelineEvents',
    { incidentRecordArn: arn, sortOrder: 'UP' },
    'sortOrder',
    'Member must satisfy enum value set: [ASCENDING, DESCENDING]',
  ],
  ['batchGetIncidentFindings', { incidentRecordArn: arn, findingIds: Array(21).fill('x') }, 'findingIds', atMost(20)],
  [
    'createResponsePlan',
    { ...plan, name: 'two words' },
    'name',
    'Member must satisfy regular expression pattern: ^[a-zA-Z0-9-_]*$',
  ],
  [
    'createResponsePlan',
    { ...plan, engagements: ['x'] },
    'engagements.1.member',
    'Member must satisfy regular expression pattern: ',
  ],
  [
    'createResponsePlan',
    { ...plan, tags: { 'aws:x': 'y' } },
    'tags',
    'Member must satisfy regular expression pattern: ',
  ],
  [
    'createResponsePlan',
    { ...plan, incidentTemplate: { title: 'T' } },
    'incidentTemplate.impact',
    'Member must not be null',
  ],
];

async function startRaw() {
  const { aws } = await startAws();
  const signer = new AwsClient({
    accessKeyId: 'AK',
    secretAccessKey: 's',
    region: 'eu-west-1',
    service: 'ssm-incidents',
  });
  return async (path: string, body: string) => {
    const response = await signer.fetch(`${aws.url}/${path}`, { method: 'POST', body });
    return { status: response.status, type: response.headers.get('x-amzn-errortype'), body: await response.text() };
  };
}

describe('validation errors', () => {
  test.each(refused)(
    'ValidationException names the invalid member: %s, case %#: $2',
    async (path, body, member, must) => {
      const post = await startRaw();
      const answer = await post(path, JSON.stringify(body));
      expect(answer).toMatchObject({ status: 400, type: 'ValidationException' });
      const { message } = JSON.parse(answer.body) as { message: string };
      expect(message).toContain(
        `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${must}`,
      );
    },
  );
});

test('a ValidationException lists all violations', async () => {
  const post = await startRaw();
  const answer = await post('updateIncidentRecord', JSON.stringify({ arn, title: text(201), impact: 9 }));
  expect(answer.body).toContain('2 validation errors detected');
});

test('lengths are counted in code points', async () => {
  const post = await startRaw();
  expect(await post('updateIncidentRecord', JSON.stringify({ arn, title: '🔥'.repeat(200) }))).toMatchObject({
    status: 204,
    body: '',
  });
  expect(await post('updateIncidentRecord', JSON.stringify({ arn, title: '🔥'.repeat(201) }))).toMatchObject({
    status: 400,
  });
});

describe('malformed bodies', () => {
  test.each([
    ['invalid JSON', '{"arn":'],
    ['a list', '[]'],
    ['a number for a text', JSON.stringify({ arn, title: 1 })],
    ['a text for a number', JSON.stringify({ arn, impact: '1' })],
    ['a text for a list', JSON.stringify({ arn, notificationTargets: 'x' })],
  ])('SerializationException for a body with %s', async (_, body) => {
    const post = await startRaw();
    expect(await post('updateIncidentRecord', body)).toMatchObject({
      status: 400,
      type: 'SerializationException',
    });
  });
});

test('an unknown path is refused with 404', async () => {
  const post = await startRaw();
  expect(await post('getEverything', '{}')).toMatchObject({ status: 404, type: 'UnknownOperationException' });
});
