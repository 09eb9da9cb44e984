import { lineCard } from '../../cards/surfaces/line-card.ts';
import { chartAlt, chartComment } from '../../cards/words/chart-words.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import type { IncidentArn } from '../../incidents/arn.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { FileToShare } from '../../web-api/upload.ts';
import type { Interaction } from '../requester/interaction.ts';
import { tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { fileAudience, filePlace } from './file-place.ts';
import { fileName, shareFile } from './share-file.ts';

/**
 * Puts a picture of the metric behind the incident's alarm where its report would go: see `filePlace`.
 * @throws AppError what the person is told
 */
export async function chartIncident(
  services: Pick<Services, 'slack' | 'gate' | 'journal' | 'cardStore' | 'incidents' | 'readAlarmChart'>,
  interaction: Interaction,
  arn: IncidentArn,
): Promise<void> {
  const { requester } = interaction;
  const shown = await fileAudience(services, arn, requester, 'chart');
  const record = await services.incidents.getIncident(arn);
  const picture = await readPicture(services, record, arn, interaction.atMs);
  const place = await filePlace(services, interaction, arn, shown, picture.title);
  const { channel: to, threadTs, words } = place;
  await shareFile(services, interaction, { ...picture, channel: to, ...(threadTs !== undefined && { threadTs }) });
  await tell(services.slack, requester, lineCard(`The chart is ${words}.`));
}

/**
 * The chart as a file, without the place it goes to.
 * @param atMs makes its name its own, in epoch milliseconds
 * @throws AppError `no_chart`, or what AWS refused
 */
export async function readPicture(
  { readAlarmChart }: Pick<Services, 'readAlarmChart'>,
  record: IncidentRecord,
  arn: IncidentArn,
  atMs: number,
): Promise<Omit<FileToShare, 'channel' | 'threadTs'>> {
  const chart = await readAlarmChart(record);
  return {
    name: fileName(['chart', arn.plan, arn.id.slice(0, 8)], atMs, 'png'),
    title: `Chart: ${titleOf(record)}`.slice(0, 200),
    content: chart.png,
    alt: chartAlt(chart, record),
    comment: chartComment(chart).text,
  };
}
