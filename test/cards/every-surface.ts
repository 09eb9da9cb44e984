import { catchUpCard } from '../../src/cards/answers/catch-up-card.ts';
import { confirmCard } from '../../src/cards/answers/confirm-card.ts';
import { helpCard, unknownCommandCard } from '../../src/cards/answers/help-card.ts';
import { handoverCard, openFormCard, postMortemCard } from '../../src/cards/answers/line-with-button.ts';
import { onCallCard } from '../../src/cards/answers/on-call-card.ts';
import { pickerCard } from '../../src/cards/answers/picker-card.ts';
import { privateCard } from '../../src/cards/answers/private-card.ts';
import { automationAnswer, planNotIncident, responsePlanAnswer } from '../../src/cards/answers/response-plan-answer.ts';
import { timelineCard } from '../../src/cards/answers/timeline-card.ts';
import { detailsModal } from '../../src/cards/modals/details-modal.ts';
import { formAgain } from '../../src/cards/modals/form-again.ts';
import {
  addRelatedForm,
  approveForm,
  editForm,
  engageForm,
  investigateForm,
  noteForm,
  pickForm,
  showForm,
  startForm,
} from '../../src/cards/modals/forms.ts';
import { failedModal, loadingModal } from '../../src/cards/modals/loading-modal.ts';
import { moreModal } from '../../src/cards/modals/more-modal.ts';
import { relatedModal } from '../../src/cards/modals/related-modal.ts';
import { timelineModal } from '../../src/cards/modals/timeline-modal.ts';
import { cardActions } from '../../src/cards/surfaces/card-buttons.ts';
import { digest } from '../../src/cards/surfaces/digest.ts';
import { goneCard, movedCard } from '../../src/cards/surfaces/gone-card.ts';
import { homeLoading, homeView } from '../../src/cards/surfaces/home-view.ts';
import { incidentCard } from '../../src/cards/surfaces/incident-card.ts';
import { incidentList } from '../../src/cards/surfaces/incident-list.ts';
import { agentReport, investigationLine } from '../../src/cards/surfaces/investigation.ts';
import { errorCard, lineCard, textBackCard } from '../../src/cards/surfaces/line-card.ts';
import { opsItemCard, stillOpenCard } from '../../src/cards/surfaces/ops-item-card.ts';
import { plainCard } from '../../src/cards/surfaces/render-card.ts';
import {
  archiveNotice,
  archiveWarning,
  roomAnswer,
  roomKept,
  roomWelcome,
} from '../../src/cards/surfaces/room-messages.ts';
import { statusUpdate } from '../../src/cards/surfaces/status-update.ts';
import { mentionLine, threadMessage } from '../../src/cards/surfaces/thread-message.ts';
import { unfurlCard } from '../../src/cards/surfaces/unfurl-card.ts';
import { cardEntity, workObject } from '../../src/cards/surfaces/work-object.ts';
import { alarmLine } from '../../src/cards/words/alarm-line.ts';
import type { ListedIncident } from '../../src/cards/words/incident-line.ts';
import { resolveQuestion } from '../../src/cards/words/resolve-words.ts';
import { AppError } from '../../src/errors.ts';
import { catchUp } from '../../src/incidents/catch-up/catch-up.ts';
import { changesBetween } from '../../src/incidents/changes.ts';
import type { OpsItem } from '../../src/incidents/ops-item.ts';
import { noResponders } from '../../src/incidents/people/responders.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import {
  alarm,
  allActions,
  bare,
  crowded,
  events,
  hostile,
  led,
  longEvents,
  now,
  options,
  readActions,
  record,
  resolved,
  snapshot,
} from './example-incidents.ts';
import { onCallEscalation, onCallTrouble } from './example-on-call.ts';

