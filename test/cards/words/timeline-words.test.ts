import { describe, expect, test } from 'vitest';
import { mrkdwnPhrase, plainPhrase } from '../../../src/cards/text/phrase.ts';
import { editPhrase } from '../../../src/cards/words/edit-words.ts';
import { timelineWords } from '../../../src/cards/words/timeline-words.ts';
import { auditText } from '../../../src/incidents/timeline/slack-audit.ts';
import { timelineEntries } from '../../../src/incidents/timeline/timeline-entry.ts';
import type { TimelineEvent } from '../../../src/incidents/timeline/timeline-event.ts';

const words = (type: string, data?: unknown) =>
  timelineWords({
    id: '1',
    type,
    atMs: 0,
    updatedAtMs: 0,
    ...(data !== undefined && { data: typeof data === 'string' ? data : JSON.stringify(data) }),
  });
const update = (attributeName: string, newValue: unknown) =>
  words('SSM Incident Record Update', {
    modifiedBy: 'arn:aws:sts::111122223333:assumed-role/Admin/exampleUser',
    modifiedAttributes: [{ attributeName, newValue }],
  });
const alarm = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout/p99';

describe('events of known types', () => {
  test.each([
    [words('SSM Incident Trigger', { createdIncident: true, triggerArn: alarm }), 'Triggered by alarm checkout/p99'],
    [
      words('SSM Incident Trigger', { createdIncident: false, incidentSource: 'aws.events' }),
      'Triggered again by aws.events',
    ],
    [words('SSM Incident Trigger', {}), 'Triggered'],
    [
      words('SSM Incident Start', {
        contactsEngage: [{ contactArn: 'c/ana' }, { contactName: 'Bo' }],
        ssmDocumentName: 'Doc',
        triggerArn: alarm,
      }),
      'Incident started by alarm checkout/p99, paged ana and Bo, runbook Doc',
    ],
    [words('SSM Incident Start', null), 'Incident started'],
    [
      words('SSM Contacts Page for Incident', { contactArn: 'arn:aws:ssm-contacts:eu-west-1:1:contact/ana' }),
      'Paged ana',
    ],
    [words('SSM Contacts Page Acknowledgement for Incident', { contactArn: 'c/ana' }), 'ana acknowledged the page'],
    [words('SSM Contacts Page Acknowledgement for Incident'), 'a contact acknowledged the page'],
    [
      words('SSM Automation Execution Start Failure for Incident', { message: 'No role' }),
      'Runbook could not be started: No role',
    ],
    [words('Note', '"**Watching** it"'), 'Note: Watching it'],
    [words('Custom Event', '"example"'), 'example'],
    [words('Custom Event', { a: 1 }), '{"a":1}'],
    [words('Custom Event', 'no json'), 'no json'],
    [words('Custom Event'), 'Custom Event'],
  ])('%s', (told, expected) => {
    expect(told).toBe(expected);
  });
});

describe('what an update changed', () => {
  test.each([
    [update('status', 'RESOLVED'), 'Resolved, by exampleUser (Admin)'],
    [update('status', 'OPEN'), 'Reopened, by exampleUser (Admin)'],
    [update('status', 'ODD'), 'Status set to ODD, by exampleUser (Admin)'],
    [update('impact', 2), 'Impact set to High, by exampleUser (Admin)'],
    [update('impact', '"1"'), 'Impact set to Critical, by exampleUser (Admin)'],
    [update('title', 'New'), 'Title changed to "New", by exampleUser (Admin)'],
    [update('summary', '# Down'), 'Summary edited: "Down", by exampleUser (Admin)'],
    [update('summary', ''), 'Summary removed, by exampleUser (Admin)'],
    [update('chatChannel', '{}'), 'Chat channel changed, by exampleUser (Admin)'],
    [update('notificationTargets', '[]'), 'Notification targets changed, by exampleUser (Admin)'],
    [update('somethingNew', 'x'), 'somethingNew changed, by exampleUser (Admin)'],
    [
      update(
        'relatedItems',
        '{"itemToAdd":{"identifier":{"type":"PARENT","value":{"arn":"arn:aws:ssm:us-east-1:1:opsItem/oi-1"}},"title":"parentItem"}}',
      ),
      'Related item added: Parent OpsItem oi-1, by exampleUser (Admin)',
    ],
    [
      update('relatedItems', '{"itemToRemove":{"type":"OTHER","value":{"url":"https://a.example"}}}'),
      'Related item removed: Link https://a.example, by exampleUser (Admin)',
    ],
    [update('relatedItems', 'no json'), 'Related items changed, by exampleUser (Admin)'],
    [words('SSM Incident Record Update', {}), 'Incident changed'],
  ])('%s', (told, expected) => {
    expect(told).toBe(expected);
  });
});

