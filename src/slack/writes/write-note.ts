import type { ItemToRelate } from '../../aws/write/write-incident.ts';
import { truncate } from '../../cards/text/truncate.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import { refreshJobs } from '../../notifications/refresh-jobs.ts';
import type { AuthorizedInteraction } from '../requester/interaction.ts';
import type { Services } from '../services.ts';
import { performWrite, type Writing } from './carry-out.ts';

/**
 * Writes a note into an incident's timeline, where the console's notes panel shows it too.
 * @param permalink message it was made from
 * @returns a remark for the person, empty when all went well
 */
export async function writeNote(
  services: Writing,
  doing: AuthorizedInteraction,
  arn: IncidentArn,
  text: string,
  permalink?: string,
): Promise<string> {
  const { remark } = await performWrite(services, doing, {
    name: 'note',
    step: await services.journal.step(doing.key, 'note'),
    words: 'Note added',
    about: () => arn.arn,
    write: async (once) => {
      await services.writes.addEvent(arn, { type: 'Note', text, atMs: doing.atMs }, once);
      return true;
    },
    // No card shows notes.
    show: async () => undefined,
    ...(permalink !== undefined && { permalink }),
  });
  return remark;
}

/** Adds an item to an incident's related ones. @returns what the person is told */
export async function writeRelated(
  services: Writing & Pick<Services, 'queue'>,
  doing: AuthorizedInteraction,
  arn: IncidentArn,
  item: ItemToRelate,
): Promise<string> {
  const name = truncate(item.title ?? item.arn ?? item.url ?? '', 200);
  const { remark } = await performWrite(services, doing, {
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
    show: () => services.queue.send(refreshJobs(arn.arn, [], false, services.now())),
  });
  return `Added to the related items: ${name}.${remark}`;
}
