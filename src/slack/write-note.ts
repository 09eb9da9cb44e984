import type { IncidentArn } from '../incidents/arn.ts';
import { carryOut } from './carry-out.ts';
import type { Doing } from './interaction.ts';
import type { Services } from './services.ts';

/**
 * Writes a note into an incident's timeline, where the console's notes panel shows it too.
 * @param permalink message it was made from
 * @returns a remark for the person, empty when all went well
 */
export async function writeNote(
  services: Services,
  doing: Doing,
  arn: IncidentArn,
  text: string,
  permalink?: string,
): Promise<string> {
  const { remark } = await carryOut(services, doing, {
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
