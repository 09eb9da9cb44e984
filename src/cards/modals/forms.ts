import { impactName } from '../../incidents/impact.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { Runbook } from '../../incidents/runbook.ts';
import { callbackIds } from '../block-kit/action-ids.ts';
import { type CardBlock, type CardModal, context, modal, section } from '../block-kit/blocks.ts';
import { oneLine } from '../text/clean-text.ts';
import { join, type Mrkdwn, mrkdwn } from '../text/mrkdwn.ts';
import { truncate } from '../text/truncate.ts';
import { approvalLines, runbookAlert, runbookSentence } from '../words/runbook-words.ts';
import { stateMark, titleOf } from '../words/state-words.ts';
import { awsLengths, type Choice, channelInput, choiceInput, fields, textInput } from './inputs.ts';
import { splitSummary } from './summary-parts.ts';

/** The options of every form. */
interface FormOptions {
  privateMetadata: string;
}

const impacts: readonly Choice[] = [1, 2, 3, 4, 5].map((impact) => ({
  text: impactName(impact),
  value: String(impact),
}));
const about = (record: Pick<IncidentRecord, 'title' | 'status' | 'impact'>): CardBlock =>
  context(mrkdwn`${stateMark(record)} ${truncate(titleOf(record), 200)}`);

/** The form for a note in the incident's timeline. */
export function noteForm(record: IncidentRecord, options: FormOptions): CardModal {
  return form('note', 'Add a note', 'Add note', options, [
    about(record),
    textInput(fields.note, {
      label: 'Note',
      multiline: true,
      max: 3000,
      hint: 'Everybody who sees the incident sees it, in the timeline and in the console.',
    }),
  ]);
}

/** The form for title, impact and summary, with their current values. */
export function editForm(record: IncidentRecord, options: FormOptions): CardModal {
  const parts = splitSummary(record.summary ?? '');
  return form('edit', 'Edit incident', 'Save', options, [
    textInput(fields.title, { label: 'Title', initial: record.title, max: awsLengths.title }),
    impactInput(record.impact),
    ...parts.map(({ id, text }, index) =>
      textInput(id, {
        label: parts.length === 1 ? 'Summary' : `Summary, part ${index + 1} of ${parts.length}`,
        initial: text,
        max: awsLengths.summary,
        multiline: true,
        optional: true,
        ...(index === 0 && { hint: 'Markdown: # heading, **bold**, - list.' }),
      }),
    ),
  ]);
}

/** The form that starts an incident from a response plan. */
export function startForm(
  plans: readonly Choice[],
  options: FormOptions & {
    plan?: string;
    askChannel?: boolean;
    trouble?: string;
    /** What stands in the form at first. Untrusted. */
    filled?: { title: string; impact?: number };
  },
): CardModal {
  const { plan, askChannel, trouble, filled } = options;
  const lacks = trouble === undefined ? [] : [section(mrkdwn`⚠️ ${truncate(trouble, 500)}`)];
  if (plans.length === 0) {
    return modal({ callbackId: callbackIds.start, title: 'Start incident' }, [
      section(mrkdwn`There is no response plan that this app may use. An incident always starts from one.`),
      ...lacks,
    ]);
  }
  return form('start', 'Start incident', 'Start', options, [
    ...lacks,
    choiceInput(fields.plan, {
      label: 'Response plan',
      choices: plans,
      reports: true,
      ...(plan !== undefined && { chosen: plan }),
    }),
    textInput(fields.title, {
      label: 'Title',
      max: awsLengths.title,
      optional: true,
      ...(filled && { initial: oneLine(filled.title) }),
      hint: "Left empty: the plan's own title.",
    }),
    { ...impactInput(filled?.impact), optional: true },
    textInput(fields.summary, { label: 'Summary', max: 3000, multiline: true, optional: true }),
    ...(askChannel === true
      ? [channelInput(fields.channel, { label: 'Channel', hint: "Where the incident's card goes." })]
      : []),
    context(mrkdwn`Starting pages whoever the plan engages and runs its runbook.`),
  ]);
}

/** The form that asks in which channel a card is posted. */
export function showForm(record: IncidentRecord, options: FormOptions): CardModal {
  return form('show', 'Show card', 'Show', options, [
    about(record),
    {
      ...channelInput(fields.channel, { label: 'Channel', hint: 'Everyone there will see the card.' }),
      optional: false,
    },
  ]);
}

