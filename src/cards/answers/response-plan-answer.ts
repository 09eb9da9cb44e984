import type { ButtonName } from '../../actions/actions.ts';
import { impactName } from '../../incidents/impact.ts';
import { nameOf } from '../../incidents/naming/arn.ts';
import type { Runbook } from '../../incidents/runbook.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { actions, button, type CardBlock, type CardMessage, context, section } from '../block-kit/blocks.ts';
import { code, date, join, mrkdwn } from '../text/mrkdwn.ts';
import { brief, ended } from '../text/sentence.ts';
import { truncate } from '../text/truncate.ts';
import { listed } from '../words/engagement-words.ts';
import { runbookAlert, runbookSentence } from '../words/runbook-words.ts';

/** The facts of a response plan that could be read; only the ARN is required. */
export interface ResponsePlan {
  arn: string;
  displayName?: string;
  /** The default title and impact of its incidents. */
  title?: string;
  impact?: number;
  /** The ARNs of the contacts and escalation plans that it engages. */
  engagements?: readonly string[];
  runbook?: string;
}

/** The answer to a pasted response plan ARN: the plan, and a button that starts an incident from it. */
export function responsePlanAnswer(plan: ResponsePlan, can: ReadonlySet<ButtonName>): CardMessage {
  const name = brief(plan.displayName ?? '', 100) || brief(nameOf(plan.arn), 100);
  const impact = plan.impact === undefined ? '' : `${impactName(plan.impact)}: `;
  const engages = listed((plan.engagements ?? []).map((arn) => brief(nameOf(arn), 60)));
  const head = mrkdwn`*Response plan ${name}*, not an incident.`;
  const facts = join(
    [
      plan.title === undefined ? undefined : mrkdwn`Starts "${impact + brief(plan.title, 200)}"`,
      engages === '' ? undefined : mrkdwn`engages ${engages}`,
      plan.runbook === undefined ? undefined : mrkdwn`runs ${brief(plan.runbook, 100)}`,
    ],
    ', ',
  );
  return {
    text: mrkdwn`Response plan ${name}, not an incident.${can.has('start') ? mrkdwn` An incident can be started from it.` : ''}`
      .text,
    blocks: [
      section(join([head, facts], '\n')),
      ...startButton(plan.arn, can),
      context(code(truncate(plan.arn, 1000))),
    ],
  };
}

/** The answer to a command with a response plan's ARN in place of an incident's: a button that starts an incident. */
export function planNotIncident(arn: string, can: ReadonlySet<ButtonName>): CardMessage {
  const line = mrkdwn`That is a response plan, not an incident.`;
  return { text: line.text, blocks: [section(line), ...startButton(arn, can)] };
}

const startButton = (arn: string, can: ReadonlySet<ButtonName>): CardBlock[] =>
  can.has('start')
    ? [actions([button(actionId('start'), 'Start an incident from it', { value: truncate(arn, 1000) })])]
    : [];

/** The answer to a pasted automation execution ARN: the runbook's state, if the app may read it. */
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
    blocks: [section(runbookAlert(runbook, 300)), context(times, code(truncate(runbook.arn, 300)))],
  };
}
