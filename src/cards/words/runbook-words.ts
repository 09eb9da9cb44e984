import { resourceUrl } from '../../incidents/links/console-links.ts';
import { nameOf } from '../../incidents/naming/arn.ts';
import { personOf } from '../../incidents/people/person.ts';
import { awaitsApproval, type Runbook, runbookPhase } from '../../incidents/runbook.ts';
import { hasInk, oneLine } from '../text/clean-text.ts';
import { join, link, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { listed } from './engagement-words.ts';

const marks = { running: '▶️', waiting: '⏸️', done: '✔️', failed: '❌', unknown: '⚙️' } as const;

const endings: Readonly<Record<string, string>> = {
  TimedOut: 'timed out',
  Cancelled: 'was cancelled',
  Rejected: 'was rejected',
  ChangeCalendarOverrideRejected: 'was rejected by the change calendar',
  CompletedWithFailure: 'ended with failures',
};

const longestName = 50;

/** Name of a runbook: its document's, or the start of the execution's id where the document could not be read. */
export function runbookName(runbook: Runbook): string {
  const document = oneLine(runbook.document ?? '');
  if (document !== '') return truncate(document.startsWith('arn:') ? nameOf(document) : document, longestName);
  return brief(nameOf(runbook.arn), 8, '');
}

/** The state of a runbook: `failed at step 3 of 7`, `waits for approval`, `step 3 of 7`, `done`. */
export function runbookState(runbook: Runbook): string {
  const state = stateWords(runbook);
  return runbook.older === true && state !== '' ? `${state} when last read` : state;
}

function stateWords(runbook: Runbook): string {
  const place = stepWords(runbook);
  switch (runbookPhase(runbook)) {
    case 'failed': {
      const ending = endings[runbook.status ?? ''] ?? 'failed';
      return place === '' ? ending : `${ending} at ${place}`;
    }
    case 'waiting':
      return waitsFor(runbook);
    case 'running':
      if (runbook.status === 'Scheduled' || runbook.status === 'Pending') return 'is about to start';
      return place === '' ? 'is running' : `is at ${place}`;
    case 'done':
      return 'is done';
    default:
      return runbook.status === undefined ? '' : truncate(`is ${oneLine(runbook.status)}`, 40);
  }
}

function waitsFor(runbook: Runbook): string {
  if (runbook.status === 'PendingChangeCalendarOverride') return 'waits for the change calendar';
  return awaitsApproval(runbook) ? 'waits for approval' : 'waits';
}

function stepWords({ step, stepCount }: Runbook): string {
  if (step === undefined) return '';
  return stepCount === undefined || stepCount < step ? `step ${step}` : `step ${step} of ${stepCount}`;
}

/** `Runbook RestartFleet failed at step 3 of 7: Timed out waiting …`, plain and untrusted. */
export function runbookSentence(runbook: Runbook, longestReason = 120): string {
  const reason = failureReason(runbook, longestReason);
  const sentence = `Runbook ${runbookName(runbook)} ${runbookState(runbook)}`.trimEnd();
  return reason === '' ? sentence : `${sentence}: ${reason}`;
}

/** `⚠️ Runbook RestartFleet failed at step 3 of 7: Timed out …`: the same as a line of its own, the name a link. */
export function runbookAlert(runbook: Runbook, longestReason = 60, longestName = 50): Mrkdwn {
  const reason = failureReason(runbook, longestReason);
  const state = runbookState(runbook);
  const phase = runbookPhase(runbook);
  const mark = phase === 'failed' ? '⚠️' : marks[phase];
  const sentence = mrkdwn`${mark} Runbook *${runbookLink(runbook, longestName)}*${state === '' ? '' : mrkdwn` ${state}`}`;
  return reason === '' ? sentence : mrkdwn`${sentence}: ${reason}`;
}

/** The runbook's name as a link to its own Region's console. */
export function runbookLink(runbook: Runbook, longest = 50): Mrkdwn {
  return link(resourceUrl(runbook.arn), truncate(runbookName(runbook), longest));
}

function failureReason(runbook: Runbook, longest: number): string {
  return runbookPhase(runbook) === 'failed' ? brief(runbook.failureMessage ?? '', longest) : '';
}

/** A runbook in a line of several: its mark, its linked name and its state. */
export function runbookChip(runbook: Runbook): Mrkdwn {
  const mark = marks[runbookPhase(runbook)];
  const kind = runbook.document === undefined ? mrkdwn`Runbook ` : '';
  return join(
    [mrkdwn`${mark} ${kind}${runbookLink(runbook)}`, mrkdwn`${runbookState(runbook).replace(/^is /, '')}`],
    ' ',
  );
}

/** What a waiting step asks for, a line each: the step's name, its message and who may approve. Untrusted. */
export function approvalLines({ stepName = '', approval }: Runbook): Mrkdwn[] {
  const { message = '', approvers = [], needed = 1 } = approval ?? {};
  const names = listed(
    approvers.map((one) => brief(personOf(one), 60)),
    5,
  );
  const count = needed > 1 ? ` (${needed} approvals needed)` : '';
  return [
    stepName === '' ? undefined : mrkdwn`Step: ${brief(stepName, 100)}`,
    hasInk(message) ? mrkdwn`Message: ${brief(message, 500)}` : undefined,
    names === '' ? undefined : mrkdwn`Approvers: ${`${names}${count}`}`,
  ].filter((line) => line !== undefined);
}
