import type { CardMessage } from '../../cards/block-kit/blocks.ts';
import { opsItemCard } from '../../cards/surfaces/ops-item-card.ts';
import type { OpsItem } from '../../incidents/ops-item.ts';
import { cardOptions, type DrawingOptions } from '../channel/draw-card.ts';
import type { Services } from '../services.ts';

/** The card of an OpsItem, with its incident where that can be read. */
export async function drawOpsItem(
  item: OpsItem,
  services: DrawingOptions & Pick<Services, 'incidents'>,
): Promise<CardMessage> {
  const { incident: arn } = item;
  const incident = arn && (await services.incidents.getIncident(arn).catch(() => undefined));
  return opsItemCard(item, { ...cardOptions(services), ...(incident && { incident }) });
}
