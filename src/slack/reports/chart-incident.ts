import { lineCard } from '../../cards/surfaces/line-card.ts';
import { chartAlt, chartComment } from '../../cards/words/chart-words.ts';
import { titleOf } from '../../cards/words/state-words.ts';
import { AppError } from '../../errors.ts';
import type { IncidentArn } from '../../incidents/naming/arn.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import type { ChartJob } from '../../jobs/job.ts';
import { activeCard } from '../../posting/answer-in-thread.ts';
import { isNew } from '../../posting/card-jobs.ts';
import type { FileToShare } from '../../web-api/upload.ts';
import { type Interaction, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { fileAudience, fileName, filePlace, shareFile } from './share-file.ts';

/** The services that sharing a chart takes. */
export type ChartSharing = Pick<Services, 'slack' | 'gate' | 'journal' | 'cardStore' | 'incidents' | 'readAlarmChart'>;

/**
 * Shares a chart of the metric behind the incident's alarm, in the place that `filePlace` decides.
 * @throws AppError whose message the requester gets
 */
export async function chartIncident(services: ChartSharing, interaction: Interaction, arn: IncidentArn): Promise<void> {
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
 * The chart as a file, without its place.
 * @param atMs epoch milliseconds, for a unique file name
 * @throws AppError `no_chart`, or an error of AWS
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

/**
 * Posts the chart of a new incident's alarm in the thread of its card, once, unless the channel has turned charts off. No
 * one asked for it, so a chart that cannot be made is left out without a message.
 * @throws AppError for a failure that can pass, while the incident is new: the job is then retried
 */
export async function postChart(
  services: Pick<
    Services,
    'settings' | 'gate' | 'cardStore' | 'incidents' | 'slack' | 'journal' | 'readAlarmChart' | 'now' | 'log'
  >,
  { arn, channel }: ChartJob,
): Promise<void> {
  const { settings, gate, cardStore, now, log } = services;
  const card = activeCard((await cardStore.get(arn.arn, channel))?.card);
  if (card === undefined) return;
  const { charts } = await settings.get(channel);
  if (!charts || !(await gate.mayPost({ incident: arn.arn }, channel))) return;
  const known = card.reading?.record;
  try {
    const record = known ?? (await services.incidents.getIncident(arn));
    const picture = await readPicture(services, record, arn, record.createdAtMs);
    // The same in every run of the job, so that the journal and the file name show that it was posted.
    const posting = { key: `chart ${arn} ${channel}`, atMs: record.createdAtMs };
    await shareFile(services, posting, { ...picture, channel, threadTs: card.ts });
  } catch (error) {
    const mayCome = known !== undefined && isNew(known, now());
    if (!(error instanceof AppError) || (error.retryable && mayCome)) throw error;
    log.info('chart left out', { arn: arn.arn, channel, code: error.code, reason: error.message });
  }
}
