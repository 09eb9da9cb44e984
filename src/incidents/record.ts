/** A member of one of AWS's tagged unions that this version does not know: its name is kept and shown, never dropped. */
export interface UnknownMember {
  unknown: string;
}

/**
 * An incident as this app knows it: GetIncidentRecord's answer with plain values (times in epoch milliseconds), so that
 * it can be stored and carried in jobs as JSON.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_IncidentRecord.html
 */
export interface IncidentRecord {
  /** Without Region, as Incident Manager names it. */
  arn: string;
  /** 0–200 characters; may be empty. */
  title: string;
  /** `OPEN` or `RESOLVED`; whatever else AWS may say one day is kept as it is. */
  status: string;
  /** 1 Critical … 5 No impact. */
  impact: number;
  /** Markdown, 0–8000 characters. */
  summary?: string;
  createdAtMs: number;
  resolvedAtMs?: number;
  modifiedAtMs: number;
  /** ARN of whoever changed the record last. */
  modifiedBy: string;
  dedupeString: string;
  source: IncidentSource;
  /** ARNs of runbook executions started with the incident. */
  automationExecutions: (string | UnknownMember)[];
  /** SNS topic ARNs of the incident's chat channel. */
  chatTopics: (string | UnknownMember)[];
  /** SNS topic ARNs that are told of every change. */
  notificationTargets: (string | UnknownMember)[];
}

/** What started an incident. Every field is free text to us: AWS documents no closed list. */
export interface IncidentSource {
  /** For example `aws.cloudwatch`, `aws.events`, `aws.ssm-incidents.custom`. */
  name: string;
  /** ARN of the principal that created the record. */
  createdBy: string;
  invokedBy?: string;
  /** ARN of the alarm or rule that caused it. */
  resourceArn?: string;
}

/** What ListIncidentRecords tells of an incident. */
export interface IncidentSummary {
  arn: string;
  title: string;
  status: string;
  impact: number;
  createdAtMs: number;
  resolvedAtMs?: number;
  source: IncidentSource;
}

export const isUnknownMember = (member: string | UnknownMember): member is UnknownMember => typeof member === 'object';
