import { helpCard } from '../../cards/help-card.ts';
import { type Asker, tell } from '../asker.ts';
import { readCommandLine } from '../command-line.ts';
import type { Services } from '../services.ts';
import type { Command } from './command.ts';
import { list } from './list.ts';
import { show } from './show.ts';
import { timeline } from './timeline.ts';
import { unfurl } from './unfurl.ts';

/** All there is, in the order of `/incident help`. */
export const commands: readonly Command[] = [show, list, timeline, unfurl];

const help = { usage: 'help', does: 'shows this' };

/**
 * Does what the text of a slash command says.
 * @throws AppError what the asker is told
 */
export async function runCommand(text: string, asker: Asker, services: Services): Promise<void> {
  const line = readCommandLine(text, [...commands.map(({ name }) => name), 'help']);
  if (line.kind === 'target') return show.run({ asker, rest: line.rest, services });
  const command = line.kind === 'known' ? commands.find(({ name }) => name === line.name) : undefined;
  if (command !== undefined && line.kind === 'known') return command.run({ asker, rest: line.rest, services });
  const unknown =
    line.kind === 'unknown' ? { word: line.word, ...(line.nearest && { nearest: line.nearest }) } : undefined;
  const card = helpCard([...commands, help], { command: '/incident', canWrite: false, ...(unknown && { unknown }) });
  await tell(services.slack, asker, card);
}
