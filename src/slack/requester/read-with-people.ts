import type { IncidentArn } from '../../incidents/arn.ts';
import type { IncidentSnapshot } from '../../incidents/snapshot.ts';
import type { Services } from '../services.ts';

/** How long a requester waits for who was paged, in milliseconds: AWS allows few such requests. */
const patienceMs = 2000;

/** Reads what a card shows, and who was paged where the quota allows it in time: without that it says less. */
export async function readWithPeople(
  { readSnapshot, readEngagements }: Pick<Services, 'readSnapshot' | 'readEngagements'>,
  arn: IncidentArn,
): Promise<IncidentSnapshot> {
  const [snapshot, read] = await Promise.all([
    readSnapshot(arn),
    readEngagements(arn, patienceMs).catch(() => undefined),
  ]);
  return { ...snapshot, ...(read && { engagements: read.engagements }) };
}