const minute = 60_000;
const readOnly = { ...options, actions: readActions };
const quiet: IncidentSnapshot = {
  ...snapshot,
  runbooks: [
    {
      arn: 'arn:aws:ssm:eu-west-1:111122223333:automation-execution/1',
      document: 'RestartFleet',
      status: 'InProgress',
      step: 3,
      stepCount: 7,
    },
  ],
};
const listed: ListedIncident[] = [
  { ...record, watched: true, nextPostAtMs: now + 8 * minute, part: 'paged', lead: { id: 'U0ANA', name: 'Ana Pérez' } },
  { ...resolved.record, title: 'Search is slow', createdAtMs: now - 300 * minute },
  { ...bare.record, title: 'Disk fills up on build agents', impact: 4, createdAtMs: now - 3000 * minute },
  {
    ...hostile.record,
    impact: 2,
    lead: { id: 'U0EVIL', name: '<!channel> *x*' },
    cardUrl: 'https://example.slack.com/archives/C1/p1',
  },
];
const before: IncidentSnapshot = {
  ...snapshot,
  record: { ...record, impact: 3, summary: '', title: 'Checkout is slow' },
  runbooks: snapshot.runbooks?.map((runbook) => ({ ...runbook, status: 'InProgress' })) ?? [],
  engagements: snapshot.engagements?.slice(1) ?? [],
  related: snapshot.related?.slice(1) ?? [],
};
const changes = changesBetween(before, snapshot);
const backToNormal = { ...alarm, state: 'OK', sinceMs: now - 4 * minute };
const opsItem: OpsItem = {
  arn: 'arn:aws:ssm:eu-west-1:111122223333:opsitem/oi-8084126392ac',
  region: 'eu-west-1',
  account: '111122223333',
  id: 'oi-8084126392ac',
  title: 'Storage of orders-db is below 10 %',
  status: 'Open',
  severity: '2',
  source: 'EC2',
  version: 3,
  readAtMs: now,
};
/** `CARD_LINKS` of the surfaces that show them. */
export const cardLinks = [
  { plan: '*', words: 'Wiki', template: 'https://wiki.example.com/incidents/{plan}' },
  { plan: 'checkout-plan', words: 'Dashboard', template: 'https://grafana.example.com/d/checkout?from=now-1h,to=now' },
  { plan: 'checkout-plan', words: 'Bridge', template: 'https://meet.example.com/checkout' },
];
const nobodyLeads: IncidentSnapshot = {
  ...snapshot,
  runbooks: [],
  engagements: snapshot.engagements?.slice(1) ?? [],
  responders: noResponders,
};
const form = { privateMetadata: 'opaque' };
const approval = {
  message: 'Payments moves to eu-central-1 <!channel>.',
  approvers: ['arn:aws:iam::111122223333:user/grace', 'arn:aws:iam::111122223333:role/PaymentsOnCall'],
  needed: 2,
};
const waiting = (snapshot.runbooks ?? [])
  .slice(2)
  .map((runbook) => ({ ...runbook, stepName: 'ApproveFailover', approval }));

const investigation = {
  space: { region: 'eu-west-1', id: 'f95eb69d-46e2-48c9-875f-07536fd3b4b2' },
  arn: record.arn.arn,
  title: record.title,
  taskId: '3bb4e347-e040-417c-ac57-b2ce0f2fe3b4',
  status: 'IN_PROGRESS',
  by: 'Ada Lovelace',
};
const { by: _by, ...notFromSlack } = investigation;
const agentWords = `# Investigation Summary

## Symptoms
p99 latency of checkout rose from 0.4 s to 2.4 s at 07:28 UTC.

## Findings
- The connection pool of \`orders-db\` is exhausted since deployment 4711.
- CPU and disk of orders-db are normal: [dashboard](https://grafana.example.com/d/orders).

## Root Cause
Deployment 4711 lowered the pool from 40 to **4** connections.`;
const hostileWords = `# Root Cause <!channel>\n<@U1> [console.aws.amazon.com](https://evil.example/) https://evil.example/ ${'All is well. '.repeat(400)}`;

