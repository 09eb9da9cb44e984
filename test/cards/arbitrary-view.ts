import fc from 'fast-check';
import type { IncidentRecord } from '../../src/incidents/record.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import { arnOf } from '../support/arn-of.ts';

/** What an attacker, a copy machine or a tired human may put into any text field. */
const nasty = fc.constantFrom(
  '<!channel>',
  '<!here>',
  '<@U012AB3CD>',
  '<!subteam^S012AB3CD>',
  '<https://evil.example|console.aws.amazon.com>',
  '<!date^0^{date}|x>',
  '[click](https://evil.example)',
  '![x](https://evil.example/p.png)',
  'https://evil.example',
  '*bold* _it_ ~st~ `code` ```',
  '\u202Eevil\u202C',
  'a\u200Bb\uFEFF',
  '\uD800',
  '\uDC00x',
  '\u0000\u0007\r\n\u2028',
  '> quote\n# head\n- list\n1. one',
  '&amp;&lt;',
  '👨‍👩‍👧‍👦',
  'مرحبا',
  'a\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
  '"\\',
  '|a|b|\n|-|-|\n|1|2|',
);

const word = fc.oneof(
  { weight: 3, arbitrary: fc.lorem({ maxCount: 8 }) },
  { weight: 3, arbitrary: nasty },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)) },
);

/** Any text of up to `max` UTF-16 units: empty, short, or filled to the brim. */
export function anyText(max: number): fc.Arbitrary<string> {
  const short = fc.array(word, { maxLength: 6 }).map((words) => words.join(' ').slice(0, max));
  const brim = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => {
    const text = words.join(' ') || '"';
    return text.repeat(Math.ceil(max / text.length)).slice(0, max);
  });
  return fc.oneof(
    { weight: 4, arbitrary: short },
    { weight: 2, arbitrary: brim },
    { weight: 1, arbitrary: fc.constant('') },
  );
}

/** A hundred of something, made of a few different ones. */
function hundred<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  const few = fc.array(one, { minLength: 1, maxLength: 4 });
  return few.map((made) => Array.from({ length: 100 }, (_, index) => made[index % made.length] as T));
}

const withOwnArns = <T extends { arn: string }>(all: T[]) =>
  all.map((one, index) => ({ ...one, arn: `${one.arn}${index}` }));

const account = fc.stringMatching(/^\d{12}$/);
const region = fc.constantFrom('eu-west-1', 'us-gov-west-1', 'cn-north-1', 'nowhere', '');
const uuid = fc.uuid();
export const anyIncidentArn = fc
  .record({
    partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'),
    account,
    plan: fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,30}$/), fc.constant('p'.repeat(200))),
    id: uuid,
  })
  .map(
    ({ partition, account, plan, id }) => `arn:${partition}:ssm-incidents::${account}:incident-record/${plan}/${id}`,
  );

const executionArn = fc
  .record({ region, account, id: uuid })
  .map((parts) => `arn:aws:ssm:${parts.region}:${parts.account}:automation-execution/${parts.id}`);
const unknownMember = anyText(40).map((unknown) => ({ unknown }));
const principal = fc.oneof(
  fc.constantFrom(
    'arn:aws:sts::111122223333:assumed-role/Admin/exampleUser',
    'arn:aws:iam::111122223333:user/draliatp',
    'events.amazonaws.com',
    '',
  ),
  anyText(200),
  anyText(60).map((name) => `arn:aws:sts::111122223333:assumed-role/${name}/${name}`),
);
/** Times in and out of order, long ago, to come, and impossible. */
const time = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, Number.MAX_SAFE_INTEGER, Date.UTC(2100, 0), 0.5) },
  { weight: 1, arbitrary: fc.double({ min: -1e15, max: 9e15, noNaN: true }) },
);