/** The form that adds a link or an ARN to the incident's related items. */
export function addRelatedForm(record: IncidentRecord, options: FormOptions): CardModal {
  return form('addRelated', 'Add related item', 'Add', options, [
    about(record),
    textInput(fields.link, { label: 'Link or ARN', max: awsLengths.relatedUrl }),
    textInput(fields.title, { label: 'Title', max: awsLengths.relatedTitle, optional: true }),
  ]);
}

/** The form that pages a contact or an escalation plan. */
export function engageForm(record: IncidentRecord, contacts: readonly Choice[], options: FormOptions): CardModal {
  if (contacts.length === 0) {
    return modal({ callbackId: callbackIds.engage, title: 'Engage someone' }, [
      section(mrkdwn`There is no contact or escalation plan that this app may engage.`),
    ]);
  }
  return form('engage', 'Engage someone', 'Page now', options, [
    about(record),
    choiceInput(fields.contact, { label: 'Contact or escalation plan', choices: contacts, reports: true }),
    textInput(fields.reason, { label: 'Why', max: 1000, multiline: true, optional: true }),
    context(mrkdwn`They are paged at once, by whatever means they chose.`),
  ]);
}

/** Asks before AWS DevOps Agent investigates an incident. */
export function investigateForm(record: IncidentRecord, options: FormOptions): CardModal {
  return form('investigate', 'Investigate', 'Investigate', options, [
    about(record),
    section(
      mrkdwn`AWS DevOps Agent gets the incident's ARN, title and summary, and looks for the cause in the accounts of its Agent Space. *That costs agent time.*`,
    ),
    context(mrkdwn`Typically 5 to 15 minutes. Its report comes into the thread of the card.`),
  ]);
}

/** The form that approves or rejects waiting runbooks. */
export function approveForm(record: IncidentRecord, waiting: readonly Runbook[], options: FormOptions): CardModal {
  const [only] = waiting;
  if (only === undefined) {
    return modal({ callbackId: callbackIds.approve, title: 'Runbook approval' }, [
      about(record),
      section(mrkdwn`No runbook waits for approval any more.`),
    ]);
  }
  const decisions = waiting.slice(0, 50).flatMap((runbook) => [
    { text: `Approve: ${runbookSentence(runbook)}`, value: decisionValue('Approve', runbook) },
    { text: `Reject: ${runbookSentence(runbook)}`, value: decisionValue('Reject', runbook) },
  ]);
  const lines: Mrkdwn[] = waiting
    .slice(0, 10)
    .map((runbook) => join([runbookAlert(runbook), ...approvalLines(runbook)], '\n'));
  return form('approve', 'Runbook approval', 'Send', options, [
    about(record),
    ...lines.map((line) => section(line)),
    choiceInput(fields.decision, { label: 'Decision', choices: decisions }),
    textInput(fields.comment, { label: 'Comment', max: awsLengths.approvalComment, optional: true }),
  ]);
}

/** The option value of a decision: the runbook and its waiting step. */
const decisionValue = (signal: string, { arn, step }: Runbook): string =>
  step === undefined ? `${signal} ${arn}` : `${signal} ${arn} ${step}`;

const impactInput = (impact?: number) =>
  choiceInput(fields.impact, {
    label: 'Impact',
    choices: impacts,
    ...(impact !== undefined && { chosen: String(impact) }),
  });

function form(
  kind: keyof typeof callbackIds,
  title: string,
  submit: string,
  options: FormOptions,
  blocks: CardBlock[],
): CardModal {
  const { privateMetadata } = options;
  return modal({ callbackId: callbackIds[kind], title, submit, close: 'Cancel', privateMetadata }, [...blocks]);
}

/** The form that turns a message into a note: the incident and the text. */
export function pickForm(
  incidents: readonly Choice[],
  { note, privateMetadata }: { note: string; privateMetadata: string },
): CardModal {
  const [first] = incidents;
  const title = 'Add to timeline';
  if (first === undefined) {
    return modal({ callbackId: callbackIds.loading, title }, [section(mrkdwn`There is no open incident.`)]);
  }
  const submit = { submit: 'Add note', close: 'Cancel' };
  return modal({ callbackId: callbackIds.pick, title, ...submit, privateMetadata }, [
    choiceInput(fields.incident, { label: 'Incident', choices: incidents, chosen: first.value }),
    textInput(fields.note, {
      label: 'Note',
      multiline: true,
      max: 3000,
      initial: note,
      hint: 'Everybody who sees the incident sees it, in the timeline and in the console.',
    }),
  ]);
}
