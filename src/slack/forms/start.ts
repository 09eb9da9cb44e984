import { fields } from '../../cards/modals/inputs.ts';
import { truncate } from '../../cards/text/truncate.ts';
import { AppError } from '../../errors.ts';
import { throwGap } from '../../incidents/gap.ts';
import { type IncidentArn, nameOf } from '../../incidents/naming/arn.ts';
import { parseOpsItemArn } from '../../incidents/ops-item.ts';
import { firstRefresh } from '../../notifications/refresh-jobs.ts';
import type { AuthorizedInteraction } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { claimKey, performWrite, type Writing } from '../writes/perform-write.ts';
import { choiceValue } from './choices.ts';
import { fingerprint } from './form-metadata.ts';
import type { FormHandler } from './submission.ts';

type Starting = Writing &
  Pick<
    Services,
    'listResponsePlans' | 'queue' | 'opsItems' | 'opsItemCards' | 'rooms' | 'readSnapshot' | 'gate' | 'incidents'
  >;

/** Starts an incident from a response plan. Its card goes to the channel of the request. */
export const submitStart: FormHandler<Starting> = async ({ submission, metadata, interaction, services }) => {
  const { values } = submission;
  const channel = metadata.channel || (values[fields.channel] ?? '');
  const step = await services.journal.step(interaction.key, 'start');
  const { plans, gaps } = await services.listResponsePlans();
  const plan = plans.find(({ arn }) => choiceValue(arn) === values[fields.plan]);
  if (plan === undefined) throwGap(gaps);
  if (plan === undefined) return { again: 'That response plan no longer exists. Choose another one.' };
  const title = values[fields.title]?.trim() ?? '';
  const impact = Number(values[fields.impact] ?? '');
  const summary = values[fields.summary]?.trim() ?? '';
  const { arn: planArn, account, name } = plan;
  const from = { account, plan: nameOf(planArn) };
  const claim = { key: claimKey(interaction.key, 'start'), editor: interaction.editor };
  const { result, remark } = await performWrite(
    services,
    { ...interaction, requester: { ...interaction.requester, channel } },
    {
      name: 'start',
      step,
      words: `Started (response plan ${name})`,
      about: (arn: string) => arn,
      claims: { what: from, changes: { ...(title && { title }), ...(impact > 0 && { impact }) } },
      write: async (once) => {
        const { opsItem } = metadata;
        const given = { ...(title && { title }), ...(impact > 0 && { impact }), ...(opsItem && { opsItem }) };
        const start = { plan: planArn, account, ...given };
        return (await services.writes.start(start, once)).arn;
      },
      show: async (arn) => {
        await services.queue.send([firstRefresh(arn.arn, channel === '' ? [] : [channel], true)]);
        await services.actors.started(from, arn.arn, claim);
        await showOnOpsItem(services, metadata.opsItem);
        await makeRoom(services, arn, channel, interaction.requester.user);
      },
      ...(summary !== '' && {
        also: { what: 'Its summary could not be saved', run: (arn) => addSummary(services, interaction, arn, summary) },
      }),
    },
  );
  const where = await whereToSee(services, result, channel);
  return { line: `Started: ${truncate(title || plan.displayName || name, 150)}.${where}${remark}` };
};

/**
 * Makes the room of an incident whose impact has one, with the requester in it. If the new record cannot be read yet, the
 * notification makes it.
 */
async function makeRoom(
  { rooms, readSnapshot, queue }: Pick<Services, 'rooms' | 'readSnapshot' | 'queue'>,
  arn: IncidentArn,
  channel: string,
  user: string,
): Promise<void> {
  const snapshot = rooms.areMade ? await readSnapshot(arn).catch(() => undefined) : undefined;
  const job = snapshot && rooms.newRoomJob(snapshot, channel, user);
  if (job !== undefined) await queue.send([job]);
}

/** The cards of the OpsItem that it was started from name the incident. */
async function showOnOpsItem(
  { opsItems, opsItemCards }: Pick<Services, 'opsItems' | 'opsItemCards'>,
  opsItem: string | undefined,
): Promise<void> {
  const arn = parseOpsItemArn(opsItem ?? '');
  if (arn !== undefined) await opsItemCards.sync(await opsItems.read(arn));
}

async function whereToSee(services: Pick<Services, 'gate'>, arn: string, channel: string): Promise<string> {
  const list = ' /incident list shows it.';
  if (channel === '') return list;
  // If Slack does not say now, the job that posts the card asks again.
  const isShown = await services.gate.mayPost({ incident: arn }, channel).catch(() => undefined);
  if (isShown === undefined) return '';
  return isShown ? ' Its card is on its way to the channel.' : list;
}

/**
 * Writes the summary, which StartIncident does not take. If AWS limits requests, that happens minutes later.
 * @returns a remark if someone else wrote a summary in the meantime, so that this one was left out
 */
async function addSummary(
  services: Pick<Services, 'incidents' | 'writes' | 'journal' | 'actors'>,
  interaction: AuthorizedInteraction,
  arn: IncidentArn,
  summary: string,
): Promise<string> {
  const step = await services.journal.step(interaction.key, 'summary');
  const now = step.done ? undefined : await summaryOf(services, arn);
  if (now !== undefined) {
    const seen = await (await services.journal.step(interaction.key, 'summary seen')).run(async () => fingerprint(now));
    if (![seen, fingerprint(summary)].includes(fingerprint(now))) {
      return 'Someone else wrote its summary in the meantime, so yours was left out.';
    }
  }
  await step.run(async (once) => {
    const claim = { key: claimKey(interaction.key, 'summary'), editor: interaction.editor };
    await services.actors.claim({ incident: arn.arn }, claim, { summary });
    await services.writes.update(arn, { summary }, once);
    return true;
  });
  return '';
}

/** @returns `undefined` if the new record cannot be read yet: another Region may lag */
async function summaryOf({ incidents }: Pick<Services, 'incidents'>, arn: IncidentArn): Promise<string | undefined> {
  try {
    return (await incidents.getIncident(arn)).summary ?? '';
  } catch (error) {
    if (!(error instanceof AppError) || error.transient) throw error;
    return undefined;
  }
}
