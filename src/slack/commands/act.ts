import { lineCard } from '../../cards/surfaces/line-card.ts';
import { hasInk } from '../../cards/text/clean-text.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { AppError } from '../../errors.ts';
import { impactName } from '../../incidents/impact.ts';
import { findArns } from '../../incidents/naming/find-arns.ts';
import { askToResolve, changeStatus, type StatusChanging } from '../actions/change-status.ts';
import { loadRelated } from '../actions/open-modal.ts';
import { type FormOpening, openForm, openStartForm, type StartFormOpening } from '../forms/open-form.ts';
import { type Modals, withModal } from '../forms/with-modal.ts';
import { agentOf } from '../investigations/investigate.ts';
import { type ChartSharing, chartIncident } from '../reports/chart-incident.ts';
import { type ReportSharing, reportIncident } from '../reports/report-incident.ts';
import { tell } from '../requester/requester.ts';
import { withoutMentions } from '../requester/slack-text.ts';
import type { Services } from '../services.ts';
import { firstWord } from '../targets/first-word.ts';
import { readBeginning } from '../targets/incident-target.ts';
import { type Targeting, targetForForm, targetHere } from '../targets/target-here.ts';
import { type NoteWriting, parseRelatedItem, writeNote, writeRelated } from '../writes/write-note.ts';
import { type RecordWriting, writeRecord } from '../writes/write-record.ts';
import { authorizedInteractionOf, type CommandCall } from './command.ts';

/** The services that a command about an incident takes that only editors may use. */
type Answering = Targeting & Pick<Services, 'slack' | 'permissions'>;

/** `/incident note [<arn>] [<text>]`: writes a note into the timeline; without a text it opens the form. */
export async function note(call: CommandCall<Answering & FormOpening & NoteWriting>): Promise<void> {
  const { requester, services, triggerId } = call;
  if (!hasText(call.rest)) {
    await services.permissions.editor(requester.user);
    const arn = await targetForForm(call.rest, requester, services, 'nothing');
    return openForm('note', { arn, requester, place: { triggerId } }, services);
  }
  const interaction = await authorizedInteractionOf(call);
  const { arn, rest } = await targetHere(call.rest, requester, services, 'text');
  const line = await writeNote(services, interaction, arn, withoutMentions(rest));
  await tell(services.slack, requester, lineCard(line));
}

/** Whether the arguments contain more than an incident. @throws AppError if that is ambiguous */
function hasText(typed: string): boolean {
  if (!hasInk(typed)) return false;
  const beginning = readBeginning(typed, 'text');
  return beginning.kind === 'text' || hasInk(beginning.rest);
}

/** `/incident related [<arn>]` shows the related items; `/incident related [<arn>] <link or ARN> [title]` adds one. */
export async function related(
  call: CommandCall<Answering & Modals & NoteWriting & Pick<Services, 'readRelated' | 'links'>>,
): Promise<void> {
  const { requester, services, triggerId } = call;
  const beginning = readBeginning(call.rest, 'item');
  const item = beginning.kind === 'text' ? call.rest : beginning.rest;
  if (!hasInk(item)) {
    const arn = await targetForForm(call.rest, requester, services, 'item');
    return withModal(services, { triggerId }, 'Related items', async () =>
      loadRelated(typeof arn === 'function' ? await arn() : arn, services),
    );
  }
  const interaction = await authorizedInteractionOf(call);
  const { arn } = await targetHere(call.rest, requester, services, 'item');
  const { word, rest: title } = firstWord(item);
  const line = await writeRelated(services, interaction, arn, parseRelatedItem(word, title));
  await tell(services.slack, requester, lineCard(line));
}

/** `/incident impact [<arn>] <1-5>`. */
export async function impact(call: CommandCall<Answering & RecordWriting>): Promise<void> {
  const { requester, services } = call;
  const interaction = await authorizedInteractionOf(call);
  const { arn, rest } = await targetHere(call.rest, requester, services, 'value');
  const to = parseImpact(rest);
  if (to === undefined) {
    throw new AppError(
      'not_understood',
      `${rest === '' ? 'Which impact?' : `"${truncate(rest, 40)}" is not an impact.`} Impacts go from 1 (critical) to 5 (no impact).`,
    );
  }
  const step = await services.journal.step(interaction.key, 'update');
  const record = await services.incidents.getIncident(arn);
  const title = truncate(titleOf(record), 150);
  if (!step.begun && record.impact === to) {
    await tell(services.slack, requester, lineCard(`${title}: its impact is already ${impactName(to)}.`));
    return;
  }
  const seen = await (await services.journal.step(interaction.key, 'seen')).run(async () => record.impact);
  if (!step.done && record.impact !== seen && record.impact !== to) {
    const now = `Someone else set its impact to ${impactName(record.impact)} in the meantime, so yours was not set.`;
    await tell(services.slack, requester, lineCard(`${title}: ${now} Send the command again to set it anyway.`));
    return;
  }
  const words = `Impact set to ${impactName(to)}`;
  const remark = await writeRecord(services, interaction, {
    arn,
    name: 'impact',
    step,
    changes: { impact: to },
    words,
  });
  await tell(services.slack, requester, lineCard(`${title}: ${words.toLowerCase()}.${remark}`));
}

