import type { EmbeddedAws } from 'slack-aws-sandbox/aws';

/** A version of an incident's record. */
export interface Version {
  atMs: number;
  title: string;
  summary: string;
  impact: number;
  status: string;
  /** Whether the app made the change. */
  byApp: boolean;
}

/** Every version of each incident's record in Incident Manager, oldest first, by ARN. */
export type History = ReadonlyMap<string, readonly Version[]>;

export function recordHistory({ incidents }: Pick<EmbeddedAws, 'incidents'>): History {
  const history = new Map<string, Version[]>();
  incidents.onChange(({ kind, arn, atMs, modifiedBy }) => {
    const record = incidents.get(arn)?.record;
    if (record === undefined || (kind !== 'started' && kind !== 'updated')) return;
    const { title, summary = '', impact, status } = record;
    const byApp = kind === 'updated' && modifiedBy.includes('/SlackApp/');
    history.set(arn, [...(history.get(arn) ?? []), { atMs, title, summary, impact, status, byApp }]);
  });
  return history;
}
