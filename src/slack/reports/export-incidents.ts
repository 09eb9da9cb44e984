import { z } from 'zod';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { AppError } from '../../errors.ts';
import { type CountedIncident, incidentCsv } from '../../incidents/csv.ts';
import { gapLine } from '../../incidents/gap.ts';
import type { IncidentSummary } from '../../incidents/record.ts';
import { NotFinished, partMs } from '../../jobs/not-finished.ts';
import type { Interaction } from '../requester/interaction.ts';
import { tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import { directThread } from './direct-thread.ts';
import { fileName, shareFile } from './share-file.ts';
import { wholeListing } from './whole-listing.ts';

type Exporting = Pick<
  Services,
  'slack' | 'incidents' | 'readFirstAcknowledgement' | 'journal' | 'openProgress' | 'now' | 'sleep'
>;

const dayMs = 86_400_000;
const tries = 4;
/** Times saved at once: as many as the store surely takes. */
const incidentsPerPart = 200;

/**
 * Sends the incidents of the last days to the requester alone, as a table in a direct message: with the time to acknowledge
 * and to resolve each.
 * @throws AppError what the person is told; NotFinished when the rest is for another job
 */
export async function exportIncidents(services: Exporting, interaction: Interaction, days: number): Promise<void> {
  const { requester, atMs } = interaction;
  const untilMs = services.now() + partMs;
  const { incidents, gaps } = await wholeListing(services, interaction.key, atMs - days * dayMs, untilMs);
  const gap = gapLine(gaps);
  const lacks = gap === undefined ? '' : ` ${gap}`;
  const period = days === 1 ? 'day' : `${days} days`;
  if (incidents.length === 0) {
    await tell(services.slack, requester, lineCard(`There was no incident in the last ${period}.${lacks}`));
    return;
  }
  const times = await acknowledgements(services, interaction.key, incidents, untilMs);
  const unread = incidents.filter(({ arn }) => times.get(arn.arn) === 'unread').length;
  const counted = incidents.map((incident): CountedIncident => {
    const read = times.get(incident.arn.arn);
    return { incident, ...(typeof read === 'number' && { acknowledgedAtMs: read }) };
  });
  const missing = unread === 0 ? '' : ` The time to acknowledge could not be read of ${unread} of them.`;
  const line = `${incidents.length} incidents of the last ${period}, as a table.${missing}${lacks}`;
  const place = await directThread(services, interaction, line);
  await shareFile(services, interaction, {
    ...place,
    name: fileName(['incidents', `${days}d`], atMs, 'csv'),
    title: `Incidents of the last ${period}`,
    content: incidentCsv(counted),
    comment: 'Times are UTC.',
  });
  if (requester.channel !== place.channel) {
    await tell(services.slack, requester, lineCard(`${line} It is in your direct messages with me.`));
  }
}

/** When somebody first acknowledged; `nobody` did; `unread`: AWS would not say. */
const time = z.union([z.number(), z.enum(['nobody', 'unread'])]);
type Time = z.infer<typeof time>;
const part = z.array(z.tuple([z.string(), time]));

/**
 * Reads one time after the other, and saves them: hundreds of incidents take longer than one job may.
 * @param untilMs from then on the rest is left to the next job
 * @throws NotFinished when the rest is for another job
 */
async function acknowledgements(
  services: Pick<Exporting, 'readFirstAcknowledgement' | 'openProgress' | 'now' | 'sleep'>,
  key: string,
  incidents: readonly IncidentSummary[],
  untilMs: number,
): Promise<ReadonlyMap<string, Time>> {
  const progress = await services.openProgress(key, 'acknowledgements');
  const times = new Map(progress.saved.flatMap((value) => part.safeParse(value).data ?? []));
  let fresh: [string, Time][] = [];
  const left = incidents.filter(({ arn }) => !times.has(arn.arn));
  for (const incident of left) {
    const read = (await acknowledged(services, incident, untilMs)) ?? 'nobody';
    times.set(incident.arn.arn, read);
    fresh.push([incident.arn.arn, read]);
    const isLate = services.now() >= untilMs;
    if (fresh.length === incidentsPerPart || isLate) {
      await progress.save(fresh);
      fresh = [];
    }
    if (isLate) throw new NotFinished('the rest of the table is read by the next job');
  }
  // The table has a job of its own, if reading took long.
  if (left.length > 0 && services.now() >= untilMs - partMs / 2) {
    if (fresh.length > 0) await progress.save(fresh);
    throw new NotFinished('the table is made by the next job');
  }
  return times;
}

/** AWS is asked again while it limits requests. */
async function acknowledged(
  { readFirstAcknowledgement, sleep, now }: Pick<Exporting, 'readFirstAcknowledgement' | 'now' | 'sleep'>,
  { arn }: IncidentSummary,
  untilMs: number,
): Promise<number | undefined | 'unread'> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readFirstAcknowledgement(arn);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!error.transient || attempt === tries || now() >= untilMs) return 'unread';
      await sleep(attempt * 1000);
    }
  }
}
