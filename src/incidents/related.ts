/**
 * An item related to an incident.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_RelatedItem.html
 */
export interface RelatedItem {
  /** `ANALYSIS`, `INCIDENT`, `METRIC`, `PARENT`, `ATTACHMENT`, `OTHER`, `AUTOMATION`, `INVOLVED_RESOURCE`, `TASK`, … */
  type: string;
  title?: string;
  arn?: string;
  url?: string;
  /** JSON text of a metric widget. */
  metricDefinition?: string;
  /** Name of a kind of value this version does not know. */
  unknown?: string;
}

/** Somebody, or an escalation plan, that was paged about an incident. */
export interface Engagement {
  arn: string;
  contactArn: string;
  /** Display name where it could be read. */
  contactName?: string;
  startedAtMs?: number;
  stoppedAtMs?: number;
  /** When the first page of it was acknowledged; absent when nobody did, or when it was not asked. */
  acknowledgedAtMs?: number;
  /** Whether acknowledgements were asked for. Unless it is `true`, a missing one says nothing. */
  acknowledgementKnown?: boolean;
}

/** A deployment or stack update around the incident's start, as findings name it. */
export interface Finding {
  id: string;
  /** `cloudFormationStackUpdate`, `codeDeployDeployment`, or whatever AWS adds. */
  kind: string;
  /** ARN or id of what changed. */
  subject: string;
  startedAtMs?: number;
  endedAtMs?: number;
}
