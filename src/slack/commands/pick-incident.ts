import type { BlockAction } from '@slack/bolt';
import { z } from 'zod';
import { type CommandName, commandDoes, commandNames } from '../../actions/actions.ts';
import { pickerCard } from '../../cards/answers/picker-card.ts';
import { byUrgency } from '../../cards/words/incident-line.ts';
import { AppError } from '../../errors.ts';
import { gapLine } from '../../incidents/gap.ts';
import { type Requester, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { chosenIncident, incidentChoice } from '../targets/incident-choice.ts';
import { type CommandCall, commandPayload, moveToCardGroup } from './command.ts';

/** Commands about resolved incidents. */
const ofResolved: ReadonlySet<CommandName> = new Set<CommandName>(['reopen']);
/** Commands about incidents that the channel watches. */
const ofWatched: ReadonlySet<CommandName> = new Set<CommandName>(['unwatch', 'quiet']);
/** The number of pages of resolved incidents that are offered, the newest first. */
const resolvedPages = 1;

const saved = z.object({ rest: z.string() });

type Picking = Pick<Services, 'incidents' | 'watches' | 'openProgress' | 'slack'>;

/**
 * Asks the requester which incident a command is about, with a menu. The arguments are stored, and the command continues
 * with the chosen incident.
 * @param why the reason
 * @throws AppError `incident_not_named` if the channel watches no incident to choose from
 */
export async function offerPicker(name: CommandName, why: AppError, call: CommandCall<Picking>): Promise<void> {
  const { requester, rest, triggerId, services } = call;
  const watched = ofWatched.has(name) ? await services.watches.inChannel(requester.channel) : undefined;
  if (watched?.length === 0) {
    throw new AppError('incident_not_named', why.what, { nextStep: '/incident watch follows one here.' });
  }
  const listed = await services.incidents.listIncidents(
    ofResolved.has(name) ? { status: 'RESOLVED', maxPages: resolvedPages } : { status: 'OPEN' },
  );
  const offered = listed.incidents.filter(({ arn }) => watched?.some(({ watch }) => watch.arn === arn.arn) ?? true);
  if (rest !== '') await (await services.openProgress(triggerId, 'pick')).save({ rest });
  const trouble = gapLine(listed.gaps);
  const card = pickerCard({
    question: why.what,
    hint:
      why.code === 'no_such_incident'
        ? 'Check the ARN, or pick one below.'
        : 'Pick one below, or add its ARN to the command.',
    choices: offered.sort(byUrgency).map(incidentChoice),
    blockId: `pick ${name} ${triggerId}`,
    offers: ofResolved.has(name) ? 'resolved' : 'open',
    ...(trouble && { trouble }),
  });
  await tell(services.slack, requester, card);
}

/** The command that a menu was drawn for. @returns `undefined` for a block that this app did not write */
function parsePicker(blockId: string): { name: CommandName; triggerId: string } | undefined {
  const [, word, triggerId = ''] = /^pick (\w+) (\S+)$/.exec(blockId) ?? [];
  const name = commandNames.find((each) => each === word);
  return name && { name, triggerId };
}

type Picked = Pick<Services, 'incidents' | 'openProgress' | 'queue'>;

/**
 * Continues a command with the chosen incident. A command that opens a form runs at once, while the trigger id is valid;
 * any other is queued in the group of its card.
 * @param run runs a command
 * @throws AppError whose message the requester gets
 */
export async function handlePick<Uses extends Picked>(
  body: BlockAction,
  requester: Requester,
  atMs: number,
  services: Uses,
  run: (text: string, call: Omit<CommandCall<Uses>, 'rest'>) => Promise<void>,
): Promise<void> {
  const [element] = body.actions;
  if (element?.type !== 'static_select') return;
  const picker = parsePicker(element.block_id);
  if (picker === undefined) return;
  const arn = await chosenIncident(element.selected_option?.value ?? '', services);
  if (arn === undefined) return;
  const [kept] = (await services.openProgress(picker.triggerId, 'pick')).saved;
  const rest = saved.safeParse(kept).data?.rest ?? '';
  const { trigger_id: triggerId } = body;
  const args = `${arn.arn} ${rest}`.trim();
  const text = `${picker.name} ${args}`;
  const payload = {
    ...commandPayload(requester, triggerId),
    ...(body.team && { team_id: body.team.id }),
    ...(body.enterprise && { enterprise_id: body.enterprise.id }),
  };
  const call = { requester, rest: args, triggerId, atMs, group: '', payload, services };
  if (commandDoes(picker.name, 'opensView', args)) return run(text, call);
  await moveToCardGroup(call, arn, text);
}
