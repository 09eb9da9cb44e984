import { AppError } from '../../errors.ts';
import { parseIncidentArn } from '../../incidents/arn.ts';
import type { ChartJob } from '../../jobs/job.ts';
import type { Services } from '../services.ts';
import { readPicture } from './chart-incident.ts';
import { shareFile } from './share-file.ts';

/** A chart that cannot be made by then is left out. */
const attempts = 4;

/**
 * Posts the chart of a new incident's alarm in the thread of its card, once, unless the channel wants none. A chart that
 * cannot be made is left out: nobody asked for it.
 * @param attempt 1 the first time
 * @throws AppError for a failure that can pass, the first times
 */
export async function postChart(
  services: Pick<
    Services,
    'settings' | 'gate' | 'cardStore' | 'incidents' | 'slack' | 'journal' | 'readAlarmChart' | 'log'
  >,
  { arn: text, channel }: ChartJob,
  attempt: number,
): Promise<void> {
  const { settings, gate, cardStore, log } = services;
  const arn = parseIncidentArn(text);
  const card = (await cardStore.get(text, channel))?.card;
  if (arn === undefined || card?.ts === undefined || card.ended !== undefined) return;
  const { charts } = await settings.get(channel);
  if (!charts || !(await gate.mayPost({ incident: text }, channel))) return;
  try {
    const record = card.reading?.record ?? (await services.incidents.getIncident(arn));
    const picture = await readPicture(services, record, arn, record.createdAtMs);
    // The same whenever the job runs: the journal and the name tell that it was posted.
    const posting = { key: `chart ${text} ${channel}`, atMs: record.createdAtMs };
    await shareFile(services, posting, { ...picture, channel, threadTs: card.ts });
  } catch (error) {
    if (!(error instanceof AppError) || (error.transient && attempt < attempts)) throw error;
    log.info('chart left out', { arn: text, channel, code: error.code, reason: error.message });
  }
}
