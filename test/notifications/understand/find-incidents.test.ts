import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { findIncidents } from '../../../src/notifications/understand/find-incidents.ts';
import type { MessageKind } from '../../../src/notifications/understand/message-kind.ts';
import { expectNoBlowUp } from '../../fuzz/linear-time.ts';

const incident = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout/8ab9b1d2-3c4d-4e5f-8a9b-0c1d2e3f4a5b';
const parent = 'arn:aws:ssm-incidents::111122223333:incident-record/payments/11111111-3c4d-4e5f-8a9b-0c1d2e3f4a5b';
const execution = 'arn:aws:ssm:eu-west-1:111122223333:automation-execution/333ba70b-2333-48db-b17e-a5e69c6f4d1c';

const find = (message: unknown) => findIncidents(typeof message === 'string' ? message : JSON.stringify(message));
const arns = (message: unknown) => find(message).incidents.map(({ arn }) => arn);

const event = (detailType: string, detail: object, more: object = {}) => ({
  version: '0',
  id: '4f2a7c1e-0000-4000-8000-000000000000',
  'detail-type': detailType,
  source: 'aws.ssm-incidents',
  account: '111122223333',
  time: '2026-01-01T12:00:00Z',
  region: 'eu-west-1',
  resources: [incident],
  detail,
  ...more,
});

const parentItem = 'arn:aws:ssm:eu-west-1:111122223333:opsitem/oi-8084126392ac';
const started = event('SSM Incident Start', { incidentTitle: 'Checkout latency' });
const related = event('SSM Incident Record Update', {
  modifiedAttributes: [
    {
      attributeName: 'relatedItems',
      newValue: JSON.stringify({ itemToAdd: { identifier: { type: 'PARENT', value: { arn: parent } } } }),
    },
  ],
});
const triggered = event(
  'SSM Incident Trigger',
  { rawData: JSON.stringify({ detail: { about: JSON.stringify({ arn: incident }) } }) },
  { resources: [] },
);
const call = {
  eventVersion: '1.08',
  eventSource: 'ssm-incidents.amazonaws.com',
  eventName: 'StartIncident',
  awsRegion: 'eu-west-1',
  requestParameters: { responsePlanArn: 'arn:aws:ssm-incidents::111122223333:response-plan/checkout' },
  responseElements: { incidentRecordArn: incident },
};
const update = {
  ...call,
  eventName: 'UpdateRelatedItems',
  requestParameters: { incidentRecordArn: incident, relatedItemsUpdate: { itemToAdd: { value: { arn: parent } } } },
  responseElements: null,
};
const alarm = {
  AlarmName: 'checkout-p99',
  AlarmDescription: 'p99 over 4 s',
  AWSAccountId: '111122223333',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed: 1 datapoint [4.2] was greater than the threshold (4.0).',
  StateChangeTime: '2026-01-01T11:52:00.006+0000',
  Region: 'EU (Ireland)',
  OldStateValue: 'OK',
  Trigger: { MetricName: 'Latency', Dimensions: [{ name: 'Service', value: 'checkout' }], Threshold: 4 },
};
const alarmEvent = event(
  'CloudWatch Alarm State Change',
  {
    alarmName: 'checkout-p99',
    state: { value: 'OK', reason: 'back below', timestamp: '2026-01-01T11:52:00.006+0000' },
    previousState: { value: 'ALARM' },
    configuration: { description: 'p99 over 4 s' },
  },
  { source: 'aws.cloudwatch', resources: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:checkout-p99'] },
);
const tables = 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:throttled-tables';
const contributor = event(
  'CloudWatch Alarm Contributor State Change',
  {
    alarmName: 'throttled-tables',
    alarmContributor: { id: '6d442278dba546f6', attributes: { TableName: 'orders' } },
    state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: '2026-01-01T11:52:00.006+0000' },
    muteDetail: {
      mutedByArn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm-mute-rule:night',
      muteWindowStart: '2026-01-01T11:00:00.000+0000',
      muteWindowEnd: '2026-01-01T13:00:00.000+0000',
    },
  },
  { source: 'aws.cloudwatch', resources: [tables] },
);
const configured = event(
  'CloudWatch Alarm Configuration Change',
  { alarmName: 'throttled-tables', operation: 'update', state: { value: 'ALARM' } },
  { source: 'aws.cloudwatch', resources: [tables] },
);
const opsItem = event(
  'OpsItem Update',
  { 'ops-item-id': 'oi-8084126392ac', status: 'Open', title: 'Checkout latency', 'ops-item-type': '/aws/issue' },
  { source: 'aws.ssm', resources: [parentItem] },
);
const investigation = event(
  'Investigation Completed',
  { version: '1.0.0', metadata: { task_id: '3bb4e347' }, data: { status: 'COMPLETED' } },
  { source: 'aws.aidevops', resources: [] },
);
const custom = {
  version: '1.0',
  source: 'custom',
  content: { title: 'Rolled back', description: `About ${incident}` },
  metadata: { threadId: 'x' },
};
const automation = event(
  'EC2 Automation Step Status-change Notification',
  { ExecutionId: '333ba70b-2333-48db-b17e-a5e69c6f4d1c', Status: 'Failed', StepName: 'restart' },
  {
    source: 'aws.ssm',
    resources: [execution, 'arn:aws:ssm:eu-west-1:111122223333:automation-definition/RestartFleet:1'],
  },
);

