import type { Runbook } from '../incidents/runbook.ts';
import { type CardMessage, context, section } from './blocks.ts';
import { cut } from './cut.ts';
import { code, date, join, mrkdwn } from './mrkdwn.ts';
import { runbookAlert, runbookSentence } from './runbook-words.ts';
import { ended } from './sentence.ts';

/** The answer to a pasted automation-execution ARN: the runbook's state, as far as the app may read it. */
export function automationAnswer(runbook: Runbook): CardMessage {
  const times = join(
    [
      runbook.startedAtMs === undefined ? undefined : mrkdwn`started ${date(runbook.startedAtMs)}`,
      runbook.endedAtMs === undefined ? undefined : mrkdwn`ended ${date(runbook.endedAtMs)}`,
      runbook.status === undefined ? mrkdwn`its state can be seen in the console` : undefined,
    ],
    ' · ',
  );
  return {
    text: mrkdwn`${ended(runbookSentence(runbook))}`.text,
    blocks: [section(runbookAlert(runbook)), context(times, code(cut(runbook.arn, 300)))],
  };
}
