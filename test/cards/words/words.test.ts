import { describe, expect, test } from 'vitest';
import { countSentence, engagementSentence } from '../../../src/cards/words/engagement-words.ts';
import { headline, storyText } from '../../../src/cards/words/headline.ts';
import { byUrgency } from '../../../src/cards/words/incident-line.ts';
import { relatedSentence } from '../../../src/cards/words/related-words.ts';
import { runbookName, runbookState } from '../../../src/cards/words/runbook-words.ts';
import { sourceWords } from '../../../src/cards/words/source-words.ts';
import { stateMark } from '../../../src/cards/words/state-words.ts';
import { bare, now, record, resolved, snapshot } from '../example-incidents.ts';

const adaLovelace = { id: 'U0ADA', name: 'Ada Lovelace' };
const adaLeads = { name: 'lead', person: adaLovelace, by: adaLovelace, sinceMs: now };

describe('the top-level text alone tells state, impact, age, title and the next step', () => {
  test.each([
    [
      'a runbook that waits for approval, before one that failed',
      snapshot,
      'Critical, open for 1 h 52 min: Checkout latency &amp; errors p99 &gt; 4s. 1 of 2 paged have acknowledged: Ana Pérez. Runbook Failover waits for approval. 1 more needs attention.',
    ],
    ['no summary', bare, 'No impact, open for under a minute: Untitled incident. No summary yet.'],
    [
      'all is told',
      { record, readAtMs: now },
      'Critical, open for 1 h 52 min: Checkout latency &amp; errors p99 &gt; 4s. Last change 2 min ago by exampleUser (Admin).',
    ],
    [
      'resolved',
      resolved,
      'Resolved after 1 h 40 min, was High: Checkout latency &amp; errors p99 &gt; 4s. Nothing left to do.',
    ],
    [
      'a state to come',
      { ...bare, record: { ...bare.record, status: 'MITIGATED' } },
      'No impact, MITIGATED for under a minute: Untitled incident. No summary yet.',
    ],
    [
      'who leads',
      { ...snapshot, responders: { roles: [adaLeads], onIt: [] }, runbooks: [] },
      'Critical, open for 1 h 52 min: Checkout latency &amp; errors p99 &gt; 4s. Ada Lovelace leads. Last change 2 min ago by exampleUser (Admin).',
    ],
    [
      'nobody has acknowledged',
      { ...snapshot, engagements: snapshot.engagements?.slice(1) ?? [], runbooks: [] },
      'Critical, open for 1 h 52 min: Checkout latency &amp; errors p99 &gt; 4s. Nobody has acknowledged. Acknowledge the page or engage someone.',
    ],
    [
      'a long title is cut before what comes next',
      { record: { ...record, title: 'Checkout & payments: '.repeat(9) }, readAtMs: now },
      'Critical, open for 1 h 52 min: Checkout &amp; payments: Checkout &amp; payments: Checkout &amp; payments: Checkout &amp; payments:… Last change 2 min ago by exampleUser (Admin).',
    ],
  ])('%s', (_, one, text) => {
    expect(storyText(one, now)).toBe(text);
    expect(text.length).toBeLessThanOrEqual(200);
  });
});

test.each([
  ['OPEN', 1, '🔴'],
  ['OPEN', 2, '🟠'],
  ['OPEN', 3, '🟡'],
  ['OPEN', 4, '🔵'],
  ['OPEN', 5, '⚪'],
  ['OPEN', 9, '❔'],
  ['MITIGATED', 2, '🟠'],
  ['RESOLVED', 1, '✅'],
])('%s of impact %i is %s', (status, impact, mark) => {
  expect(stateMark({ status, impact })).toBe(mark);
});

test('a clock that goes wrong gives no negative age', () => {
  expect(headline({ ...record, createdAtMs: now + 3_600_000 }, now)).toBe(
    'Critical, open for under a minute: Checkout latency & errors p99 > 4s',
  );
});

