import { ResourceNotFoundException, ValidationException } from '@aws-sdk/client-ssm-incidents';
import { AwsClient } from 'aws4fetch';
import { describe, expect, test } from 'vitest';
import { seedIncidents, seedTopics } from '../../aws/seeds/seed-arns.ts';
import { noon, startAws } from './start-aws.ts';

describe('GetIncidentRecord', () => {
  test.each(Object.entries(seedIncidents))('the AWS client reads the seed %s', async (_, arn) => {
    const { client } = await startAws();
    const { incidentRecord } = await client().getIncidentRecord({ arn });
    expect(incidentRecord).toMatchObject({ arn, creationTime: expect.any(Date), lastModifiedTime: expect.any(Date) });
    expect(incidentRecord?.title?.length).toBeLessThanOrEqual(200);
    expect(incidentRecord?.summary?.length ?? 0).toBeLessThanOrEqual(8000);
  });

  test('the wire format is the one AWS documents: epoch seconds as numbers, null for some absent members', async () => {
    const { aws } = await startAws();
    const signer = new AwsClient({
      accessKeyId: 'AK',
      secretAccessKey: 's',
      region: 'eu-west-1',
      service: 'ssm-incidents',
    });
    const response = await signer.fetch(
      `${aws.url}/getIncidentRecord?arn=${encodeURIComponent(seedIncidents.apiSample)}`,
    );
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    const user = 'arn:aws:sts::111122223333:assumed-role/Admin/exampleUser';
    expect(await response.json()).toEqual({
      incidentRecord: {
        arn: 'arn:aws:ssm-incidents::111122223333:incident-record/example-response/78bd9919-b9ac-962d-91e0-149960600e3f',
        automationExecutions: [],
        chatChannel: { chatbotSns: ['arn:aws:sns:us-east-1:111122223333:Standard_User'] },
        creationTime: 1628634837.849,
        dedupeString: '00bd9919-b99f-367c-c282-eabcaff587f7',
        impact: 5,
        incidentRecordSource: {
          createdBy: user,
          invokedBy: user,
          resourceArn: null,
          source: 'aws.ssm-incidents.custom',
        },
        lastModifiedBy: user,
        lastModifiedTime: 1628634838.724,
        notificationTargets: [],
        resolvedTime: null,
        status: 'OPEN',
        summary: null,
        title: 'example-incident',
      },
    });
  });

  test('union members that the client does not know arrive as $unknown', async () => {
    const { client } = await startAws();
    const { incidentRecord } = await client().getIncidentRecord({ arn: seedIncidents.unknownMembers });
    expect(incidentRecord?.chatChannel?.$unknown).toEqual(['slackWorkspace', { teamId: 'T0123', channelId: 'C0123' }]);
    expect(incidentRecord?.notificationTargets?.[1]?.$unknown?.[0]).toBe('pagerDutyServiceKey');
    expect(incidentRecord?.automationExecutions?.[0]?.$unknown?.[0]).toBe('stepFunctionsExecution');
  });

  test('the hostile seed uses all allowed lengths', async () => {
    const { client } = await startAws();
    const { incidentRecord } = await client().getIncidentRecord({ arn: seedIncidents.hostile });
    expect(incidentRecord?.title).toHaveLength(200);
    expect(incidentRecord?.summary).toHaveLength(8000);
    expect(incidentRecord?.dedupeString).toHaveLength(1000);
    expect(incidentRecord?.summary).toContain('\u0001\u0007');
  });

  test('an unknown incident is refused with a ResourceNotFoundException that names it', async () => {
    const { client } = await startAws();
    const arn = `${seedIncidents.critical.slice(0, -4)}0000`;
    const error = await client()
      .getIncidentRecord({ arn })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ResourceNotFoundException);
    expect(error).toMatchObject({
      resourceIdentifier: arn,
      resourceType: 'INCIDENT_RECORD',
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('ListIncidentRecords', () => {
  test('pages return every record once, newest first', async () => {
    const { client } = await startAws();
    const arns: (string | undefined)[] = [];
    let nextToken: string | undefined;
    let pages = 0;
    do {
      const page = await client().listIncidentRecords({ maxResults: 4, nextToken });
      arns.push(...(page.incidentRecordSummaries ?? []).map(({ arn }) => arn));
      nextToken = page.nextToken;
      pages += 1;
    } while (nextToken !== undefined);
    expect(pages).toBe(3);
    expect(new Set(arns)).toEqual(new Set(Object.values(seedIncidents)));
    expect(arns[0]).toBe(seedIncidents.alarm);
  });

  const status = (value: string) => ({ key: 'status', condition: { equals: { stringValues: [value] } } });
  const impacts = (...values: number[]) => ({ key: 'impact', condition: { equals: { integerValues: values } } });
  const minutesAgo = (minutes: number) => new Date(noon - minutes * 60_000);
  test.each([
    ['status', [status('RESOLVED')], [seedIncidents.resolved]],
    [
      'either of two impacts',
      [impacts(1, 5), { key: 'creationTime', condition: { after: minutesAgo(200) } }],
      [seedIncidents.noImpact, seedIncidents.critical],
    ],
    [
      'all filters at once',
      [status('OPEN'), impacts(2), { key: 'creationTime', condition: { before: minutesAgo(10) } }],
      [seedIncidents.hostile],
    ],
    [
      'a time range',
      [
        { key: 'creationTime', condition: { after: minutesAgo(120) } },
        { key: 'creationTime', condition: { before: minutesAgo(60) } },
      ],
      [seedIncidents.unknownMembers, seedIncidents.critical],
    ],
    [
      'the principal that created it',
      [{ key: 'createdBy', condition: { equals: { stringValues: ['arn:aws:iam::111122223333:user/draliatp'] } } }],
      [seedIncidents.cliSample],
    ],
    ['a filter without matches', [status('RESOLVED'), impacts(1)], []],
  ])('ListIncidentRecords filters by %s', async (_, filters, expected) => {
    const { client } = await startAws();
    const { incidentRecordSummaries } = await client().listIncidentRecords({ filters });
    expect(incidentRecordSummaries?.map(({ arn }) => arn)).toEqual(expected);
  });

  test.each([
    ['an unknown key', { filters: [{ key: 'title', condition: { equals: { stringValues: ['x'] } } }] }],
    ['a condition that does not fit the key', { filters: [{ key: 'impact', condition: { before: new Date() } }] }],
    ['a token that no page returned', { nextToken: 'bm9uc2Vuc2U' }],
    ['a page size of 0', { maxResults: 0 }],
  ])('ListIncidentRecords refuses %s', async (_, input) => {
    const { client } = await startAws({ seeds: false });
    await expect(client().listIncidentRecords(input)).rejects.toBeInstanceOf(ValidationException);
  });
});

describe('UpdateIncidentRecord', () => {
  test('UpdateIncidentRecord changes the given fields, and records who changed them and when', async () => {
    const { client, clock } = await startAws();
    const arn = seedIncidents.low;
    clock.nowMs += 5000;
    await client().updateIncidentRecord({
      arn,
      title: 'New',
      impact: 3,
      summary: '',
      chatChannel: { chatbotSns: [seedTopics.chatUs] },
    });
    const { incidentRecord } = await client().getIncidentRecord({ arn });
    expect(incidentRecord).toMatchObject({
      title: 'New',
      impact: 3,
      summary: '',
      status: 'OPEN',
      chatChannel: { chatbotSns: [seedTopics.chatUs] },
      lastModifiedBy: 'arn:aws:sts::111122223333:assumed-role/SlackApp/slack-app',
      lastModifiedTime: new Date(noon + 5000),
    });
  });

  test('resolving sets the resolved time, reopening clears it', async () => {
    const { client } = await startAws();
    const arn = seedIncidents.low;
    await client().updateIncidentRecord({ arn, status: 'RESOLVED' });
    expect((await client().getIncidentRecord({ arn })).incidentRecord?.resolvedTime).toEqual(new Date(noon));
    await client().updateIncidentRecord({ arn, status: 'OPEN' });
    const { incidentRecord } = await client().getIncidentRecord({ arn });
    expect(incidentRecord?.status).toBe('OPEN');
    expect(incidentRecord).not.toHaveProperty('resolvedTime', expect.any(Date));
  });

  test('an empty chat channel removes the channel', async () => {
    const { client } = await startAws();
    await client().updateIncidentRecord({ arn: seedIncidents.low, chatChannel: { empty: {} } });
    const { incidentRecord } = await client().getIncidentRecord({ arn: seedIncidents.low });
    expect(incidentRecord?.chatChannel).toBeUndefined();
  });

  test('the timeline records exactly the changed attributes', async () => {
    const { aws, client } = await startAws();
    const arn = seedIncidents.low;
    await client().updateIncidentRecord({ arn, impact: 2, title: 'Product pictures load slowly in the admin tool' });
    const event = aws.incidents.get(arn)?.events.at(-1);
    expect(event?.eventType).toBe('SSM Incident Record Update');
    expect(JSON.parse(event?.eventData ?? '')).toEqual({
      modifiedBy: 'arn:aws:sts::111122223333:assumed-role/SlackApp/slack-app',
      modifiedAttributes: [{ attributeName: 'impact', newValue: '2' }],
      incidentTitle: 'Product pictures load slowly in the admin tool',
    });
  });
});

test('DeleteIncidentRecord deletes, and a second call is not an error', async () => {
  const { client } = await startAws();
  const arn = seedIncidents.low;
  await client().deleteIncidentRecord({ arn });
  await expect(client().getIncidentRecord({ arn })).rejects.toBeInstanceOf(ResourceNotFoundException);
  const again = await client().deleteIncidentRecord({ arn });
  expect(again.$metadata.httpStatusCode).toBe(204);
});
