/**
 * What AWS allows in an account and Region, in requests a second.
 * @see https://docs.aws.amazon.com/general/latest/gr/incident-manager.html
 */
export const quotas = {
  ListIncidentRecords: 10,
  GetIncidentRecord: 10,
  ListTimelineEvents: 30,
  GetTimelineEvent: 30,
  ListRelatedItems: 10,
  ListIncidentFindings: 10,
  BatchGetIncidentFindings: 10,
  ListEngagements: 2,
  ListPagesByEngagement: 2,
  GetContact: 20,
} as const;

export type ArchiveOperation = keyof typeof quotas;

/** Half of each, so that the app and people in the console are served as before. */
export const archiveRate = (operation: ArchiveOperation): number => quotas[operation] / 2;
