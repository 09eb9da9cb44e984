/** What every change carries, whatever its kind. */
interface ChangeFacts {
  /** A UUID for this change. */
  id: string;
  /** The incident's ARN. */
  arn: string;
  title: string;
  account: string;
  region: string;
  /** Epoch milliseconds. */
  atMs: number;
  /** ARN of the principal that made the change. */
  modifiedBy: string;
  /** ARNs of the SNS topics of the incident's chat channel and notification targets. */
  topics: string[];
}

export interface ModifiedAttribute {
  attributeName: string;
  newValue: string;
}

interface StartedChange extends ChangeFacts {
  kind: 'started';
  contactsEngage: { contactArn: string; contactName: string }[];
  ssmDocumentName?: string | undefined;
  ssmDocumentVersion?: string | undefined;
  triggerArn?: string | undefined;
}

interface UpdatedChange extends ChangeFacts {
  kind: 'updated';
  modifiedAttributes: ModifiedAttribute[];
}

interface PageChange extends ChangeFacts {
  kind: 'paged' | 'acknowledged';
  contactArn: string;
  engagementArn: string;
}

/** A change that Incident Manager does not publish, but that a page of incidents must show. */
interface QuietChange extends ChangeFacts {
  kind: 'noted' | 'deleted';
}

/** Something that happened to an incident. */
export type Change = StartedChange | UpdatedChange | PageChange | QuietChange;

/** A change that Incident Manager publishes to the topics and records in the timeline. */
export type PublishedChange = Exclude<Change, QuietChange>;

/** Names of the changes in the timeline and in messages. */
const detailTypes = {
  started: 'SSM Incident Start',
  updated: 'SSM Incident Record Update',
  paged: 'SSM Contacts Page for Incident',
  acknowledged: 'SSM Contacts Page Acknowledgement for Incident',
} as const;

export const isPublished = (change: Change): change is PublishedChange => change.kind in detailTypes;

export const detailTypeOf = (change: PublishedChange) => detailTypes[change.kind];

/** The change in the form used by timeline events and messages. */
export function detailOf(change: PublishedChange): object {
  if (change.kind === 'started') {
    const { title, contactsEngage, ssmDocumentName, ssmDocumentVersion, triggerArn } = change;
    return { incidentTitle: title, contactsEngage, ssmDocumentName, ssmDocumentVersion, triggerArn };
  }
  if (change.kind === 'updated') {
    const { modifiedBy, modifiedAttributes, title } = change;
    return { modifiedBy, modifiedAttributes, incidentTitle: title };
  }
  const { contactArn, engagementArn, title } = change;
  return { contactArn, engagementArn, incidentTitle: title };
}
