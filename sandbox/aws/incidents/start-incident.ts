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
  if (existing === undefined) begin(context, plan, incident, trigger, caller);
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
  const opsItem = `oi-${context.newId().replaceAll('-', '').slice(0, 12)}`;
  const account = accountOf(incident.record.arn);
  const parent = `arn:aws:ssm:${incident.region}:${account}:opsItem/${opsItem}`;
  relate(
    context,
    incident,
    { title: 'parentItem', identifier: { type: 'PARENT', value: { arn: parent } } },
    caller.principal,
  );
  runPlanActions(context, plan, incident, caller);
}
