import { expect, test } from 'vitest';
import { resolveQuestion } from '../../../src/cards/words/resolve-words.ts';
import { record, snapshot } from '../example-incidents.ts';

const runbook = (document: string, status?: string) => ({ arn: `a/${document}`, document, ...(status && { status }) });

test.each([
  [[], 'Resolve "Checkout"? It has a summary.'],
  [
    [runbook('RestartFleet', 'Failed'), runbook('Failover', 'PendingApproval'), runbook('CollectLogs', 'Success')],
    'Resolve "Checkout"? RestartFleet failed. Failover still waits for approval. It has a summary.',
  ],
  [
    ['a', 'b', 'c', 'd', 'e'].map((name) => runbook(name, 'InProgress')),
    'Resolve "Checkout"? a still runs. b still runs. c still runs. 2 more runbooks are not done. It has a summary.',
  ],
  [[runbook('x')], 'Resolve "Checkout"? The state of 1 runbook is unknown. It has a summary.'],
])('the question names what is still open: %#', (runbooks, question) => {
  const record_ = { ...record, title: 'Checkout', summary: 'a', automationExecutions: runbooks.map(({ arn }) => arn) };
  expect(resolveQuestion({ ...snapshot, record: record_, runbooks })).toBe(question);
});

test('the question says that there is no summary, and always fits', () => {
  const long = 'w'.repeat(300);
  const runbooks = ['a', 'b', 'c', 'd'].map((name) => runbook(name + long, 'PendingChangeCalendarOverride'));
  const question = resolveQuestion({ ...snapshot, record: { ...record, title: long, summary: ' ' }, runbooks });
  expect(question).toMatch(/It has no summary yet\.$/);
  expect(question.length).toBeLessThanOrEqual(300);
});