/** Every message, as it is posted. */
export const messages = {
  card: incidentCard(snapshot, options),
  'card-watched-read-only': incidentCard({ ...quiet, engagements: [] }, { ...readOnly, watched: true }),
  'card-led': incidentCard(led, options),
  'card-links': incidentCard(quiet, { ...options, links: { ...options.links, cardLinks } }),
  'card-crowded': incidentCard(crowded, options),
  'card-crowded-approval': incidentCard(
    { ...crowded, runbooks: [...(crowded.runbooks ?? []), ...(snapshot.runbooks ?? []).slice(2)] },
    options,
  ),
  'card-resolved': incidentCard(resolved, options),
  'card-bare': incidentCard(bare, options),
  'card-hostile': incidentCard(hostile, options),
  'card-unacknowledged': incidentCard(
    { ...snapshot, runbooks: [], engagements: snapshot.engagements?.slice(1) ?? [] },
    options,
  ),
  'card-alarm': incidentCard({ ...snapshot, alarm }, options),
  'card-alarm-normal': incidentCard({ ...quiet, alarm: backToNormal }, options),
  'card-nobody-leads': incidentCard(nobodyLeads, options),
  'card-on-it': incidentCard({ ...nobodyLeads, responders: { roles: [], onIt: led.responders?.onIt ?? [] } }, options),
  'card-gone': goneCard({ arn: record.arn.arn, title: record.title }, now),
  'card-plain': plainCard(record),
  'card-moved': movedCard(record, 'https://example.slack.com/archives/C1/p1'),
  'card-private': privateCard(snapshot, { ...options, cardUrl: 'https://example.slack.com/archives/C1/p1' }),
  'thread-changes': threadMessage(record, changes),
  'thread-notes': threadMessage(record, [
    {
      kind: 'note',
      note: {
        id: 'n1',
        kind: 'note',
        writtenAtMs: now,
        text: 'Rolled back *2026.47.3* in two zones.',
        by: 'slack:U1 Ada Lovelace',
      },
    },
    {
      kind: 'note',
      note: { id: 'n2', kind: 'event', writtenAtMs: now, text: 'Deploy <!channel> of `api` began' },
      edited: true,
    },
  ]),
  'thread-responders': threadMessage(
    record,
    changesBetween(nobodyLeads, { ...nobodyLeads, ...(led.responders && { responders: led.responders }) }),
  ),
  handover: handoverCard('Ada Lovelace gave you the lead: Checkout latency & errors p99 > 4s.', record),
  'thread-resolved': threadMessage(record, changesBetween(snapshot, resolved)),
  'thread-alarm': threadMessage(record, changesBetween({ ...snapshot, alarm }, { ...snapshot, alarm: backToNormal })),
  mention: mentionLine(record, 'S012AB3CD'),
  'room-welcome': roomWelcome(led, options),
  'room-welcome-read-only': roomWelcome(bare, readOnly),
  'room-welcome-hostile': roomWelcome(hostile, options),
  'room-resolved': archiveNotice(14 * 24 * 60 * minute),
  'room-warning': archiveWarning(record.arn.arn, 24 * 60 * minute),
  'room-kept': roomKept(),
  'room-answer': roomAnswer({ title: hostile.record.title, channel: led.room ?? '', isNew: true, notInvited: 2 }),
  'status-post': statusUpdate(snapshot, { now, changes, nextPostAtMs: now + 15 * minute, actions: allActions }),
  'status-post-nobody-leads': statusUpdate(nobodyLeads, { now, changes: [], actions: allActions }),
  'status-post-nothing-new': statusUpdate(bare, {
    now: now + 45 * minute,
    changes: [],
    nextPostAtMs: now + 75 * minute,
    stretched: true,
    actions: allActions,
  }),
  'status-post-last': statusUpdate(resolved, { now, changes: changesBetween(snapshot, resolved), actions: allActions }),
  timeline: timelineCard(record, events, true),
  'timeline-empty': timelineCard(record, [], false),
  'catch-up': catchUpCard(catchUp({ snapshot: { ...led, alarm }, events, hasOlder: true, now }), { now }),
  'catch-up-again': catchUpCard(
    catchUp({
      snapshot: nobodyLeads,
      events: [],
      told: [{ atMs: now - minute / 2, change: { kind: 'alarm', alarm: { ...alarm, state: 'OK' }, from: 'ALARM' } }],
      hasOlder: false,
      last: { atMs: now - 30 * minute, newestMs: now - minute },
      now,
    }),
    { now },
  ),
  'catch-up-without-timeline': catchUpCard(catchUp({ snapshot: hostile, events: [], hasOlder: false, now }), {
    now,
    trouble: 'AWS refused ssm-incidents:ListTimelineEvents.',
  }),
  'on-call': onCallCard(onCallEscalation),
  'on-call-trouble': onCallCard(onCallTrouble),
  'post-mortem': postMortemCard('Post-mortem: Checkout <latency>.', 'https://example.slack.com/docs/T1/F1'),
  list: incidentList(listed, { now, heading: 'Incidents', actions: allActions }),
  'list-empty': incidentList([], { now, heading: 'Open incidents', actions: allActions }),
  digest: digest(listed, { now, sinceMs: now - 24 * 60 * minute, actions: allActions }),
  ask: confirmCard(record, {
    label: 'Resolve anyway',
    action: 'resolve',
    question: resolveQuestion(snapshot),
    changes: ['Impact: High → Critical, by exampleUser (Admin)'],
    now,
  }),
  line: lineCard('Resolved: Checkout latency.'),
  'text-back': textBackCard(
    'AWS refused ssm-incidents:CreateTimelineEvent.',
    'Rolled back <!here> to 41.\n\nIt works.',
  ),
  error: errorCard(
    new AppError('no_such_incident', 'No incident 8ab9 in account 111122223333 (looked in eu-west-1). Check the ARN.'),
  ),
  'error-unexpected': errorCard(new Error('secret'), '4f2a'),
  help: helpCard(
    [
      { usage: 'list', does: 'lists incidents', group: 'see' },
      { usage: 'help', does: 'shows this', group: 'setUp' },
    ],
    {
      command: '/incident',
      canWrite: false,
      first: 'setUp',
    },
  ),
  'unknown-command': unknownCommandCard({ word: 'lst', nearest: 'list' }),
  'open-form': openFormCard('edit', record),
  picker: pickerCard({
    question: 'Which incident? This channel watches none.',
    hint: 'Pick one below, or add its ARN to the command.',
    choices: listed.map((each, index) => ({ text: each.title, value: `1.0.0.111122223333/plan/${index}` })),
    blockId: 'pick note 1.2',
    offers: 'open',
  }),
  'picker-empty': pickerCard({
    question: 'Which incident?',
    hint: '',
    choices: [],
    blockId: 'pick note 1.2',
    offers: 'open',
  }),
  'response-plan-not-incident': planNotIncident(
    'arn:aws:ssm-incidents::111122223333:response-plan/checkout-plan',
    new Set(['start']),
  ),
  'response-plan': responsePlanAnswer(
    {
      arn: 'arn:aws:ssm-incidents::111122223333:response-plan/checkout-plan',
      displayName: 'Checkout',
      title: 'Checkout is down',
      impact: 1,
    },
    allActions,
  ),
  automation: automationAnswer(snapshot.runbooks?.[1] ?? { arn: '' }),
  'ops-item': opsItemCard(opsItem, options),
  'ops-item-resolved': opsItemCard(
    { ...opsItem, status: 'Resolved', incident: record.arn },
    { ...options, incident: record },
  ),
  'ops-item-read-only': opsItemCard({ ...opsItem, incident: record.arn }, readOnly),
  'ops-item-hostile': opsItemCard(
    { ...opsItem, title: hostile.record.title, source: '<!here> *x*', severity: '<@U1>', status: '<!channel>' },
    options,
  ),
  'ops-item-still-open': stillOpenCard('Resolved: Checkout latency.', opsItem),
  investigation: investigationLine(investigation),
  'investigation-not-from-slack': investigationLine({
    ...notFromSlack,
    status: 'FAILED',
    reason: 'Access to <!channel> was denied.',
  }),
  'investigation-finished': investigationLine({ ...investigation, status: 'COMPLETED' }),
  'investigation-without-report': investigationLine({ ...investigation, status: 'COMPLETED_WITHOUT_SUMMARY' }),
  'investigation-plan': investigationLine({ ...investigation, planBy: 'Grace Hopper' }),
  'agent-report': agentReport('report', agentWords, investigation, true),
  'agent-report-hostile': agentReport('report', hostileWords, investigation, false),
  'agent-plan': agentReport('plan', '# Mitigation Plan\n\n1. Roll back deployment 4711.', investigation, true),
  'alarm-contributor': alarmLine({
    name: 'throttled-tables',
    state: 'ALARM',
    contributor: 'TableName=orders',
    reason: 'Threshold Crossed',
    arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:throttled-tables',
    atMs: now - minute,
    mutedUntilMs: now + 60 * minute,
  }),
  alarm: alarmLine({
    name: 'checkout-p99',
    state: 'ALARM',
    reason: 'Threshold Crossed: 1 datapoint [4.2] was greater than 4.',
    arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-p99',
    atMs: now,
  }),
};