test.each([
  [words('SSM Something New', { a: 1 }), 'SSM Something New: {"a":1}'],
  [words('Third Party', 'text'), 'Third Party: text'],
  [words('constructor', 'text'), 'constructor: text'],
  [words('', undefined), 'Event'],
])('a type that this version does not know shows its name and data: %s', (told, expected) => {
  expect(told).toBe(expected);
});

const summaryUpdate = (id: string, summary: string): TimelineEvent => ({
  id,
  type: 'SSM Incident Record Update',
  atMs: 0,
  updatedAtMs: 0,
  data: JSON.stringify({ modifiedAttributes: [{ attributeName: 'summary', newValue: summary }] }),
});
const long = 'Checkout answers slowly in eu-west-1. Payments time out after four seconds. '.repeat(5).trim();

test('an edit of a long summary shows the words that were added and removed since the one before', () => {
  const edited = long.replace('four seconds', 'nine seconds').concat(' Rollback is under way.');
  const [newest, oldest] = timelineEntries([summaryUpdate('2', edited), summaryUpdate('1', long)]);
  expect(newest && timelineWords(newest.event, 200, newest.summaryBefore)).toBe(
    'Summary edited: added "nine … Rollback is under way.", removed "four"',
  );
  expect(oldest && timelineWords(oldest.event, 60, oldest.summaryBefore)).toMatch(
    /^Summary edited: "Checkout .{20,60}…"$/,
  );
});

test.each([
  ['a short text is quoted whole', long, 'Mitigated.', ': "Mitigated."'],
  ['a first text is quoted', '', 'Mitigated.', ': "Mitigated."'],
  ['another format of the same words', long, `**${long}**`, ', its format only'],
  ['another text altogether', 'a '.repeat(2000), 'b '.repeat(2000), /^, rewritten: "b b .*…"$/],
  ['words of others stay inert', long, `${long} <!channel> [x](https://evil.example)`, /added ".*<!channel> x/],
])('%s', (_, from, to, words) => {
  const told = plainPhrase(editPhrase(from, to));
  if (typeof words === 'string') expect(told).toBe(words);
  else expect(told).toMatch(words);
});

test('a link in what was added can be followed, and shows its host', () => {
  const to = `${long} See the [dashboard](https://grafana.example.com/d/1) and https://wiki.example.com/a.`;
  expect(mrkdwnPhrase(editPhrase(long, to)).text).toBe(
    ': added "See the <https://grafana.example.com/d/1|dashboard (grafana.example.com)> and <https://wiki.example.com/a|https://wiki.example.com/a>."',
  );
});

test('an action from Slack names the person, without ids', () => {
  const audit = { name: 'Ada', user: 'U0123', channel: 'C0123', link: 'https://x.slack.com/archives/C0123/p1' };
  expect(words('Custom Event', JSON.stringify(auditText({ ...audit, words: 'Resolved' })))).toBe(
    'Resolved by Ada (Slack)',
  );
  const execution = 'arn:aws:ssm:eu-west-1:111122223333:automation-execution/Failover';
  expect(words('Custom Event', JSON.stringify(auditText({ ...audit, words: `Runbook ${execution} approved` })))).toBe(
    'Runbook Failover approved by Ada (Slack)',
  );
});
