import type { IncidentArn } from '../../incidents/arn.ts';
import { cardGroup } from '../../jobs/card-group.ts';
import type { CommandCall } from '../commands/command.ts';
import { encodeSlackText } from '../requester/slack-text.ts';

/**
 * Jobs about one card run one at a time. A command that names its incident by id, or not at all, was queued before
 * anybody knew which card it is about: it is sent again, to the card's group, by the incident's ARN.
 * @param text the command as it would be typed with the ARN, without `/incident`
 * @returns whether it was sent again, so that nothing is left to do here
 */
export async function movedToCardGroup(call: CommandCall, arn: IncidentArn, text: string): Promise<boolean> {
  const { requester, payload, triggerId, atMs, services } = call;
  const group = cardGroup(arn.arn, requester.channel);
  if (call.group === group) return false;
  const job = { kind: 'slack' as const, body: { ...payload, text: encodeSlackText(text) }, receivedAtMs: atMs };
  await services.queue.send([{ group, dedupeId: `card:${triggerId}`, job }]);
  return true;
}