describe('kinds of message, and the incidents they are about', () => {
  test.each<[string, unknown, MessageKind, string[]]>([
    ['an incident started', started, 'incident', [incident]],
    ['a related item was added', related, 'incident', [incident]],
    ['an incident named in JSON in JSON', triggered, 'incident', [incident]],
    ['a page was acknowledged', event('SSM Contacts Page Acknowledgement for Incident', {}), 'incident', [incident]],
    ['a call, as CloudTrail has it', call, 'cloudtrail', [incident]],
    ['a call, by EventBridge', event('AWS API Call via CloudTrail', call, { resources: [] }), 'cloudtrail', [incident]],
    ['a call, in China', event('Amazon API Call via CloudTrail', call, { resources: [] }), 'cloudtrail', [incident]],
    ['a call about two incidents', update, 'cloudtrail', [incident]],
    ['an alarm', alarm, 'alarm', []],
    ['an alarm by EventBridge', alarmEvent, 'alarm', []],
    ['a time series of an alarm', contributor, 'alarm', []],
    ['a changed alarm', configured, 'alarm-configuration', []],
    ['an OpsItem', opsItem, 'ops-item', []],
    ['an investigation', investigation, 'investigation', []],
    ['a mitigation', { ...investigation, 'detail-type': 'Mitigation Timed Out' }, 'investigation', []],
    [
      'an alarm whose description names an incident',
      { ...alarm, AlarmDescription: `see ${incident}` },
      'alarm',
      [incident],
    ],
    ['a custom notification', custom, 'custom', [incident]],
    [
      'an alarm without its state',
      event('CloudWatch Alarm State Change', {}, { source: 'x', resources: [] }),
      'unknown',
      [],
    ],
    ['a runbook step', automation, 'automation', []],
    ['a test', 'This is a test notification from Incident Manager.', 'test', []],
    ['a test as JSON', { message: 'Test message' }, 'test', []],
    ['a sentence that names an incident', `Please look at ${incident}.`, 'unknown', [incident]],
    ['a console link', `https://x.example/#/incidents/details?id=${incident}`, 'unknown', [incident]],
    ['an incident record', { arn: incident, title: 'x', status: 'OPEN' }, 'unknown', [incident]],
    ['an incident as a key', { [incident]: 1 }, 'unknown', [incident]],
    ['an escaped slash', `{"a":"${incident.replaceAll('/', '\\/')}"}`, 'unknown', [incident]],
    ['JSON that is cut', `{"resources":["${incident.replaceAll('/', '\\/')}","arn`, 'unknown', [incident]],
    ['a JSON text', JSON.stringify(incident), 'unknown', [incident]],
    ['a sentence', 'The build is green.', 'unknown', []],
    ['nothing', '', 'unknown', []],
  ])('%s', (_, message, kind, incidents) => {
    expect(find(message).kind).toBe(kind);
    expect(arns(message)).toEqual(incidents);
  });

  test.each([
    ['a related item', related],
    ['a call', update],
  ])('an incident that is only named by %s is not what it is about', (_, message) => {
    expect(arns(message)).not.toContain(parent);
  });

  test('one incident named by two Regions is one', () => {
    const regional = incident.replace('::', ':eu-west-1:');
    expect(arns({ a: incident, b: regional })).toEqual([incident]);
  });
});

