import { accountOf, lastPart } from '../arns.ts';
import type { Caller } from '../handler.ts';
import type { IncidentContext } from './incident-context.ts';
import { factsOf, publish } from './publish.ts';
import { relate } from './relate.ts';
import { runPlanActions } from './run-plan-actions.ts';
import type { StoredIncident, StoredItem, StoredPlan, StoredRecord } from './stored-incident.ts';
import { writeTimeline } from './write-timeline.ts';

/** What starts an incident: an alarm, a rule, or a person (the default). */
export interface Trigger {
  /** For example `aws.cloudwatch` or `aws.events`; `aws.ssm-incidents.custom` for a person. */
  source: string;
  /** ARN of the alarm or rule. */
  triggerArn?: string | undefined;
  /** JSON text of the event. */
  rawData?: string | undefined;
}

export interface StartRequest {
  title?: string | undefined;
  impact?: number | undefined;
  relatedItems?: StoredItem[] | undefined;
  trigger?: Trigger | undefined;
}

const manual: Trigger = { source: 'aws.ssm-incidents.custom' };

/**
 * Starts an incident from a response plan. If an open incident has the same dedupe string, that one is returned and the
 * trigger is recorded in its timeline.
 */
export function startIncident(
  context: IncidentContext,
  plan: StoredPlan,
  request: StartRequest,
  caller: Caller,
): StoredIncident {
  const { trigger = manual, relatedItems = [] } = request;
  const dedupeString = plan.incidentTemplate.dedupeString ?? trigger.triggerArn ?? context.newId();
  const existing = [...context.incidents.values()].find(
    ({ planArn, record }) => planArn === plan.arn && record.status === 'OPEN' && record.dedupeString === dedupeString,
  );
  const incident = existing ?? createIncident(context, plan, request, trigger, dedupeString, caller);
  const triggerData = {
    createdIncident: existing === undefined,
    incidentSource: trigger.source,
    triggerArn: trigger.triggerArn,
    rawData: trigger.rawData,
  };
  writeTimeline(context, incident, 'SSM Incident Trigger', JSON.stringify(triggerData));
  const parents = relatedItems.flatMap(({ identifier: { type, value } }) =>
    type === 'PARENT' && 'arn' in value && value.arn !== undefined ? [value.arn] : [],
  );
  if (existing === undefined) begin(context, plan, incident, trigger, caller, parents);
  for (const item of relatedItems) relate(context, incident, item, caller.principal);
  return incident;
}

function createIncident(
  context: IncidentContext,
  plan: StoredPlan,
  request: StartRequest,
  trigger: Trigger,
  dedupeString: string,
  caller: Caller,
): StoredIncident {
  const { incidentTemplate: template, chatChannel } = plan;
  const arn = `arn:aws:ssm-incidents::${accountOf(plan.arn)}:incident-record/${plan.name}/${context.newId()}`;
  const time = () => new Date(context.now());
  const record: StoredRecord = {
    arn,
    title: request.title ?? template.title,
    status: 'OPEN',
    impact: request.impact ?? template.impact,
    creationTime: time(),
    lastModifiedTime: time(),
    lastModifiedBy: caller.principal,
    dedupeString,
    incidentRecordSource: {
      createdBy: caller.principal,
      invokedBy: caller.principal,
      source: trigger.source,
      ...(trigger.triggerArn === undefined ? {} : { resourceArn: trigger.triggerArn }),
    },
    automationExecutions: [],
    notificationTargets: structuredClone(template.notificationTargets ?? []),
    ...(template.summary === undefined ? {} : { summary: template.summary }),
    ...(chatChannel === undefined || 'empty' in chatChannel ? {} : { chatChannel: structuredClone(chatChannel) }),
  };
  const incident: StoredIncident = {
    record,
    planArn: plan.arn,
    region: caller.region,
    events: [],
    relatedItems: [],
    findings: [],
  };
  context.incidents.set(arn, incident);
  if (template.incidentTags !== undefined) context.tags.set(arn, { ...template.incidentTags });
  return incident;
}

/** What Incident Manager does on its own once the record exists. */
function begin(
  context: IncidentContext,
  plan: StoredPlan,
  incident: StoredIncident,
  trigger: Trigger,
  caller: Caller,
  parents: readonly string[],
): void {
  const runbook = plan.actions?.[0]?.ssmAutomation;
  const contactsEngage = (plan.engagements ?? []).map((contactArn) => ({
    contactArn,
    contactName: context.contacts.find(contactArn)?.displayName ?? lastPart(contactArn),
  }));
  publish(context, incident, {
    kind: 'started',
    contactsEngage,
    ssmDocumentName: runbook?.documentName,
    ssmDocumentVersion: runbook?.documentVersion,
    triggerArn: trigger.triggerArn,
    ...factsOf(context, incident, caller.principal),
  });
  relateOpsItem(context, incident, caller, parents);
  runPlanActions(context, plan, incident, caller);
}

/** Incident Manager makes an OpsItem for each incident that was not started from one. Both then name each other. */
function relateOpsItem(
  context: IncidentContext,
  incident: StoredIncident,
  caller: Caller,
  parents: readonly string[],
): void {
  const { record, region } = incident;
  const account = accountOf(record.arn);
  const role = `arn:aws:sts::${account}:assumed-role/AWSServiceRoleForIncidentManager/IncidentResponse`;
  for (const arn of parents) if (context.opsItems.get(arn)) context.opsItems.relate(arn, record.arn, role);
  if (parents.length > 0) return;
  const item = { account, region, title: record.title, createdBy: role, source: 'Incident Manager' };
  const made = context.opsItems.create({ ...item, severity: String(Math.min(record.impact, 4)) });
  context.opsItems.relate(made, record.arn, role);
  // Incident Manager spells it `opsItem`; everywhere else it is `opsitem`.
  const arn = made.replace(':opsitem/', ':opsItem/');
  relate(context, incident, { title: 'parentItem', identifier: { type: 'PARENT', value: { arn } } }, caller.principal);
}
