import type { RichTextBlockElement } from '@slack/types';
import { buttonFacts } from '../../actions/actions.ts';
import { type AgentSpace, taskUrl } from '../../incidents/investigations/agent-task.ts';
import { actionId } from '../block-kit/action-ids.ts';
import { actions, button, type CardMessage, richText, section } from '../block-kit/blocks.ts';
import { encodeButtonValue } from '../block-kit/button-value.ts';
import { markdownToPlain } from '../text/markdown-to-plain.ts';
import { markdownToRichText } from '../text/markdown-to-rich-text.ts';
import { join, link, mrkdwn, type SafeText } from '../text/mrkdwn.ts';
import { brief } from '../text/sentence.ts';

/** What a thread shows of an investigation. All text is untrusted. */
export interface InvestigationFacts {
  space: AgentSpace;
  /** ARN of the incident. */
  arn: string;
  /** Of the incident, for a lock screen. */
  title: string;
  taskId: string;
  status: string;
  reason?: string;
  /** Who started it; absent: not from Slack. */
  by?: string;
  /** Who asked for a mitigation plan; absent: no one. */
  planBy?: string;
}

/** The most visible characters of a report. */
const longestReport = 2800;
const longestJson = 8000;

/** The line in a card's thread that says where the investigation, or the mitigation plan, is. */
export function investigationLine(facts: InvestigationFacts): CardMessage {
  const { space, taskId, planBy, by } = facts;
  const person = planBy ?? by;
  const words = stateWords(facts);
  const told = mrkdwn`🔎 ${words}`;
  const line = join(
    [
      told,
      person === undefined ? undefined : mrkdwn`asked for by ${brief(person, 60)}`,
      link(taskUrl(space, taskId), 'Open investigation'),
    ],
    ' · ',
  );
  return { text: notice(facts.title, words), blocks: [section(line)] };
}

/** The notification text. */
function notice(title: string, words: string): SafeText {
  const about = brief(title, 60);
  return mrkdwn`${brief(about === '' ? words : `${about}: ${words}`, 200)}`.text;
}

type Words = (why: string) => string;

/** What each state of an investigation means. AWS may add states. @param why its reason, behind a colon, or `''` */
const investigationStates: ReadonlyMap<string, Words> = new Map<string, Words>([
  ['PENDING_TRIAGE', () => 'AWS DevOps Agent will investigate this incident: waiting to start'],
  ['PENDING_START', () => 'AWS DevOps Agent will investigate this incident: waiting to start'],
  ['IN_PROGRESS', () => 'AWS DevOps Agent is investigating this incident'],
  ['PENDING_CUSTOMER_APPROVAL', () => 'The investigation by AWS DevOps Agent waits for an approval in its web app'],
  ['LINKED', (why) => `AWS DevOps Agent merged this investigation into another one${why}`],
  ['COMPLETED', () => 'AWS DevOps Agent has finished its investigation: its report is in this thread'],
  ['COMPLETED_WITHOUT_SUMMARY', () => 'AWS DevOps Agent has finished its investigation without a report'],
  ['FAILED', (why) => `The investigation by AWS DevOps Agent failed${why}`],
  ['TIMED_OUT', () => 'The investigation by AWS DevOps Agent timed out'],
  ['CANCELED', () => 'The investigation by AWS DevOps Agent was canceled'],
]);

/** The same of a mitigation plan; in any other state it is being made. */
const planStates: ReadonlyMap<string, Words> = new Map<string, Words>([
  ['COMPLETED', () => 'AWS DevOps Agent has finished its mitigation plan: it is in this thread'],
  ['COMPLETED_WITHOUT_SUMMARY', () => 'AWS DevOps Agent finished without a mitigation plan'],
  ['FAILED', (why) => `AWS DevOps Agent could not make a mitigation plan${why}`],
  ['TIMED_OUT', () => 'The mitigation plan of AWS DevOps Agent timed out'],
  ['CANCELED', () => 'The mitigation plan of AWS DevOps Agent was canceled'],
]);

function stateWords({ status, reason = '', planBy }: InvestigationFacts): string {
  const isPlan = planBy !== undefined;
  const words = (isPlan ? planStates : investigationStates).get(status);
  if (words !== undefined) return words(reason === '' ? '' : `: ${brief(reason, 200)}`);
  return isPlan
    ? 'AWS DevOps Agent is making a mitigation plan'
    : `The investigation by AWS DevOps Agent has the state "${brief(status, 40)}"`;
}

/**
 * What the agent wrote, in a card's thread: labelled as the agent's, cut to fit, nothing in it live.
 * @param kind its report, or its mitigation plan
 * @param markdown untrusted
 * @param offersPlan whether editors may ask for a mitigation plan
 */
export function agentReport(
  kind: 'report' | 'plan',
  markdown: string,
  { space, arn, title, taskId }: Pick<InvestigationFacts, 'space' | 'arn' | 'title' | 'taskId'>,
  offersPlan: boolean,
): CardMessage {
  const name = kind === 'report' ? 'report' : 'mitigation plan';
  const url = taskUrl(space, taskId);
  const more = '… more in the web app of AWS DevOps Agent';
  const drawn = markdownToRichText(markdown, { limit: longestReport, jsonLimit: longestJson, more });
  const value = encodeButtonValue({ arn, seenMs: 0 });
  const { label = '', confirm } = buttonFacts('mitigate') ?? {};
  return {
    text: notice(title, `the ${name} of AWS DevOps Agent (not checked by people): ${markdownToPlain(markdown, 60)}`),
    blocks: [
      section(mrkdwn`🔎 *The ${name} of AWS DevOps Agent* · written by an AI, not checked by people`),
      drawn === undefined ? section(mrkdwn`It is empty.`) : richText(withoutLinks(drawn.elements)),
      actions([
        button(actionId('console'), 'Open investigation', { url, value: arn }),
        ...(offersPlan ? [button(actionId('mitigate'), label, { value, ...(confirm && { confirm }) })] : []),
      ]),
    ],
  };
}

/** Makes every link of a rich text its words: they show the host that it led to. */
const withoutLinks = (elements: readonly RichTextBlockElement[]): RichTextBlockElement[] =>
  elements.map((element) => inert(element) as RichTextBlockElement);

function inert(element: unknown): unknown {
  if (Array.isArray(element)) return element.map(inert);
  if (typeof element !== 'object' || element === null) return element;
  if ('type' in element && element.type === 'link') {
    const { text, style } = element as { text?: string; style?: object };
    return { type: 'text', text: text ?? '', ...(style && { style }) };
  }
  return Object.fromEntries(Object.entries(element).map(([name, value]) => [name, inert(value)]));
}
