import { type Runbook, runbookPhase } from '../../incidents/runbook.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import { runbooksOf } from '../../incidents/snapshot.ts';
import { limits } from '../block-kit/limits.ts';
import { hasInk } from '../text/clean-text.ts';
import { truncate } from '../text/truncate.ts';
import { runbookName, runbookState } from './runbook-words.ts';
import { titleOf } from './state-words.ts';

const longestName = 24;
const longestTitle = 50;

/**
 * The question before an incident is resolved, with what is still open: `Resolve "Checkout latency"? RestartFleet failed at
 * step 3 of 7. FailoverPayments still waits for approval. It has a summary.` Plain and untrusted; at most 300 characters.
 */
export function resolveQuestion(snapshot: IncidentSnapshot): string {
  const { record } = snapshot;
  const summary = hasInk(record.summary ?? '') ? 'It has a summary.' : 'It has no summary yet.';
  const question = `Resolve "${truncate(titleOf(record), longestTitle)}"?`;
  const written = (names: number) => [question, ...openRunbooks(runbooksOf(snapshot), names), summary].join(' ');
  const fitting = [3, 2, 1].map(written).find((words) => words.length <= limits.confirmText.max);
  return fitting ?? written(0);
}

/** The runbooks that failed, wait or run, and those whose state could not be read, a sentence each. */
function openRunbooks(runbooks: readonly Runbook[], names: number): string[] {
  const of = (wanted: string) => runbooks.filter((runbook) => runbookPhase(runbook) === wanted);
  const open = [...of('failed'), ...of('waiting'), ...of('running')];
  const sentences = open.slice(0, names).map((runbook) => {
    const still = runbookPhase(runbook) === 'failed' ? '' : 'still ';
    const state = runbookPhase(runbook) === 'running' ? 'runs' : truncate(runbookState(runbook), 30);
    return `${truncate(runbookName(runbook), longestName)} ${still}${state}.`;
  });
  const rest = open.length - sentences.length;
  if (rest > 0) sentences.push(`${rest} more ${rest === 1 ? 'runbook is' : 'runbooks are'} not done.`);
  const unread = of('unknown').length;
  if (unread === 0) return sentences;
  return [...sentences, `The state of ${unread === 1 ? '1 runbook is' : `${unread} runbooks is`} unknown.`];
}
