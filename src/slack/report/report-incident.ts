import { lineCard } from '../../cards/line-card.ts';
import { titleOf } from '../../cards/state-words.ts';
import { AppError } from '../../errors.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import { mayShowCard } from '../../watches/may-show.ts';
import { tell } from '../asker.ts';
import type { Interaction } from '../interaction.ts';
import type { Services } from '../services.ts';
import { sharedChannel } from '../show-incident.ts';
import { fileName } from './file-name.ts';
import { readReport } from './read-report.ts';
import { shareFile } from './share-file.ts';

/**
 * Puts the incident as one Markdown file into the thread of its card; where the channel has no card, into the channel.
 * @throws AppError what the person is told
 */
export async function reportIncident(services: Services, interaction: Interaction, arn: IncidentArn): Promise<void> {
  const { asker, atMs } = interaction;
  const { channel } = asker;
  if (channel === '') throw new AppError('not_understood', 'Ask for the report in a channel: /incident report <arn>.');
  if (!(await mayShowCard(arn.arn, channel, services))) throw sharedChannel();
  const { text, view } = await readReport(services, arn, interaction.key);
  const card = (await services.cardStore.get(arn.arn, channel))?.card;
  const threadTs = card?.ended === undefined ? card?.ts : undefined;
  const title = `Report: ${titleOf(view.record)}`.slice(0, 200);
  const name = fileName(['incident', arn.plan, arn.id.slice(0, 8)], atMs, 'md');
  await shareFile(services, interaction, {
    channel,
    name,
    title,
    content: text,
    comment: 'The incident in one file: facts, timeline, runbooks, people.',
    ...(threadTs !== undefined && { threadTs }),
  });
  const where = threadTs === undefined ? 'in this channel' : 'in the thread of its card';
  await tell(services.slack, asker, lineCard(`The report is ${where}.`));
}