/** Every message that may be an unfurl. */
export const unfurls = {
  unfurl: unfurlCard(led, readOnly),
  'unfurl-with-card': unfurlCard(resolved, { ...readOnly, cardUrl: 'https://example.slack.com/archives/C1/p1' }),
  'unfurl-hostile': unfurlCard(hostile, options),
};

/** A form as Slack sends it back. */
const sent = {
  ...noteForm(record, form),
  callback_id: 'incident:note',
  private_metadata: form.privateMetadata,
  submit: { text: 'Add note' },
  state: { values: { note: { note: { value: 'What I typed' } } } },
};

/** Every modal and the App Home. */
const setup = [
  { what: 'Incident Manager answers in eu-west-1', ok: true },
  { what: 'Topics', ok: false, hint: 'none may speak: set CHAT_TOPICS', line: 'CHAT_TOPICS=TOPIC=CHANNEL_ID' },
];

export const views = {
  'modal-details': detailsModal(snapshot, options),
  'modal-details-ops-item': detailsModal({ ...bare, opsItem }, options),
  'modal-details-led': detailsModal(led, options),
  'modal-details-bare': detailsModal(bare, options),
  'modal-details-links': detailsModal(bare, { ...options, links: { ...options.links, cardLinks } }),
  'modal-more': moreModal(snapshot, cardActions(snapshot, options), form.privateMetadata),
  'modal-timeline': timelineModal({ record, events: [...longEvents, ...events], olderValue: 'next' }),
  'modal-related': relatedModal(record, snapshot.related ?? [], options),
  'modal-loading': loadingModal('Incident details'),
  'modal-failed': failedModal('Incident details', 'AWS refused ssm-incidents:GetIncidentRecord.'),
  'modal-note': noteForm(record, form),
  'modal-edit': editForm(record, form),
  'modal-edit-again': formAgain(sent, 'Someone else changed the same fields in the meantime: Impact: High → Critical.'),
  'modal-pick': pickForm([{ text: 'Checkout (Open, Critical)', value: 'x' }], { ...form, note: 'Rolled back.' }),
  'modal-edit-long': editForm({ ...record, summary: 'A line of the summary.\n'.repeat(348) }, form),
  'modal-start': startForm(
    [{ text: 'Checkout', value: 'arn:aws:ssm-incidents::111122223333:response-plan/checkout-plan' }],
    form,
  ),
  'modal-show': showForm(record, form),
  'modal-start-from-ops-item': startForm(
    [{ text: 'Checkout', value: 'arn:aws:ssm-incidents::111122223333:response-plan/checkout-plan' }],
    { ...form, filled: { title: opsItem.title, impact: 2 } },
  ),
  'modal-add-related': addRelatedForm(record, form),
  'modal-engage': engageForm(
    record,
    [{ text: 'Ana Pérez', value: 'arn:aws:ssm-contacts:eu-west-1:111122223333:contact/ana' }],
    form,
  ),
  'modal-investigate': investigateForm(record, form),
  'modal-approve': approveForm(record, waiting, form),
  home: homeView({
    now,
    open: listed,
    canWrite: false,
    setup,
    digests: [{ channel: led.room ?? '', atMs: now + 60 * minute }],
    actions: allActions,
  }),
  'home-loading': homeLoading(setup),
};

export const workObjects = {
  'work-object': workObject(snapshot, {
    now,
    url: 'https://console.aws.amazon.com/x',
    postedUrl: 'https://console.aws.amazon.com/x',
    actions: allActions,
  }),
  'work-object-editable': workObject(bare, {
    now,
    url: 'https://console.aws.amazon.com/x',
    actions: allActions,
    editable: true,
  }),
  'work-object-card': cardEntity(snapshot, 'https://console.aws.amazon.com/x'),
  'work-object-hostile': workObject(hostile, { now, url: 'https://console.aws.amazon.com/x', actions: readActions }),
};
