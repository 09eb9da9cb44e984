import { nameOf } from '../incidents/arn.ts';
import { impactName } from '../incidents/impact.ts';
import { type ActionName, actionId } from './action-ids.ts';
import { actions, button, type CardMessage, context, section } from './blocks.ts';
import { brief } from './brief.ts';
import { cut } from './cut.ts';
import { listed } from './engagement-words.ts';
import { code, join, mrkdwn } from './mrkdwn.ts';

/** A response plan as far as it was read; its ARN alone is enough. */
export interface ResponsePlan {
  arn: string;
  displayName?: string;
  /** Title and impact of the incidents it starts. */
  title?: string;
  impact?: number;
  /** ARNs of contacts and escalation plans it engages. */
  engagements?: readonly string[];
  runbook?: string;
}

/** The answer to a pasted response-plan ARN: what it is, and how an incident is started from it. */
export function responsePlanAnswer(plan: ResponsePlan, can: ReadonlySet<ActionName>): CardMessage {
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
  const start = can.has('start');
  return {
    text: mrkdwn`Response plan ${name}, not an incident.${start ? mrkdwn` An incident can be started from it.` : ''}`
      .text,
    blocks: [
      section(join([head, facts], '\n')),
      ...(start
        ? [actions([button(actionId('start'), 'Start an incident from it', { value: cut(plan.arn, 1000) })])]
        : []),
      context(code(cut(plan.arn, 1000))),
    ],
  };
}
