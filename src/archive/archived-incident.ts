import type { WireObject } from '../aws/json-call.ts';

/** A part of an incident that AWS would not give. */
export interface MissingPart {
  part: 'timeline' | 'relatedItems' | 'findings' | 'engagements';
  /** What AWS said, in one line. */
  why: string;
}

/** One incident as its JSON file holds it: AWS's own objects as its API answered, and what the archive says of itself. */
export interface ArchivedIncident {
  archive: {
    format: 1;
    /** ISO 8601. */
    readAt: string;
    missing: readonly MissingPart[];
  };
  /** GetIncidentRecord. */
  incidentRecord: WireObject;
  /** GetTimelineEvent of each, the oldest first. */
  timelineEvents: readonly WireObject[];
  /** ListRelatedItems. */
  relatedItems: readonly WireObject[];
  /** BatchGetIncidentFindings. */
  findings: readonly WireObject[];
  /** ListEngagements. */
  engagements: readonly WireObject[];
  /** ListPagesByEngagement of each. */
  pages: readonly WireObject[];
  /** GetContact of everyone they name; one that could not be read is not there. */
  contacts: readonly WireObject[];
}
