import type { BlockAction } from '@slack/bolt';
import { z } from 'zod';
import { type CommandName, commandFacts, commandNames } from '../../actions.ts';
import { pickerCard } from '../../cards/surfaces/picker-card.ts';
import { byUrgency } from '../../cards/words/incident-line.ts';
import type { AppError } from '../../errors.ts';
import { gapLine } from '../../incidents/gap.ts';
import { cardGroup } from '../../jobs/card-group.ts';
import { type Requester, tell } from '../requester/requester.ts';
import { encodeSlackText } from '../requester/slack-text.ts';
import type { Services } from '../services.ts';
import { incidentChoice } from '../shortcuts/incident-choices.ts';
import { chosenIncident } from '../targets/incident-choice.ts';
import type { CommandCall } from './command.ts';

/** Commands that are about resolved incidents. */
const ofResolved: ReadonlySet<CommandName> = new Set<CommandName>(['reopen']);
/** Commands that are about incidents that the channel watches. */
const ofWatched: ReadonlySet<CommandName> = new Set<CommandName>(['unwatch', 'quiet']);
/** Of these not more than the newest ones are offered: as many pages of AWS's list. */
const resolvedPages = 1;

const saved = z.object({ rest: z.string() });

/**
 * Asks the requester which incident a command is about, with a menu of incidents. What followed the command is kept, and the
 * command goes on with the incident that is chosen.
 * @param why the error that says so; thrown again where there is nothing to choose from
 */
export async function offerPicker(name: CommandName, why: AppError, call: CommandCall): Promise<void> {
  const { requester, rest, triggerId, services } = call;
  const watched = new Set((await services.watches.inChannel(requester.channel)).map(({ watch }) => watch.arn));
  if (ofWatched.has(name) && watched.size === 0) throw why;
  const listed = await services.incidents.listIncidents(
    ofResolved.has(name) ? { status: 'RESOLVED', maxPages: resolvedPages } : { status: 'OPEN' },
  );
  const offered = listed.incidents.filter(({ arn }) => !ofWatched.has(name) || watched.has(arn));
  if (rest !== '') await (await services.openProgress(triggerId, 'pick')).save({ rest });
  const trouble = gapLine(listed.gaps);
  const card = pickerCard({
    question: why.message,
    choices: [...offered].sort(byUrgency).map(incidentChoice),
    blockId: `pick ${name} ${triggerId}`,
    ...(trouble && { trouble }),
  });
  await tell(services.slack, requester, card);
}

/** What a menu of incidents was drawn for. @returns `undefined` for a block that this app did not write */
function parsePicker(blockId: string): { name: CommandName; triggerId: string } | undefined {
  const [, word, triggerId = ''] = /^pick (\w+) (\S+)$/.exec(blockId) ?? [];
  const name = commandNames.find((each) => each === word);
  return name && { name, triggerId };
}

/**
 * Goes on with the command for the incident that was chosen. A command that opens a form does so at once, while Slack's
 * trigger is good; any other is queued among the jobs of its card.
 * @param run runs a command
 * @throws AppError what the requester is told
 */
export async function pickedIncident(
  body: BlockAction,
  requester: Requester,
  atMs: number,
  services: Services,
  run: (text: string, call: Omit<CommandCall, 'rest'>) => Promise<void>,
): Promise<void> {
  const [element] = body.actions;
  if (element?.type !== 'static_select') return;
  const picker = parsePicker(element.block_id);
  const arn = await chosenIncident(element.selected_option?.value ?? '', services);
  if (picker === undefined || arn === undefined) return;
  const [kept] = (await services.openProgress(picker.triggerId, 'pick')).saved;
  const rest = saved.safeParse(kept).data?.rest ?? '';
  const { trigger_id: triggerId } = body;
  const behind = `${arn.arn} ${rest}`.trim();
  const text = `${picker.name} ${behind}`;
  const payload = {
    command: '/incident',
    text: encodeSlackText(text),
    user_id: requester.user,
    channel_id: requester.channel,
    trigger_id: triggerId,
    ...(requester.responseUrl && { response_url: requester.responseUrl }),
    ...(body.team && { team_id: body.team.id }),
    ...(body.enterprise && { enterprise_id: body.enterprise.id }),
  };
  if (commandFacts(picker.name)?.opensView?.test(behind)) {
    return run(text, { requester, triggerId, atMs, group: '', payload, services });
  }
  const job = { kind: 'slack' as const, body: payload, receivedAtMs: atMs };
  await services.queue.send([{ group: cardGroup(arn.arn, requester.channel), dedupeId: `pick:${triggerId}`, job }]);
}
