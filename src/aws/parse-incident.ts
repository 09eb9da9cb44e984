import type { IncidentRecord as AwsRecord, IncidentRecordSummary } from '@aws-sdk/client-ssm-incidents';
import type { IncidentRecord, IncidentSource, IncidentSummary, UnknownMember } from '../incidents/record.ts';

/** A tagged union as the AWS client hands it out: one member, or `$unknown: [name, value]`. */
type Union = object | null | undefined;

const memberValue = (union: Union, name: string): unknown =>
  Object.entries(union ?? {}).find(([key]) => key === name)?.[1];

function unknownMember(union: Union): UnknownMember {
  const unknown = memberValue(union, '$unknown');
  return { unknown: Array.isArray(unknown) ? String(unknown[0]) : (Object.keys(union ?? {})[0] ?? '') };
}

/** The named member of a union, or the name of whatever came instead. */
function member(union: Union, name: string): string | UnknownMember {
  const value = memberValue(union, name);
  return typeof value === 'string' ? value : unknownMember(union);
}

function chatTopics(chatChannel: Union): (string | UnknownMember)[] {
  if (!chatChannel || 'empty' in chatChannel) return [];
  const topics = memberValue(chatChannel, 'chatbotSns');
  return Array.isArray(topics) ? topics.map(String) : [unknownMember(chatChannel)];
}

function source(from: AwsRecord['incidentRecordSource']): IncidentSource {
  return {
    name: from?.source ?? '',
    createdBy: from?.createdBy ?? '',
    ...(from?.invokedBy && { invokedBy: from.invokedBy }),
    ...(from?.resourceArn && { resourceArn: from.resourceArn }),
  };
}

/**
 * Turns GetIncidentRecord's answer into the app's own record. Members of unions that this version does not know keep
 * their name.
 */
export function parseIncident(from: AwsRecord): IncidentRecord {
  return {
    arn: from.arn ?? '',
    title: from.title ?? '',
    status: from.status ?? '',
    impact: from.impact ?? 0,
    ...(from.summary && { summary: from.summary }),
    createdAtMs: from.creationTime?.getTime() ?? 0,
    ...(from.resolvedTime && { resolvedAtMs: from.resolvedTime.getTime() }),
    modifiedAtMs: from.lastModifiedTime?.getTime() ?? 0,
    modifiedBy: from.lastModifiedBy ?? '',
    dedupeString: from.dedupeString ?? '',
    source: source(from.incidentRecordSource),
    automationExecutions: (from.automationExecutions ?? []).map((each) => member(each, 'ssmExecutionArn')),
    chatTopics: chatTopics(from.chatChannel),
    notificationTargets: (from.notificationTargets ?? []).map((each) => member(each, 'snsTopicArn')),
  };
}

/** The same for an entry of ListIncidentRecords. */
export function parseIncidentSummary(from: IncidentRecordSummary): IncidentSummary {
  return {
    arn: from.arn ?? '',
    title: from.title ?? '',
    status: from.status ?? '',
    impact: from.impact ?? 0,
    createdAtMs: from.creationTime?.getTime() ?? 0,
    ...(from.resolvedTime && { resolvedAtMs: from.resolvedTime.getTime() }),
    source: source(from.incidentRecordSource),
  };
}