export const anyRecord: fc.Arbitrary<IncidentRecord> = fc.record(
  {
    arn: anyIncidentArn.map(arnOf),
    title: anyText(200),
    status: fc.oneof(fc.constantFrom('OPEN', 'RESOLVED', 'MITIGATED', ''), anyText(40)),
    impact: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(0, 6, 99)),
    summary: anyText(8000),
    createdAtMs: time,
    resolvedAtMs: time,
    modifiedAtMs: time,
    modifiedBy: principal,
    dedupeString: anyText(1000),
    source: fc.record(
      {
        name: fc.oneof(fc.constantFrom('aws.cloudwatch', 'aws.events', 'aws.ssm-incidents.custom'), anyText(50)),
        createdBy: principal,
        invokedBy: anyText(1000),
        resourceArn: fc.oneof(
          anyText(200).map((name) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`),
          anyText(60).map((name) => `arn:aws:events:eu-west-1:111122223333:rule/${name}`),
          anyText(1000),
        ),
      },
      { requiredKeys: ['name', 'createdBy'] },
    ),
    automationExecutions: fc.oneof(
      fc.array(fc.oneof(executionArn, unknownMember), { maxLength: 3 }),
      hundred(fc.oneof(executionArn, unknownMember)),
    ),
    chatTopics: fc.array(fc.oneof(anyText(1000), unknownMember), { maxLength: 5 }),
    notificationTargets: fc.array(fc.oneof(anyText(1000), unknownMember), { maxLength: 10 }),
  },
  {
    requiredKeys: [
      'arn',
      'title',
      'status',
      'impact',
      'createdAtMs',
      'modifiedAtMs',
      'modifiedBy',
      'dedupeString',
      'source',
      'automationExecutions',
      'chatTopics',
      'notificationTargets',
    ],
  },
);

const runbook = fc.record(
  {
    arn: executionArn,
    document: anyText(128),
    status: fc.oneof(
      fc.constantFrom(
        'InProgress',
        'Success',
        'Failed',
        'Waiting',
        'PendingApproval',
        'TimedOut',
        'Cancelled',
        'Rejected',
      ),
      anyText(40),
    ),
    step: fc.integer({ min: 0, max: 100 }),
    stepCount: fc.integer({ min: 0, max: 100 }),
    stepName: anyText(128),
    stepAction: fc.constantFrom('aws:approve', 'aws:pause', 'aws:runCommand'),
    approval: fc.record({
      message: anyText(600),
      approvers: fc.array(anyText(200), { maxLength: 8 }),
      needed: fc.nat(9),
    }),
    failureMessage: anyText(2000),
    startedAtMs: time,
    endedAtMs: time,
  },
  { requiredKeys: ['arn'] },
);
const engagement = fc.record(
  {
    arn: fc.constant('arn:aws:ssm-contacts:eu-west-1:111122223333:engagement/ana/1'),
    contactArn: anyText(200),
    contactName: anyText(255),
    startedAtMs: time,
    stoppedAtMs: time,
    acknowledgedAtMs: time,
    acknowledgementKnown: fc.boolean(),
  },
  { requiredKeys: ['arn', 'contactArn'] },
);
const related = fc.record(
  {
    type: fc.oneof(fc.constantFrom('ANALYSIS', 'PARENT', 'OTHER', 'METRIC', 'INVOLVED_RESOURCE'), anyText(30)),
    title: anyText(200),
    arn: anyText(1000),
    url: fc.oneof(fc.webUrl(), anyText(1000)),
    metricDefinition: anyText(4000),
    unknown: anyText(100),
  },
  { requiredKeys: ['type'] },
);
const finding = fc.record(
  { id: anyText(50), kind: anyText(50), subject: anyText(500), startedAtMs: time, endedAtMs: time },
  { requiredKeys: ['id', 'kind', 'subject'] },
);

const anyPerson = fc.record({ id: fc.constantFrom('U0ADA', 'U0BEN', 'W0CHIYO'), name: anyText(80) });
const anyRole = fc.record({
  name: fc.oneof(fc.constant('lead'), anyText(40)),
  person: anyPerson,
  by: anyPerson,
  sinceMs: time,
});
const anyResponders = fc.record({
  roles: fc.array(anyRole, { maxLength: 20 }),
  onIt: fc.array(fc.record({ person: anyPerson, atMs: time }), { maxLength: 20 }),
});
const figure = fc.double({ noNaN: true });
const alarmOfOne = fc.record(
  {
    arn: anyText(255).map((name) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`),
    name: anyText(255),
    state: fc.oneof(fc.constantFrom('OK', 'ALARM', 'INSUFFICIENT_DATA'), anyText(40)),
    sinceMs: time,
    numbers: fc.record(
      {
        value: figure,
        comparison: fc.constantFrom('>' as const, '≥' as const, '<' as const, '≤' as const, 'outside' as const),
        threshold: figure,
        band: fc.record({ lower: figure, upper: figure }),
        breachedMs: time,
        outOfMs: time,
      },
      { requiredKeys: ['value', 'comparison'] },
    ),
    reason: anyText(500),
    contributors: fc.array(anyText(300), { maxLength: 20 }),
    quiet: fc.constantFrom('muted' as const, 'suppressed' as const, 'off' as const),
    readAtMs: time,
  },
  { requiredKeys: ['arn', 'name', 'state', 'readAtMs'] },
);
const alarm = fc.record(
  { own: alarmOfOne, children: fc.array(alarmOfOne, { maxLength: 10 }) },
  { requiredKeys: ['own'] },
);

export const anyView: fc.Arbitrary<IncidentSnapshot> = fc.record(
  {
    record: anyRecord,
    runbooks: fc.oneof(fc.array(runbook, { maxLength: 4 }), hundred(runbook).map(withOwnArns)),
    engagements: fc.array(engagement, { maxLength: 12 }),
    related: fc.array(related, { maxLength: 50 }),
    findings: fc.array(finding, { maxLength: 20 }),
    alarm: alarm.map(({ own, children }) => ({ ...own, ...(children && { children }) })),
    responders: anyResponders,
    engagementsAtMs: time,
    readAtMs: time,
  },
  { requiredKeys: ['record', 'readAtMs'] },
);

export const anyNow = time;
export const anyEvent = fc.record(
  {
    id: uuid,
    type: fc.oneof(
      fc.constantFrom(
        'SSM Incident Trigger',
        'SSM Incident Start',
        'SSM Incident Record Update',
        'SSM Contacts Page for Incident',
        'SSM Contacts Page Acknowledgement for Incident',
        'SSM Automation Execution Start Failure for Incident',
        'Custom Event',
        'Note',
        'constructor',
      ),
      anyText(100),
    ),
    atMs: time,
    updatedAtMs: time,
    data: fc.oneof(
      anyText(12_000),
      fc.json(),
      anyText(2000).map((text) => JSON.stringify(text)),
    ),
  },
  { requiredKeys: ['id', 'type', 'atMs', 'updatedAtMs'] },
);
