import { randomUUID } from 'node:crypto';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { cardGroup } from '../jobs/card-group.ts';
import type { JobToSend } from '../jobs/queue.ts';

/**
 * The job that makes a channel's card match a snapshot.
 * @param snapshot absent: the incident's record no longer exists
 * @param bring whether the channel gets a card if it has none
 */
export function syncJob(
  arn: string,
  channel: string,
  snapshot: IncidentSnapshot | undefined,
  bring: boolean,
): JobToSend {
  return {
    group: cardGroup(arn, channel),
    // Never deduplicated: an equal snapshot may follow a different one.
    dedupeId: `sync:${randomUUID()}`,
    job: { kind: 'sync', arn, channel, bring, ...(snapshot && { view: snapshot }) },
  };
}
