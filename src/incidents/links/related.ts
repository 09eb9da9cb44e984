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
  /** The name of a value type that this version does not know. */
  unknown?: string;
}

/** A contact of Incident Manager: a person, an escalation plan or an on-call schedule. The ARN does not show which. */
export interface Contact {
  contactArn: string;
  /** The display name, if it could be read. */
  contactName?: string;
}

/** A contact that was paged about an incident. */
export interface Engagement extends Contact {
  arn: string;
  startedAtMs?: number;
  stoppedAtMs?: number;
  /** When a page was first acknowledged, in epoch milliseconds; absent: not acknowledged, or not read. */
  acknowledgedAtMs?: number;
  /** ARNs of the people who were paged through a schedule or an escalation plan, if that was read. */
  pagedArns?: readonly string[];
  /** Who acknowledged, if not the contact itself. */
  acknowledgedBy?: Contact;
  /** Whether acknowledgements were read. Unless `true`, a missing one means nothing. */
  acknowledgementKnown?: boolean;
}

/** A deployment or stack update around the incident's start, as findings name it. */
export interface Finding {
  id: string;
  /** `cloudFormationStackUpdate`, `codeDeployDeployment`, or an unknown value. */
  kind: string;
  /** The ARN or id of the changed resource. */
  subject: string;
  startedAtMs?: number;
  endedAtMs?: number;
}
