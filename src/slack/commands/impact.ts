import { lineCard } from '../../cards/surfaces/line-card.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { AppError } from '../../errors.ts';
import { impactName } from '../../incidents/impact.ts';
import { authorizedInteractionOf } from '../requester/interaction.ts';
import { tell } from '../requester/requester.ts';
import { targetHere } from '../targets/target-here.ts';
import { writeRecord } from '../writes/write-record.ts';
import type { CommandCall } from './command.ts';
import { parseImpact } from './read-impact.ts';

/** `/incident impact <arn> <1-5>`. */
export async function impact(call: CommandCall): Promise<void> {
  const { requester, services } = call;
  const doing = await authorizedInteractionOf(call);
  const { arn, rest } = await targetHere(call.rest, requester, services, 'value');
  const to = parseImpact(rest);
  if (to === undefined) {
    throw new AppError(
      'not_understood',
      `“${truncate(rest, 40)}” is no impact. It goes from 1 (critical) to 5 (no impact).`,
    );
  }
  const step = await services.journal.step(doing.key, 'update');
  const record = await services.incidents.getIncident(arn);
  const title = truncate(titleOf(record), 150);
  if (!step.begun && record.impact === to) {
    await tell(services.slack, requester, lineCard(`${title}: its impact is ${impactName(to)} already.`));
    return;
  }
  const seen = await (await services.journal.step(doing.key, 'seen')).run(async () => record.impact);
  if (!step.done && record.impact !== seen && record.impact !== to) {
    const now = `Somebody set its impact to ${impactName(record.impact)} while yours waited, so that stays.`;
    await tell(services.slack, requester, lineCard(`${title}: ${now} Send yours again to set it all the same.`));
    return;
  }
  const words = `Impact set to ${impactName(to)}`;
  const remark = await writeRecord(services, doing, { arn, name: 'impact', step, changes: { impact: to }, words });
  await tell(services.slack, requester, lineCard(`${title}: ${words.toLowerCase()}.${remark}`));
}
