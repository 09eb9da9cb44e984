/**
 * An event of an incident's timeline. Its data needs a separate call, as ListTimelineEvents does not return it.
 * @see https://docs.aws.amazon.com/incident-manager/latest/APIReference/API_TimelineEvent.html
 */
export interface TimelineEvent {
  id: string;
  /** An open set: `SSM Incident Record Update`, `Custom Event`, `Note`, … */
  type: string;
  atMs: number;
  updatedAtMs: number;
  /** JSON text as stored by AWS; absent when it was not read. Untrusted. */
  data?: string;
  /** The author of a note that was written from Slack, as a principal. */
  by?: string;
}

/** More than AWS's limit for event data (12,000 characters). */
const longest = 16_000;

/** The event data as JSON, or as text when it is not JSON; `undefined` when it was not read. Untrusted. */
export function timelineData(event: Pick<TimelineEvent, 'data'>): unknown {
  const { data } = event;
  if (data === undefined) return undefined;
  if (data.length > longest) return data.slice(0, longest);
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

/** A field of unknown JSON as text; `''` when there is none. */
export function textIn(json: unknown, field: string): string {
  const value = fieldOf(json, field);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** A field of unknown JSON as a list; empty when there is none. */
export function listIn(json: unknown, field: string): unknown[] {
  const value = fieldOf(json, field);
  return Array.isArray(value) ? value : [];
}

/** A field of unknown JSON. */
export function fieldOf(json: unknown, field: string): unknown {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, field)
    ? (json as Record<string, unknown>)[field]
    : undefined;
}
