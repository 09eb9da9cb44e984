import { helpCard } from '../../cards/surfaces/help-card.ts';
import { tell } from '../requester/requester.ts';
import type { Command, CommandCall } from './command.ts';
import { parseCommandLine } from './command-line.ts';
import { digest } from './digest.ts';
import { doctor, edit, engage, report, start } from './edit.ts';
import { impact } from './impact.ts';
import { list } from './list.ts';
import { note } from './note.ts';
import { quiet } from './quiet.ts';
import { related } from './related.ts';
import { reopen, resolve } from './resolve.ts';
import { say } from './say.ts';
import { show, timeline } from './show.ts';
import { alarms, topics, unfurl } from './topics.ts';
import { unwatch, watch, watching } from './watch.ts';

/** All there is, in the order of `/incident help`. */
export const commands: readonly Command[] = [
  show,
  watch,
  unwatch,
  watching,
  quiet,
  digest,
  list,
  timeline,
  note,
  impact,
  resolve,
  reopen,
  edit,
  related,
  engage,
  start,
  report,
  say,
  topics,
  alarms,
  unfurl,
  doctor,
];

/** What `/incident help` lists. */
export const commandHelp: readonly Pick<Command, 'usage' | 'does'>[] = [
  ...commands,
  { usage: 'help', does: 'shows this' },
];

/**
 * Does what the text of a slash command says.
 * @throws AppError what the requester is told
 */
export async function runCommand(text: string, call: Omit<CommandCall, 'rest'>): Promise<void> {
  const line = parseCommandLine(text, [...commands.map(({ name }) => name), 'help']);
  if (line.kind === 'target') return show.run({ ...call, rest: line.rest });
  const command = line.kind === 'known' ? commands.find(({ name }) => name === line.name) : undefined;
  if (command !== undefined && line.kind === 'known') return command.run({ ...call, rest: line.rest });
  const unknown =
    line.kind === 'unknown' ? { word: line.word, ...(line.nearest && { nearest: line.nearest }) } : undefined;
  const { requester, services } = call;
  const canWrite = await services.permissions.mayWrite(requester.user).catch(() => false);
  const card = helpCard(commandHelp, { command: '/incident', canWrite, ...(unknown && { unknown }) });
  await tell(services.slack, requester, card);
}
