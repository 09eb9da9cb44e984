import { randomUUID } from 'node:crypto';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { cardGroup } from '../jobs/card-group.ts';
import type { JobToSend } from '../jobs/queue.ts';

/** A job that makes one channel's card match what was read; `view` absent: the record is gone. */
export function syncJob(
  arn: string,
  channel: string,
  snapshot: IncidentSnapshot | undefined,
  bring: boolean,
): JobToSend {
  return {
    group: cardGroup(arn, channel),
    // What was read now is news even if the same was read a moment ago.
    dedupeId: `sync:${randomUUID()}`,
    job: { kind: 'sync', arn, channel, bring, ...(snapshot && { view: snapshot }) },
  };
}
