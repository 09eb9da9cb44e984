import type {
  Finding,
  GetResponsePlanOutput,
  IncidentRecord,
  RelatedItem,
  ResourcePolicy,
  TimelineEvent,
} from '@aws-sdk/client-ssm-incidents';
import type { Checked } from '../protocol/operation.ts';

export type StoredRecord = Checked<IncidentRecord>;
export type StoredEvent = Checked<TimelineEvent>;
export type StoredItem = Checked<RelatedItem>;
export type StoredFinding = Checked<Finding>;
export type StoredPlan = Checked<GetResponsePlanOutput>;
export type StoredPolicy = Checked<ResourcePolicy>;

/**
 * An incident with all that hangs on it, in the AWS client's own shapes. A union's member that the client does not know
 * is kept as `$unknown: [name, value]` and answered as AWS would send it.
 */
export interface StoredIncident {
  record: StoredRecord;
  planArn: string;
  /** Where it was started: its runbooks, contacts and topics are there. */
  region: string;
  events: StoredEvent[];
  relatedItems: StoredItem[];
  findings: StoredFinding[];
}
