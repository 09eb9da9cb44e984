import type { CommandName } from '../../actions.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { alarms } from './alarms.ts';
import type { CommandCall } from './command.ts';
import { parseCommandLine } from './command-line.ts';
import { digest } from './digest.ts';
import { chart, doctor, edit, engage, report, start } from './edit.ts';
import { tellHelp, tellUnknown } from './help.ts';
import { impact } from './impact.ts';
import { list } from './list.ts';
import { note } from './note.ts';
import { offerPicker } from './pick-incident.ts';
import { quiet } from './quiet.ts';
import { related } from './related.ts';
import { reopen, resolve } from './resolve.ts';
import { say } from './say.ts';
import { show, timeline } from './show.ts';
import { topics, unfurl } from './topics.ts';
import { unwatch, watch, watching } from './watch.ts';

type CommandHandler = (call: CommandCall) => Promise<void>;

const handlers: Readonly<Record<CommandName, CommandHandler>> = {
  show,
  list,
  timeline,
  related,
  report,
  chart,
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
  if (line.kind === 'target') return withPicker('show', 'no_such_incident', { ...call, rest: line.rest });
  if (line.kind === 'known') return withPicker(line.name, 'incident_not_named', { ...call, rest: line.rest });
  await tellUnknown(line, call.requester, call.services);
}

/** Does what a command says; where it does not get as far as an incident, offers those that there are. */
async function withPicker(name: CommandName, missing: ErrorCode, call: CommandCall): Promise<void> {
  try {
    await handlers[name](call);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== missing) throw error;
    await offerPicker(name, error, missing === 'incident_not_named' ? call : { ...call, rest: '' });
  }
}
