import type { HelpGroup } from '../../actions/action-facts.ts';
import { type CommandName, commandHelp } from '../../actions/actions.ts';
import { helpCard, unknownCommandCard } from '../../cards/answers/help-card.ts';
import { planNotIncident } from '../../cards/answers/response-plan-answer.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { findArns } from '../../incidents/naming/find-arns.ts';
import { catchup } from '../catch-up/catch-up.ts';
import { cardOptions } from '../channel/draw-card.ts';
import { lead, role } from '../people/role-commands.ts';
import { postmortem } from '../post-mortem/make-post-mortem.ts';
import { type Requester, tell } from '../requester/requester.ts';
import { room } from '../rooms/room-command.ts';
import type { Services } from '../services.ts';
import { chart, edit, engage, impact, investigate, note, related, reopen, report, resolve, start } from './act.ts';
import { type CommandCall, type CommandLine, parseCommandLine } from './command.ts';
import { digest, quiet, unwatch, watch, watching } from './follow.ts';
import { oncall } from './oncall.ts';
import { offerPicker } from './pick-incident.ts';
import { say } from './say.ts';
import { list, show, timeline } from './see.ts';
import { doctor, topics } from './set-up.ts';
import { alarms, opsitems, unfurl } from './settings.ts';

type CommandHandler = (call: CommandCall) => Promise<void>;

const handlers: Readonly<Record<CommandName, CommandHandler>> = {
  show,
  list,
  catchup,
  timeline,
  related,
  report,
  postmortem,
  chart,
  oncall,
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
  investigate,
  room,
  lead,
  role,
  start,
  say,
  topics,
  alarms,
  opsitems,
  unfurl,
  doctor,
  help: ({ requester, services }) => tellHelp(requester, services),
};

/**
 * Runs the command in the text of a slash command.
 * @throws AppError whose message the requester gets
 */
export async function runCommand(text: string, call: Omit<CommandCall, 'rest'>): Promise<void> {
  const line = parseCommandLine(text);
  if (line.kind === 'target') return showTarget({ ...call, rest: line.rest });
  if (line.kind === 'known') return withPicker(line.name, 'incident_not_named', { ...call, rest: line.rest });
  await tellUnknown(line, call.requester, call.services);
}

/** `/incident <arn>`; for the ARN of a response plan, offers to start an incident from it. */
async function showTarget(call: CommandCall): Promise<void> {
  const { requester, rest, services } = call;
  try {
    await withPicker('show', 'no_such_incident', call);
  } catch (error) {
    const [first] = findArns(rest);
    const isPlan = first?.kind === 'response-plan';
    if (!(error instanceof AppError) || error.code !== 'not_an_incident' || !isPlan) throw error;
    await tell(services.slack, requester, planNotIncident(first.arn, cardOptions(services).actions));
  }
}

/**
 * Runs a command; if it finds no incident, offers a menu of incidents.
 * @param run runs it; default: its handler
 */
export async function withPicker(
  name: CommandName,
  missing: ErrorCode,
  call: CommandCall,
  run: CommandHandler = handlers[name],
): Promise<void> {
  try {
    await run(call);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== missing) throw error;
    await offerPicker(name, error, missing === 'incident_not_named' ? call : { ...call, rest: '' });
  }
}

type Needed = Pick<Services, 'slack' | 'permissions' | 'watches'>;

/** `/incident help` and the *Help* button: all commands, with the group that fits the channel first. */
export async function tellHelp(requester: Requester, services: Needed): Promise<void> {
  const canWrite = await services.permissions.mayWrite(requester.user).catch(() => false);
  const first = await firstGroup(requester, canWrite, services);
  await tell(services.slack, requester, helpCard(commandHelp, { command: '/incident', canWrite, first }));
}

/** In a channel that watches an incident, people act on it; elsewhere they search for one. */
async function firstGroup({ channel }: Requester, canWrite: boolean, { watches }: Needed): Promise<HelpGroup> {
  const follows = channel !== '' && (await watches.inChannel(channel)).length > 0;
  if (!follows) return 'see';
  return canWrite ? 'act' : 'follow';
}

/** Answers an unknown command. */
export async function tellUnknown(
  line: Extract<CommandLine, { kind: 'unknown' }>,
  requester: Requester,
  { slack }: Pick<Services, 'slack'>,
): Promise<void> {
  await tell(slack, requester, unknownCommandCard(line));
}
