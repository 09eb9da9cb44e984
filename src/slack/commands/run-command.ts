import type { CommandName } from '../../actions.ts';
import type { CommandCall } from './command.ts';
import { parseCommandLine } from './command-line.ts';
import { digest } from './digest.ts';
import { doctor, edit, engage, report, start } from './edit.ts';
import { tellHelp, tellUnknown } from './help.ts';
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

type CommandHandler = (call: CommandCall) => Promise<void>;

const handlers: Readonly<Record<CommandName, CommandHandler>> = {
  show,
  list,
  timeline,
  related,
  report,
  watch,
  unwatch,
  watching,
  quiet,
  digest,
  note,
  impact,
  resolve,
  reopen,
  edit,
  engage,
  start,
  say,
  topics,
  alarms,
  unfurl,
  doctor,
  help: ({ requester, services }) => tellHelp(requester, services),
};

/**
 * Does what the text of a slash command says.
 * @throws AppError what the requester is told
 */
export async function runCommand(text: string, call: Omit<CommandCall, 'rest'>): Promise<void> {
  const line = parseCommandLine(text);
  if (line.kind === 'target') return show({ ...call, rest: line.rest });
  if (line.kind === 'known') return handlers[line.name]({ ...call, rest: line.rest });
  await tellUnknown(line, call.requester, call.services);
}