test.each<[string, unknown, boolean]>([
  ['an acknowledged page', event('SSM Contacts Page Acknowledgement for Incident', {}), true],
  ['a started incident', started, true],
  ['a call that started one', call, true],
  ['a call of the contacts API', { ...call, eventSource: 'ssm-contacts.amazonaws.com', eventName: 'AcceptPage' }, true],
  [
    'a page in the timeline',
    event('AWS API Call via CloudTrail', {
      ...update,
      eventName: 'CreateTimelineEvent',
      requestParameters: { eventType: 'SSM Contacts Page for Incident' },
    }),
    true,
  ],
  ['a related item', related, false],
  ['a call that updated one', update, false],
  ['a sentence', `Please look at ${incident}.`, false],
])('whether it tells of paging: %s', (_, message, engaged) => {
  expect(find(message).engaged).toBe(engaged);
});

describe('the facts of an alarm', () => {
  test('as CloudWatch publishes it', () => {
    expect(find(alarm).alarm).toEqual({
      name: 'checkout-p99',
      state: 'ALARM',
      reason: alarm.NewStateReason,
      atMs: Date.UTC(2026, 0, 1, 11, 52, 0, 6),
    });
  });

  test('with its ARN, where CloudWatch gives one', () => {
    const arn = 'arn:aws:cloudwatch:us-west-2:111122223333:alarm:checkout-p99';
    expect(find({ ...alarm, AlarmArn: arn }).alarm).toMatchObject({ arn });
  });

  test('as EventBridge carries it', () => {
    expect(find(alarmEvent).alarm).toEqual({
      name: 'checkout-p99',
      state: 'OK',
      reason: 'back below',
      arn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:checkout-p99',
      atMs: Date.UTC(2026, 0, 1, 11, 52, 0, 6),
    });
  });

  test('what is missing, or of another type, is left out; long texts are cut', () => {
    const odd = {
      ...alarm,
      NewStateReason: 7,
      AlarmDescription: null,
      StateChangeTime: 'x',
      AlarmName: 'n'.repeat(400),
    };
    expect(find(odd).alarm).toEqual({
      name: 'n'.repeat(300),
      state: 'ALARM',
    });
  });

  test('of one of its time series: which one, and until when it is muted', () => {
    expect(find(contributor).alarm).toMatchObject({
      name: 'throttled-tables',
      state: 'ALARM',
      arn: tables,
      contributor: 'TableName=orders',
      mutedUntilMs: Date.UTC(2026, 0, 1, 13),
    });
    const bare = { ...contributor, detail: { ...contributor.detail, alarmContributor: { id: 'c1', attributes: [] } } };
    expect(find(bare).alarm).toMatchObject({ contributor: 'c1' });
  });

  test('whose definition changed: its ARN', () => {
    expect(find(configured)).toMatchObject({ changedAlarm: tables });
    expect(find(configured)).not.toHaveProperty('alarm');
  });

  test('other messages have none', () => {
    expect(find(started)).not.toHaveProperty('alarm');
  });
});

