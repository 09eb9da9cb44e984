import { ResourceNotFoundException, ValidationException } from '@aws-sdk/client-ssm-incidents';
import { describe, expect, test } from 'vitest';
import { seedIncidents } from '../../aws/seeds/seed-arns.ts';
import { noon, startAws } from './start-aws.ts';

const incidentRecordArn = seedIncidents.critical;
const note = { incidentRecordArn, eventType: 'Note', eventTime: new Date(noon), eventData: '"seen"' };

describe('CreateTimelineEvent', () => {
  test('CreateTimelineEvent stores a note with its reference to the incident', async () => {
    const { client } = await startAws();
    const eventReferences = [{ resource: incidentRecordArn }];
    const created = await client().createTimelineEvent({ ...note, eventReferences });
    expect(created.$metadata.httpStatusCode).toBe(201);
    expect(created.incidentRecordArn).toBe(incidentRecordArn);
    const { event } = await client().getTimelineEvent({ incidentRecordArn, eventId: created.eventId });
    expect(event).toMatchObject({ ...note, eventReferences, eventUpdatedTime: new Date(noon) });
  });

  test.each([
    ['an event type reserved for AWS', { eventType: 'SSM Incident Start' }],
    ['data that is not JSON text', { eventData: 'plain words' }],
    ['data over 12,000 characters', { eventData: `"${'x'.repeat(12_000)}"` }],
  ])('CreateTimelineEvent refuses %s', async (_, change) => {
    const { client } = await startAws();
    await expect(client().createTimelineEvent({ ...note, ...change })).rejects.toBeInstanceOf(ValidationException);
  });

  test('CreateTimelineEvent refuses the 1001st event', async () => {
    const { aws, client } = await startAws();
    for (let count = aws.incidents.get(incidentRecordArn)?.events.length ?? 0; count < 1000; count += 1) {
      aws.incidents.addTimelineEvent(incidentRecordArn, 'Note', '"x"');
    }
    await expect(client().createTimelineEvent(note)).rejects.toBeInstanceOf(ValidationException);
  });
});

describe('UpdateTimelineEvent', () => {
  test('UpdateTimelineEvent changes data and time of a custom event', async () => {
    const { client, clock } = await startAws();
    const { eventId } = await client().createTimelineEvent(note);
    clock.nowMs += 1000;
    await client().updateTimelineEvent({ incidentRecordArn, eventId, eventData: '"better"' });
    const { event } = await client().getTimelineEvent({ incidentRecordArn, eventId });
    expect(event).toMatchObject({ eventData: '"better"', eventType: 'Note', eventUpdatedTime: new Date(noon + 1000) });
  });

  test('UpdateTimelineEvent refuses an event that Incident Manager wrote', async () => {
    const { aws, client } = await startAws();
    const eventId = aws.incidents.get(incidentRecordArn)?.events[0]?.eventId;
    const update = client().updateTimelineEvent({ incidentRecordArn, eventId, eventData: '"x"' });
    await expect(update).rejects.toBeInstanceOf(ValidationException);
  });
});

test('DeleteTimelineEvent deletes, and a second call is not an error', async () => {
  const { client } = await startAws();
  const { eventId } = await client().createTimelineEvent(note);
  await client().deleteTimelineEvent({ incidentRecordArn, eventId });
  await client().deleteTimelineEvent({ incidentRecordArn, eventId });
  const get = client().getTimelineEvent({ incidentRecordArn, eventId });
  await expect(get).rejects.toBeInstanceOf(ResourceNotFoundException);
  await expect(get).rejects.toMatchObject({ resourceType: 'TIMELINE_EVENT' });
});

describe('ListTimelineEvents', () => {
  test('ListTimelineEvents returns everything but the data, newest first by default', async () => {
    const { client } = await startAws();
    const newestFirst = (await client().listTimelineEvents({ incidentRecordArn })).eventSummaries ?? [];
    const ascending = { incidentRecordArn, sortBy: 'EVENT_TIME', sortOrder: 'ASCENDING' } as const;
    const oldestFirst = (await client().listTimelineEvents(ascending)).eventSummaries ?? [];
    expect(newestFirst.map(({ eventId }) => eventId).toReversed()).toEqual(oldestFirst.map(({ eventId }) => eventId));
    expect(oldestFirst[0]?.eventType).toBe('SSM Incident Trigger');
    expect(newestFirst[0]).not.toHaveProperty('eventData');
  });

  test('the critical seed has every known event type', async () => {
    const { client } = await startAws();
    const { eventSummaries = [] } = await client().listTimelineEvents({ incidentRecordArn });
    const types = eventSummaries.map(({ eventType }) => eventType);
    expect(types).toEqual(
      expect.arrayContaining([
        'SSM Incident Trigger',
        'SSM Incident Start',
        'SSM Incident Record Update',
        'SSM Contacts Page for Incident',
        'SSM Contacts Page Acknowledgement for Incident',
        'SSM Automation Execution Start Failure for Incident',
        'Custom Event',
        'Note',
      ]),
    );
  });

  test.each([
    ['type', { key: 'eventType', condition: { equals: { stringValues: ['Note', 'Custom Event'] } } }, 3],
    ['time', { key: 'eventTime', condition: { after: new Date(noon - 13 * 60_000) } }, 2],
    ['reference', { key: 'eventReference', condition: { equals: { stringValues: [incidentRecordArn] } } }, 13],
  ])('ListTimelineEvents filters by %s', async (_, filter, count) => {
    const { client } = await startAws();
    const { eventSummaries } = await client().listTimelineEvents({ incidentRecordArn, filters: [filter] });
    expect(eventSummaries).toHaveLength(count);
  });

  test('ListTimelineEvents returns pages', async () => {
    const { client } = await startAws();
    const first = await client().listTimelineEvents({ incidentRecordArn, maxResults: 12 });
    expect(first.eventSummaries).toHaveLength(12);
    const second = await client().listTimelineEvents({ incidentRecordArn, maxResults: 12, nextToken: first.nextToken });
    expect(second.eventSummaries).toHaveLength(1);
    expect(second.nextToken).toBeUndefined();
  });
});
