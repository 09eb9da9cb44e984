import type { IncidentArn } from './naming/arn.ts';
/** A member of a tagged union that this version does not know. Its name is kept and shown. */
export interface UnknownMember {
  unknown: string;
}

/**
 * An incident record: the response of GetIncidentRecord with plain values (times in epoch milliseconds), so that it can be
 * stored as JSON and be part of jobs.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_IncidentRecord.html
 */
export interface IncidentRecord {
  /** Without a Region, as in Incident Manager. */
  arn: IncidentArn;
  /** 0–200 characters; may be empty. */
  title: string;
  /** `OPEN` or `RESOLVED`; an unknown value is kept. */
  status: string;
  /** 1 Critical … 5 No impact. */
  impact: number;
  /** Markdown, 0–8000 characters. */
  summary?: string;
  createdAtMs: number;
  resolvedAtMs?: number;
  modifiedAtMs: number;
  /** The ARN of the last editor. */
  modifiedBy: string;
  dedupeString: string;
  source: IncidentSource;
  /** ARNs of runbook executions started with the incident. */
  automationExecutions: (string | UnknownMember)[];
  /** SNS topic ARNs of the incident's chat channel. */
  chatTopics: (string | UnknownMember)[];
  /** SNS topic ARNs that are notified of every change. */
  notificationTargets: (string | UnknownMember)[];
}

/** What started an incident. All fields are free text: AWS documents no closed list. */
export interface IncidentSource {
  /** For example `aws.cloudwatch`, `aws.events`, `aws.ssm-incidents.custom`. */
  name: string;
  /** ARN of the principal that created the record. */
  createdBy: string;
  invokedBy?: string;
  /** ARN of the alarm or rule that caused it. */
  resourceArn?: string;
}

/** An incident as listed by ListIncidentRecords. */
export interface IncidentSummary {
  arn: IncidentArn;
  title: string;
  status: string;
  impact: number;
  createdAtMs: number;
  resolvedAtMs?: number;
  source: IncidentSource;
}

export const isUnknownMember = (member: string | UnknownMember): member is UnknownMember => typeof member === 'object';
