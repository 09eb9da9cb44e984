import { timelineCard, timelineCardLength } from '../../cards/surfaces/timeline-card.ts';
import { showIncident } from '../channel/show-incident.ts';
import { tell } from '../requester/requester.ts';
import { movedToCardGroup } from '../targets/moved-to-card-group.ts';
import { targetHere } from '../targets/target-here.ts';
import type { CommandCall } from './command.ts';

/** `/incident <arn>`, and `/incident show [<arn>]`. */
export async function show(call: CommandCall): Promise<void> {
  const { requester, rest, services } = call;
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  if (await movedToCardGroup(call, arn, `show ${arn.arn}`)) return;
  await showIncident(arn, requester, services);
}

/** `/incident timeline [<arn>]`: the newest events, for the requester alone. */
export async function timeline({ requester, rest, services }: CommandCall): Promise<void> {
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  const [record, page] = await Promise.all([
    services.incidents.getIncident(arn),
    services.readTimeline(arn, timelineCardLength),
  ]);
  await tell(services.slack, requester, timelineCard(record, page.events, page.next !== undefined));
}