test('lists show open ones first, the gravest, then the oldest; resolved ones by the latest', () => {
  const make = (name: string, status: string, impact: number, createdAtMs: number) => ({
    ...record,
    title: name,
    status,
    impact,
    createdAtMs,
  });
  const sorted = [
    make('d', 'RESOLVED', 1, 5),
    make('c', 'OPEN', 3, 1),
    make('e', 'RESOLVED', 5, 4),
    make('b', 'OPEN', 1, 9),
    make('a', 'OPEN', 1, 2),
  ].sort(byUrgency);
  expect(sorted.map((one) => one.title)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test.each([
  [{ status: 'Failed', step: 3, stepCount: 7 }, 'failed at step 3 of 7'],
  [{ status: 'Failed', step: 3, stepCount: 2 }, 'failed at step 3'],
  [{ status: 'Cancelled' }, 'was cancelled'],
  [{ status: 'CompletedWithFailure' }, 'ended with failures'],
  [{ status: 'Waiting' }, 'waits'],
  [{ status: 'Waiting', stepAction: 'aws:approve' }, 'waits for approval'],
  [{ status: 'PendingChangeCalendarOverride' }, 'waits for the change calendar'],
  [{ status: 'InProgress', step: 1, stepCount: 2 }, 'is at step 1 of 2'],
  [{ status: 'InProgress' }, 'is running'],
  [{ status: 'Scheduled' }, 'is about to start'],
  [{ status: 'Success' }, 'is done'],
  [{ status: 'Odd' }, 'is Odd'],
  [{}, ''],
])('a runbook %j %s', (runbook, words) => {
  expect(runbookState({ arn: 'a', ...runbook })).toBe(words);
});

test.each([
  [{ arn: 'x/11112222-3333', document: 'RestartFleet' }, 'RestartFleet'],
  [{ arn: 'x/1', document: 'arn:aws:ssm:eu-west-1:111122223333:document/Shared' }, 'Shared'],
  [{ arn: 'arn:aws:ssm:eu-west-1:111122223333:automation-execution/11112222-3333' }, '11112222'],
])('the name of runbook %j is %s', (runbook, name) => {
  expect(runbookName(runbook)).toBe(name);
});

test.each([
  [{ name: 'aws.ssm-incidents.custom', createdBy: 'arn:aws:iam::1:user/ana' }, 'Started by ana'],
  [{ name: 'aws.something', createdBy: 'x' }, 'Started by aws.something'],
  [{ name: '', createdBy: '', resourceArn: 'arn:aws:s3:::bucket' }, 'Resource bucket'],
])('the source %j reads %s', (source, words) => {
  expect(sourceWords(source).text).toBe(words);
});

describe('who was paged', () => {
  const paged = { arn: 'e', contactArn: 'c/ana', acknowledgementKnown: true };
  test.each([
    [[], ''],
    [[paged], 'Paged ana. Nobody has acknowledged yet'],
    [[{ ...paged, acknowledgementKnown: false }], 'Paged ana'],
    [[{ ...paged, acknowledgedAtMs: 5 }], 'ana has acknowledged'],
    [[{ ...paged, startedAtMs: 0, acknowledgedAtMs: 5 }], 'ana has acknowledged'],
    [
      [{ ...paged, contactName: 'Payments escalation', acknowledgedAtMs: 5, acknowledgedBy: { contactArn: 'c/ada' } }],
      'ada (Payments escalation) has acknowledged',
    ],
    [['a', 'b', 'c', 'd', 'e'].map((name) => ({ arn: name, contactArn: name })), 'Paged a, b, c and 2 more'],
  ])('%j', (engagements, sentence) => {
    expect(engagementSentence(engagements)).toBe(sentence);
  });

  const acknowledged = { ...paged, acknowledgedAtMs: 5 };
  test.each([
    [[], false, ''],
    [[{ ...paged, acknowledgementKnown: false }], false, ''],
    [[paged], false, 'The page is not acknowledged'],
    [[paged], true, 'The page was not acknowledged when last checked'],
    [[acknowledged], true, 'The page is acknowledged'],
    [[paged, paged], false, 'None of 2 paged have acknowledged'],
    [[acknowledged, paged, paged], true, '1 of 3 paged had acknowledged when last checked'],
    [[acknowledged, acknowledged], true, '2 of 2 paged have acknowledged'],
  ])('%j, read earlier: %s, in numbers: %s', (engagements, isOlder, sentence) => {
    expect(countSentence(engagements, isOlder)).toBe(sentence);
  });
});

test.each([
  [{ type: 'OTHER', title: 'Dashboard', url: 'https://a.example' }, 'Link Dashboard'],
  [{ type: 'INVOLVED_RESOURCE', arn: 'arn:aws:cloudwatch:eu-west-1:1:alarm:a b' }, 'Involved resource alarm a b'],
  [{ type: 'METRIC', metricDefinition: '[{"metrics":[["AWS/EC2","CPU"]]}]' }, 'Metric AWS/EC2 CPU'],
  [{ type: 'METRIC', metricDefinition: '{"title":"CPU"}' }, 'Metric CPU'],
  [
    { type: 'OTHER', unknown: 'pagerDutyIncidentDetail' },
    'Link of a kind this version does not know (pagerDutyIncidentDetail)',
  ],
  [{ type: 'NEW' }, 'NEW'],
])('a related item %j is %s', (item, sentence) => {
  expect(relatedSentence(item)).toBe(sentence);
});
