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
 * An incident with everything that belongs to it, in the AWS client's own shapes. A union member that the client does
 * not know is stored as `$unknown: [name, value]` and returned as AWS would send it.
 */
export interface StoredIncident {
  record: StoredRecord;
  planArn: string;
  /** Region where it was started: its runbooks, contacts and topics are there. */
  region: string;
  events: StoredEvent[];
  relatedItems: StoredItem[];
  findings: StoredFinding[];
}
