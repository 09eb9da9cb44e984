import type { IncidentArn } from '../../incidents/arn.ts';
import type { IncidentSnapshot } from '../../incidents/view.ts';
import type { Services } from '../services.ts';

/** How long somebody who looks waits for who was paged, in milliseconds: AWS allows few such requests. */
const patienceMs = 2000;

/** Reads what a card shows, and who was paged where the quota allows it in time: without that it says less. */
export async function readWithPeople(
  { readView, readEngagements }: Pick<Services, 'readView' | 'readEngagements'>,
  arn: IncidentArn,
): Promise<IncidentSnapshot> {
  const [view, read] = await Promise.all([readView(arn), readEngagements(arn, patienceMs).catch(() => undefined)]);
  return { ...view, ...(read && { engagements: read.engagements }) };
}
