/**
 * One event of an incident's timeline, with its data where it was read (ListTimelineEvents tells everything but that).
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_TimelineEvent.html
 */
export interface TimelineEvent {
  id: string;
  /** An open set: `SSM Incident Record Update`, `Custom Event`, `Note`, … */
  type: string;
  atMs: number;
  updatedAtMs: number;
  /** JSON text as AWS keeps it; absent when it was not read. Untrusted. */
  data?: string;
}
