import { describe, expect, test } from 'vitest';
import { attentionOf } from '../../src/incidents/attention.ts';
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

test('all runbooks are there once: those that need attention first, unreadable ones by their ARN', () => {
  const [failed, done, waiting] = record.automationExecutions;
  expect(runbooksOf({ record, runbooks: (snapshot.runbooks ?? []).slice(0, 2) }).map((runbook) => runbook.arn)).toEqual(
    [failed, waiting, done],
  );
  expect(runbooksOf({ record: { ...record, automationExecutions: [{ unknown: 'x' }] } })).toEqual([]);
});