describe('the shape of what was not understood', () => {
  test.each([
    ['text', 'The build is green.', 'text of 19 characters'],
    [
      'JSON',
      {
        version: 'secret',
        detail: { count: 7, ok: true, none: null, deep: { deeper: { x: 1 } } },
        list: ['a', 1, 'b'],
      },
      '{version: string, detail: {count: number, ok: boolean, none: null, deep: {deeper: {…}}}, list: [string | number]}',
    ],
    [
      'keys that may be data',
      { 'a@example.com': 1, 'order 7': 1, id12345: 1, '<!here>': 1 },
      '{?: number, ?: number, ?: number, ?: number}',
    ],
    ['an array', [[[['x']]]], '[[[[…]]]]'],
  ])('%s', (_, message, shape) => {
    expect(find(message).shape).toBe(shape);
  });

  test('is bounded', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}${'x'.repeat(30)}`, {}]));
    expect(find({ many, more: many }).shape?.length).toBe(600);
  });

  test('is not told of messages that name an incident, or are of a known kind', () => {
    const known = [contributor, configured, opsItem, investigation];
    for (const message of [incident, alarm, custom, automation, 'a test message', ...known]) {
      expect(find(message)).not.toHaveProperty('shape');
    }
  });
});

describe('hostile messages', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  test.each([
    ['deep nesting', deep(500_000)],
    ['deep objects', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`],
    ['a huge array', JSON.stringify(Array(300_000).fill('{'))],
    ['a huge object', JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, '[]'])))],
    ['JSON in JSON, many times', nested(8)],
    ['many starts of ARNs', 'arn:aws'.repeat(150_000)],
    ['ARNs without end', 'arn:aws:ssm-incidents::111122223333:incident-record/'.repeat(20_000)],
    ['an ARN of a million characters', `${incident}${'x'.repeat(1_000_000)}`],
    ['a million blanks', ' '.repeat(1_000_000)],
  ])('%s takes no long time', (_, text) => {
    expectNoBlowUp(text, find);
  });

  function nested(levels: number): string {
    let text = `["${incident}"]`;
    for (let level = 0; level < levels; level += 1) text = JSON.stringify({ text });
    return text;
  }

  test('an incident behind more JSON in JSON than is opened is found in the raw text', () => {
    expect(arns(nested(5))).toEqual([incident]);
  });

  test('an incident behind more values than are walked is found in the raw text', () => {
    expect(arns([...Array(50_000).fill(0), incident])).toEqual([incident]);
  });

  test('keys of the prototype change nothing', () => {
    const text = `{"__proto__":{"AlarmName":"x","NewStateValue":"ALARM","polluted":1},"constructor":{"prototype":{"polluted":1}}}`;
    expect(find(text)).toMatchObject({ kind: 'unknown' });
    expect(find('{"__proto__":{"source":"custom","content":{}}}').kind).toBe('unknown');
    expect({}).not.toHaveProperty('polluted');
  });
});

const hostile = fc.oneof(
  fc.json(),
  fc.string({ unit: 'binary' }),
  // Lone surrogates too.
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .dictionary(
      fc.constantFrom(
        'resources',
        'detail',
        'detail-type',
        'source',
        'content',
        'AlarmName',
        'NewStateValue',
        'eventSource',
        'eventName',
        'StateChangeTime',
        '__proto__',
        'toString',
      ),
      fc.oneof(
        fc.jsonValue(),
        fc.constantFrom(incident, execution, 'custom', 'aws.ssm-incidents', 'CloudWatch Alarm State Change'),
      ),
    )
    .map((value) => JSON.stringify(value)),
);

property.prop([hostile], { numRuns: 5000 })('never throws, whatever comes, and answers only bounded things', (text) => {
  const hints = findIncidents(text);
  expect(hints.incidents.length).toBeLessThanOrEqual(20);
  expect(hints.shape?.length ?? 0).toBeLessThanOrEqual(600);
  expect(JSON.stringify(hints).isWellFormed()).toBe(true);
});

property.prop([fc.jsonValue(), fc.nat({ max: 3 })], { numRuns: 1000 })(
  'an incident is found wherever it stands in JSON',
  (value, levels) => {
    let message: unknown = [value, { at: incident }];
    for (let level = 0; level < levels; level += 1) message = { more: JSON.stringify(message) };
    expect(arns(message)).toContain(incident);
  },
);

test.each([
  ['a call that CloudTrail reports', { ...call, eventName: 'CreateTimelineEvent' }, true],
  [
    'an edited event, by way of EventBridge',
    event('AWS API Call via CloudTrail', { eventName: 'UpdateTimelineEvent' }),
    true,
  ],
  ['a type of its own', event('Custom Event', {}), true],
  ['an update of the record', started, false],
])('a message may report that the timeline was written: %s', (_, message, noted) => {
  expect(findIncidents(JSON.stringify(message)).noted).toBe(noted);
});
