import { lineCard } from '../../cards/line-card.ts';
import { AppError } from '../../errors.ts';
import { parseIncidentArn } from '../../incidents/arn.ts';
import { type CountedIncident, incidentCsv } from '../../incidents/incident-csv.ts';
import type { IncidentSummary } from '../../incidents/record.ts';
import { slackFault } from '../../web-api/fault.ts';
import { tell } from '../asker.ts';
import type { Interaction } from '../interaction.ts';
import type { Services } from '../services.ts';
import { fileName } from './file-name.ts';
import { shareFile } from './share-file.ts';

const dayMs = 86_400_000;
/** Pages of 100 of an account. */
const mostPages = 50;
const tries = 4;

/**
 * Sends the incidents of the last days to the asker alone, as a table in a direct message: with the time to acknowledge
 * and to resolve each.
 * @throws AppError what the person is told
 */
export async function exportIncidents(services: Services, interaction: Interaction, days: number): Promise<void> {
  const { asker, atMs } = interaction;
  const createdAfterMs = atMs - days * dayMs;
  const incidents = await services.incidents.listIncidents({ createdAfterMs, maxPages: mostPages });
  const period = days === 1 ? 'day' : `${days} days`;
  if (incidents.length === 0) {
    await tell(services.slack, asker, lineCard(`There was no incident in the last ${period}.`));
    return;
  }
  const counted: CountedIncident[] = [];
  let unread = 0;
  for (const incident of incidents) {
    const read = await acknowledged(services, incident);
    if (read === 'unread') unread += 1;
    counted.push({ incident, ...(typeof read === 'number' && { acknowledgedAtMs: read }) });
  }
  const missing = unread === 0 ? '' : ` The time to acknowledge could not be read of ${unread} of them.`;
  const line = `${incidents.length} incidents of the last ${period}, as a table.${missing}`;
  const place = await direct(services, interaction, line);
  await shareFile(services, interaction, {
    ...place,
    name: fileName(['incidents', `${days}d`], atMs, 'csv'),
    title: `Incidents of the last ${period}`,
    content: incidentCsv(counted),
    comment: 'Times are UTC.',
  });
  if (asker.channel !== place.channel) {
    await tell(services.slack, asker, lineCard(`${line} It is in your direct messages with me.`));
  }
}

/** When somebody first acknowledged; AWS is asked again while it limits requests. */
async function acknowledged(
  { readFirstAcknowledgement, sleep }: Services,
  { arn: text }: IncidentSummary,
): Promise<number | undefined | 'unread'> {
  const arn = parseIncidentArn(text);
  for (let attempt = 1; arn !== undefined; attempt += 1) {
    try {
      return await readFirstAcknowledgement(arn);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!error.transient || attempt === tries) return 'unread';
      await sleep(attempt * 1000);
    }
  }
  return 'unread';
}

/** The thread of a direct message to the asker: nobody else reads along. */
async function direct(services: Services, { asker, key }: Interaction, line: string) {
  const step = await services.journal.step(key, 'direct message');
  const { channel, ts } = await step.run(async () => {
    const message = { channel: asker.user, ...lineCard(line), unfurl_links: false, unfurl_media: false };
    const sent = await services.slack.chat.postMessage(message).catch((error: unknown) => {
      throw slackFault(error);
    });
    return { channel: sent.channel ?? '', ts: sent.ts ?? '' };
  });
  return { channel, threadTs: ts };
}
