import type { ItemToRelate } from '../aws/write-incident.ts';
import { cut } from '../cards/cut.ts';
import type { IncidentArn } from '../incidents/arn.ts';
import { lookJobs } from '../watches/look-jobs.ts';
import { carryOut } from './carry-out.ts';
import type { Doing } from './interaction.ts';
import type { Services } from './services.ts';

/** Adds an item to an incident's related ones. @returns what the person is told */
export async function writeRelated(
  services: Services,
  doing: Doing,
  arn: IncidentArn,
  item: ItemToRelate,
): Promise<string> {
  const name = cut(item.title ?? item.arn ?? item.url ?? '', 200);
  const { remark } = await carryOut(services, doing, {
    name: 'relate',
    step: await services.journal.step(doing.key, 'relate'),
    words: `Related item added (${name})`,
    about: () => arn.arn,
    // Related items are no part of the record, but whoever adds one changes it.
    claims: { what: { incident: arn.arn }, changes: {} },
    write: async (once) => {
      await services.writes.relate(arn, item, once);
      return true;
    },
    show: () => services.queue.send(lookJobs(arn.arn, [], false, services.now())),
  });
  return `Added to the related items: ${name}.${remark}`;
}
