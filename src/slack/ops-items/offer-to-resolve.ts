import type { CardMessage } from '../../cards/block-kit/blocks.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { stillOpenCard } from '../../cards/surfaces/ops-item-card.ts';
import { within } from '../../deadline.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import { isOpenOpsItem } from '../../incidents/ops-item.ts';
import type { Services } from '../services.ts';

/** The person waits for the answer, not for the OpsItem, in milliseconds. */
const patienceMs = 3000;

/**
 * The answer to a person who resolved an incident: AWS leaves its OpsItem open, so a button offers to resolve that too. Where
 * it cannot be read, nothing is offered.
 * @param done what was done, in one sentence
 */
export async function offerToResolveOpsItem(
  services: Pick<Services, 'opsItems' | 'readRelated'>,
  arn: IncidentArn,
  done: string,
): Promise<CardMessage> {
  const related = services.readRelated.items(arn).catch(() => []);
  const item = await within(patienceMs, related.then(services.opsItems.parentAmong));
  return item !== undefined && isOpenOpsItem(item) ? stillOpenCard(done, item) : lineCard(done);
}
