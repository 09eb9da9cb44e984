import { lineCard } from '../../cards/surfaces/line-card.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import type { Interaction } from '../requester/interaction.ts';
import { tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { fileAudience, filePlace } from './file-place.ts';
import { type ReportReading, readReport } from './read-report.ts';
import { fileName, shareFile } from './share-file.ts';

/**
 * Puts the incident as one Markdown file into the thread of its card; where the channel has no card, into the channel;
 * where nobody knows who reads the channel, into the requester's direct messages.
 * @throws AppError what the person is told
 */
export async function reportIncident(
  services: ReportReading & Pick<Services, 'slack' | 'gate' | 'journal' | 'cardStore'>,
  interaction: Interaction,
  arn: IncidentArn,
): Promise<void> {
  const { requester, atMs } = interaction;
  const shown = await fileAudience(services, arn, requester, 'report');
  const { text, view: snapshot } = await readReport(services, arn, interaction.key);
  const title = `Report: ${titleOf(snapshot.record)}`.slice(0, 200);
  const place = await filePlace(services, interaction, arn, shown, title);
  const name = fileName(['incident', arn.plan, arn.id.slice(0, 8)], atMs, 'md');
  await shareFile(services, interaction, {
    channel: place.channel,
    name,
    title,
    content: text,
    comment: 'The incident in one file: facts, timeline, runbooks, people.',
    ...(place.threadTs !== undefined && { threadTs: place.threadTs }),
  });
  await tell(services.slack, requester, lineCard(`The report is ${place.words}.`));
}
