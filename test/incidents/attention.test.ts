import { describe, expect, test } from 'vitest';
import { attentionOf, awaitsAcknowledgement } from '../../src/incidents/attention.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import { runbooksOf } from '../../src/incidents/snapshot.ts';
import { bare, now, record, resolved, snapshot } from '../cards/example-incidents.ts';

const kinds = (one: IncidentSnapshot, at = now) => attentionOf(one, at).map((attention) => attention.kind);
const paged = { arn: 'e', contactArn: 'c/ana', startedAtMs: now - 10 * 60_000, acknowledgementKnown: true };

describe('what needs attention', () => {
  test('a runbook that waits for approval comes first, then one that failed, then one that waits for something else', () => {
    expect(kinds(snapshot)).toEqual(['runbook_waiting', 'runbook_failed']);
    const waits = { arn: 'a', document: 'Pause', status: 'Waiting', stepAction: 'aws:pause' };
    const needs = attentionOf({ ...snapshot, runbooks: [waits, ...(snapshot.runbooks ?? [])] }, now);
    const documents = needs.map((need) => 'runbook' in need && need.runbook.document);
    expect(documents).toEqual(['Failover', 'RestartFleet', 'Pause']);
  });

  test('a page that no one acknowledged needs attention', () => {
    const silent = { ...bare, engagements: [paged] };
    expect(kinds(silent)).toEqual(['not_acknowledged', 'no_summary']);
  });

  test.each([
    ['it is known that someone acknowledged', [paged, { ...paged, acknowledgedAtMs: now }]],
    ['nobody asked', [{ ...paged, acknowledgementKnown: false }]],
    ['not all were asked', [paged, { arn: 'f', contactArn: 'c/bo' }]],
    ['the page is still young', [{ ...paged, startedAtMs: now - 60_000 }]],
    ['nobody was paged', []],
  ])('but not when %s', (_, engagements) => {
    expect(kinds({ ...snapshot, runbooks: [], engagements })).toEqual([]);
  });

  test('nothing once the incident is resolved, but for a runbook that still waits', () => {
    expect(kinds(resolved)).toEqual([]);
    expect(kinds({ ...resolved, runbooks: snapshot.runbooks ?? [] })).toEqual(['runbook_waiting']);
  });
});

const ada = { id: 'U1', name: 'Ada' };
const led = { roles: [{ name: 'lead', person: ada, by: ada, sinceMs: now }], onIt: [] };
const onIt = { roles: [], onIt: [{ person: ada, atMs: now }] };

test('a page of exactly two minutes is still young, and one without a time is not counted', () => {
  const at = (startedAtMs: number) => kinds({ ...snapshot, runbooks: [], engagements: [{ ...paged, startedAtMs }] });
  expect(at(now - 120_000)).toEqual([]);
  expect(at(now - 120_001)).toEqual(['not_acknowledged']);
  const { startedAtMs: _, ...timeless } = paged;
  expect(kinds({ ...snapshot, runbooks: [], engagements: [timeless] })).toEqual([]);
});

test('the time of the pages is told only where they were read earlier than the rest', () => {
  const silent = { ...snapshot, runbooks: [], engagements: [paged] };
  expect(attentionOf(silent, now)).toEqual([{ kind: 'not_acknowledged', engagements: [paged] }]);
  const engagementsAtMs = snapshot.readAtMs - 300_000;
  expect(attentionOf({ ...silent, engagementsAtMs }, now)).toEqual([
    { kind: 'not_acknowledged', engagements: [paged], asOfMs: engagementsAtMs },
  ]);
});

test('a summary of white space is none', () => {
  expect(kinds({ ...bare, record: { ...bare.record, summary: ' \n' } })).toEqual(['no_summary']);
});

test.each<[string, Partial<IncidentSnapshot>, boolean]>([
  ['that no one answered', { engagements: [paged] }, true],
  ['about which no page is known', { engagements: [] }, true],
  ['that was acknowledged', { engagements: [paged, { ...paged, acknowledgedAtMs: now }] }, false],
  ['that someone leads', { engagements: [paged], responders: led }, false],
  ['that someone is on', { engagements: [paged], responders: onIt }, false],
  ['that is resolved', { engagements: [paged], record: resolved.record }, false],
])('an incident %s awaits an acknowledgement: %s', (_, part, awaits) => {
  const { responders: __, ...open } = snapshot;
  expect(awaitsAcknowledgement({ ...open, ...part })).toBe(awaits);
  if (part.responders !== undefined) expect(kinds({ ...open, runbooks: [], ...part })).toEqual([]);
});

test('all runbooks are there once: those that need attention first, unreadable ones by their ARN', () => {
  const [failed, done, waiting] = record.automationExecutions;
  expect(runbooksOf({ record, runbooks: (snapshot.runbooks ?? []).slice(0, 2) }).map((runbook) => runbook.arn)).toEqual(
    [failed, waiting, done],
  );
  expect(runbooksOf({ record: { ...record, automationExecutions: [{ unknown: 'x' }] } })).toEqual([]);
});