const impacts = [1, 2, 3, 4, 5];

/** Parses an impact: its number, `P1`, `sev1`, or its name. @returns 1–5; `undefined` for anything else */
export function parseImpact(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  const number = /^(?:p|sev)?([1-5])$/.exec(word)?.[1];
  if (number !== undefined) return Number(number);
  if (word === 'none') return 5;
  return impacts.find((impact) => impactName(impact).toLowerCase() === word);
}

/** `/incident resolve [<arn>]`: asks for confirmation, with a button that only the requester sees. */
export async function resolve({
  requester,
  rest,
  services,
}: CommandCall<Answering & Pick<Services, 'readSnapshot' | 'now'>>): Promise<void> {
  await services.permissions.editor(requester.user);
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  await tell(services.slack, requester, await askToResolve(services, arn));
}

/** `/incident reopen [<arn>]`. */
export async function reopen(call: CommandCall<Answering & StatusChanging>): Promise<void> {
  const { requester, services } = call;
  const interaction = await authorizedInteractionOf(call);
  const { arn } = await targetHere(call.rest, requester, services, 'nothing');
  // The requester did not act on a card that could be out of date.
  const seenMs = Number.POSITIVE_INFINITY;
  await tell(services.slack, requester, await changeStatus(services, interaction, 'reopen', arn, seenMs));
}

/** `/incident edit [<arn>]`: opens the form. */
export async function edit({
  requester,
  rest,
  services,
  triggerId,
}: CommandCall<Targeting & FormOpening>): Promise<void> {
  await services.permissions.editor(requester.user);
  const arn = await targetForForm(rest, requester, services, 'nothing');
  await openForm('edit', { arn, requester, place: { triggerId } }, services);
}

/** `/incident engage [<arn>]`: opens the form that pages someone. */
export async function engage({
  requester,
  rest,
  services,
  triggerId,
}: CommandCall<Targeting & FormOpening>): Promise<void> {
  await services.permissions.editor(requester.user);
  const arn = await targetForForm(rest, requester, services, 'nothing');
  await openForm('engage', { arn, requester, place: { triggerId } }, services);
}

/** `/incident investigate [<arn>]`: asks before AWS DevOps Agent investigates. */
export async function investigate(
  call: CommandCall<Targeting & FormOpening & Pick<Services, 'devOpsAgent'>>,
): Promise<void> {
  const { requester, rest, services, triggerId } = call;
  agentOf(services);
  await services.permissions.editor(requester.user);
  const arn = await targetForForm(rest, requester, services, 'nothing');
  await openForm('investigate', { arn, requester, place: { triggerId } }, services);
}

/** `/incident report [<arn>]`: the incident as one file, in the thread of its card. */
export async function report(call: CommandCall<Targeting & ReportSharing>): Promise<void> {
  const { requester, rest, services, triggerId, atMs } = call;
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  await reportIncident(services, { requester, atMs, key: `trigger:${triggerId}` }, arn);
}

/** `/incident chart [<arn>]`: a picture of the alarm's metric, in the thread of its card. */
export async function chart(call: CommandCall<Targeting & ChartSharing>): Promise<void> {
  const { requester, rest, services, triggerId, atMs } = call;
  const { arn } = await targetHere(rest, requester, services, 'nothing');
  await chartIncident(services, { requester, atMs, key: `trigger:${triggerId}` }, arn);
}

/** `/incident start`, or `/incident start <ARN of a response plan>`: opens the form. */
export async function start({ requester, rest, services, triggerId }: CommandCall<StartFormOpening>): Promise<void> {
  const plan = findArns(rest).find(({ kind }) => kind === 'response-plan');
  const chosen = plan === undefined ? {} : { plan: plan.arn };
  await openStartForm({ requester, place: { triggerId }, ...chosen }, services);
}
