import { cut } from '../../cards/cut.ts';
import { fields } from '../../cards/modals/inputs.ts';
import { AppError } from '../../errors.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import { lookJobs } from '../../watches/look-jobs.ts';
import { mayShowCard } from '../../watches/may-show.ts';
import { carryOut } from '../carry-out.ts';
import { choiceValue } from '../choice-value.ts';
import type { Doing } from '../interaction.ts';
import type { Services } from '../services.ts';
import { fingerprint } from './form-metadata.ts';
import type { FormHandler } from './handler.ts';

/** Starts an incident from a response plan; its card comes to the channel where it was asked for. */
export const sentStart: FormHandler = async ({ submission, metadata, doing, services }) => {
  const { values } = submission;
  const plan = (await services.listResponsePlans()).find(({ arn }) => choiceValue(arn) === values[fields.plan]);
  if (plan === undefined) return { again: 'That response plan is no longer there. Choose another one.' };
  const title = values[fields.title]?.trim() ?? '';
  const impact = Number(values[fields.impact] ?? '');
  const summary = values[fields.summary]?.trim() ?? '';
  const channel = metadata.channel || (values[fields.channel] ?? '');
  const { arn: planArn, account, name } = plan;
  let summaryRemark = '';
  const { result, remark } = await carryOut(
    services,
    { ...doing, asker: { ...doing.asker, channel } },
    {
      name: 'start',
      step: await services.journal.step(doing.key, 'start'),
      words: `Started (response plan ${name})`,
      about: (arn: string) => arn,
      write: async (once) => {
        const start = { plan: planArn, account, ...(title && { title }), ...(impact > 0 && { impact }) };
        return (await services.writes.start(start, once)).arn;
      },
      show: async (arn) => {
        if (summary !== '' && !(await addSummary(services, doing, arn, summary))) {
          summaryRemark = ' Somebody wrote its summary meanwhile, so yours was left out.';
        }
        await services.queue.send(lookJobs(arn.arn, channel === '' ? [] : [channel], true, services.now()));
      },
    },
  );
  const shared = channel !== '' && !(await mayShowCard(result, channel, services));
  const where = channel === '' || shared ? ' /incident list shows it.' : ' Its card is on its way to the channel.';
  return { line: `Started: ${cut(title || plan.displayName || name, 150)}.${where}${summaryRemark}${remark}` };
};

/**
 * StartIncident itself takes no summary, so it is written after it; where AWS limits requests, minutes after it.
 * @returns whether it is there; not where somebody else wrote one in between
 */
async function addSummary(services: Services, doing: Doing, arn: IncidentArn, summary: string): Promise<boolean> {
  const step = await services.journal.step(doing.key, 'summary');
  const now = step.done ? undefined : await summaryOf(services, arn);
  if (now !== undefined) {
    const seen = await (await services.journal.step(doing.key, 'summary seen')).run(async () => fingerprint(now));
    if (![seen, fingerprint(summary)].includes(fingerprint(now))) return false;
  }
  return step.run(async (once) => {
    await services.writes.update(arn, { summary }, once);
    return true;
  });
}

/** @returns `undefined` where the new record cannot be read yet: another Region may lag */
async function summaryOf({ incidents }: Services, arn: IncidentArn): Promise<string | undefined> {
  try {
    return (await incidents.getIncident(arn)).summary ?? '';
  } catch (error) {
    if (!(error instanceof AppError) || error.transient) throw error;
    return undefined;
  }
}
