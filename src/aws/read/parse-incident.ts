import type { IncidentRecord as AwsRecord, IncidentRecordSummary } from '@aws-sdk/client-ssm-incidents';
import { parseIncidentArn } from '../../incidents/naming/arn.ts';
import type { IncidentRecord, IncidentSource, IncidentSummary, UnknownMember } from '../../incidents/record.ts';

/** A tagged union as the AWS SDK returns it: one member, or `$unknown: [name, value]`. */
type Union = object | null | undefined;

const memberValue = (union: Union, name: string): unknown =>
  Object.entries(union ?? {}).find(([key]) => key === name)?.[1];

function unknownMember(union: Union): UnknownMember {
  const unknown = memberValue(union, '$unknown');
  const [name] = Array.isArray(unknown) ? (unknown as unknown[]) : Object.keys(union ?? {});
  return { unknown: typeof name === 'string' ? name : '' };
}

/** The named member of a union, or the name of the unknown member in its place. */
function member(union: Union, name: string): string | UnknownMember {
  const value = memberValue(union, name);
  return typeof value === 'string' ? value : unknownMember(union);
}

function chatTopics(chatChannel: Union): (string | UnknownMember)[] {
  if (typeof chatChannel !== 'object' || chatChannel === null || 'empty' in chatChannel) return [];
  const topics = memberValue(chatChannel, 'chatbotSns');
  return Array.isArray(topics) ? topics.filter((topic) => typeof topic === 'string') : [unknownMember(chatChannel)];
}

// The SDK does not check types: a field of another type than documented counts as absent.
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const timeMs = (value: unknown): number => (value instanceof Date ? number(value.getTime()) : 0);
const members = (list: unknown, name: string): (string | UnknownMember)[] =>
  Array.isArray(list) ? list.map((each: Union) => member(each, name)) : [];

function source(from: AwsRecord['incidentRecordSource']): IncidentSource {
  const invokedBy = text(from?.invokedBy);
  const resourceArn = text(from?.resourceArn);
  return {
    name: text(from?.source),
    createdBy: text(from?.createdBy),
    ...(invokedBy && { invokedBy }),
    ...(resourceArn && { resourceArn }),
  };
}

/**
 * Parses the record of GetIncidentRecord. Union members unknown to this version keep their name.
 * @throws Error when the record has no incident ARN
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_IncidentRecord.html
 */
export function parseIncident(from: AwsRecord): IncidentRecord {
  const summary = text(from.summary);
  const incident = parseIncidentSummary(from);
  if (incident === undefined) throw new Error('the record has no incident ARN');
  return {
    ...incident,
    ...(summary && { summary }),
    modifiedAtMs: timeMs(from.lastModifiedTime),
    modifiedBy: text(from.lastModifiedBy),
    dedupeString: text(from.dedupeString),
    automationExecutions: members(from.automationExecutions, 'ssmExecutionArn'),
    chatTopics: chatTopics(from.chatChannel),
    notificationTargets: members(from.notificationTargets, 'snsTopicArn'),
  };
}

/**
 * Parses an entry of ListIncidentRecords, which has fewer fields.
 * @returns `undefined` when it has no incident ARN
 */
export function parseIncidentSummary(from: IncidentRecordSummary): IncidentSummary | undefined {
  const arn = parseIncidentArn(text(from.arn));
  if (arn === undefined) return undefined;
  const resolvedAtMs = timeMs(from.resolvedTime);
  return {
    arn,
    title: text(from.title),
    status: text(from.status),
    impact: number(from.impact),
    createdAtMs: timeMs(from.creationTime),
    ...(resolvedAtMs && { resolvedAtMs }),
    source: source(from.incidentRecordSource),
  };
}
