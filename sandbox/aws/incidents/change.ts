/** What a change is about, whatever its kind. */
interface ChangeFacts {
  /** A UUID of this change's own. */
  id: string;
  /** The incident's ARN. */
  arn: string;
  title: string;
  account: string;
  region: string;
  /** Epoch milliseconds. */
  atMs: number;
  /** ARN of whoever did it. */
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

/** A change of which Incident Manager tells nobody, but which a page that shows incidents wants to know. */
interface QuietChange extends ChangeFacts {
  kind: 'noted' | 'deleted';
}

/** Something that happened to an incident. */
export type Change = StartedChange | UpdatedChange | PageChange | QuietChange;

/** A change of which Incident Manager tells its topics and the timeline. */
export type PublishedChange = Exclude<Change, QuietChange>;

/** What a change of each kind is called in the timeline and in messages. */
const detailTypes = {
  started: 'SSM Incident Start',
  updated: 'SSM Incident Record Update',
  paged: 'SSM Contacts Page for Incident',
  acknowledged: 'SSM Contacts Page Acknowledgement for Incident',
} as const;

export const isPublished = (change: Change): change is PublishedChange => change.kind in detailTypes;

export const detailTypeOf = (change: PublishedChange) => detailTypes[change.kind];

/** The change as timeline events and messages hold it. */
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
