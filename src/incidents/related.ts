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

/** A contact of Incident Manager: a person, an escalation plan or an on-call schedule. Its ARN does not tell which. */
export interface Contact {
  contactArn: string;
  /** Display name where it could be read. */
  contactName?: string;
}

/** A contact that was paged about an incident. */
export interface Engagement extends Contact {
  arn: string;
  startedAtMs?: number;
  stoppedAtMs?: number;
  /** When the first page of it was acknowledged; absent when nobody did, or when it was not asked. */
  acknowledgedAtMs?: number;
  /** The person whose page that was, where it is not the contact itself. */
  acknowledgedBy?: Contact;
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
