import { z } from 'zod';
import { type FromAccounts, fromAccounts } from '../../aws/read/each-account.ts';
import type { Listing } from '../../aws/read/incident-manager.ts';
import { lineCard } from '../../cards/surfaces/line-card.ts';
import { AppError } from '../../errors.ts';
import { type CountedIncident, incidentCsv } from '../../incidents/csv.ts';
import { type Gap, gapLine } from '../../incidents/gap.ts';
import type { IncidentSummary } from '../../incidents/record.ts';
import { storedSummary } from '../../incidents/stored-snapshot.ts';
import { NotFinished, partMs } from '../../jobs/not-finished.ts';
import type { Json } from '../../store/store.ts';
import { type Interaction, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import type { Progress } from './progress.ts';
import { directThread, fileName, shareFile } from './share-file.ts';

/** The services that the table of incidents takes. */
export type Exporting = Pick<
  Services,
  'slack' | 'incidents' | 'readFirstAcknowledgement' | 'journal' | 'openProgress' | 'now' | 'sleep'
>;

const dayMs = 86_400_000;
const tries = 4;
/** How many times are saved at once, well below the store's limit for an item. */
const incidentsPerPart = 200;

/**
 * Sends the requester the incidents of the last days as a CSV file in a direct message, with the time to acknowledge and to
 * resolve each.
 * @throws AppError whose message the requester gets; NotFinished when the next job continues
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
  const missing = unread === 0 ? '' : ` The time to acknowledge of ${unread} of them could not be read.`;
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

/** When the incident was first acknowledged, in epoch milliseconds; `nobody`: it was not; `unread`: AWS did not answer. */
const time = z.union([z.number(), z.enum(['nobody', 'unread'])]);
type Time = z.infer<typeof time>;
const timesPart = z.array(z.tuple([z.string(), time]));

/**
 * Reads the times one by one and saves them, because hundreds of incidents take longer than a job's time limit.
 * @param untilMs when the next job continues, in epoch milliseconds
 * @throws NotFinished when the next job continues
 */
async function acknowledgements(
  services: Pick<Exporting, 'readFirstAcknowledgement' | 'openProgress' | 'now' | 'sleep'>,
  key: string,
  incidents: readonly IncidentSummary[],
  untilMs: number,
): Promise<ReadonlyMap<string, Time>> {
  const progress = await services.openProgress(key, 'acknowledgements');
  const times = new Map(progress.saved.flatMap((value) => timesPart.safeParse(value).data ?? []));
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
  // After a long read, the table is made in a job of its own.
  if (left.length > 0 && services.now() >= untilMs - partMs / 2) {
    if (fresh.length > 0) await progress.save(fresh);
    throw new NotFinished('the table is made by the next job');
  }
  return times;
}

/** Reads one time, with retries while AWS limits requests. */
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

type Needed = Pick<Services, 'incidents' | 'openProgress' | 'now'>;

/** The most pages of 100 incidents that are read in each account. */
const mostPages = 50;

const page = z.object({
  account: z.string(),
  incidents: z.array(storedSummary),
  next: z.string().optional(),
});
/** Saved last: the listing is complete except for these gaps. */
const end = z.object({ gaps: z.array(z.object({ account: z.string(), why: z.string() })) });
type Page = z.infer<typeof page>;

/**
 * Lists the incidents of all accounts since a time, and saves each page, so that they are listed once in work that takes
 * several jobs. Each job reads at least one page.
 * @param key the key of the interaction
 * @param createdAfterMs epoch milliseconds
 * @param untilMs when the next job continues, in epoch milliseconds
 * @throws AppError when no account answers; NotFinished when the next job continues
 */
export async function wholeListing(
  services: Needed,
  key: string,
  createdAfterMs: number,
  untilMs: number,
): Promise<Listing> {
  const progress = await services.openProgress(key, 'listing');
  const pages = progress.saved.flatMap((value) => page.safeParse(value).data ?? []);
  const saved = progress.saved.flatMap((value) => end.safeParse(value).data ?? []).at(0);
  const { gaps } = saved ?? (await readRest());

  /** Reads the missing pages of all accounts concurrently. */
  async function readRest(): Promise<{ gaps: Gap[] }> {
    const { found: unfinished, gaps: read } = await fromAccounts(await services.incidents.accounts(), (account) =>
      readAccount(services, progress, pages, { account, createdAfterMs, untilMs }),
    );
    if (unfinished.length > 0) throw new NotFinished('the rest of the list is read by the next job');
    const known = read.map(({ account, why }) => ({ account, why }));
    await progress.save({ gaps: known });
    return { gaps: known };
  }

  // A new incident moves another one to the next page, which then lists it again.
  const incidents = new Map(pages.flatMap((each) => each.incidents).map((incident) => [incident.arn.arn, incident]));
  return { incidents: [...incidents.values()].sort((a, b) => b.createdAtMs - a.createdAtMs), gaps };
}

interface Asked {
  account: string;
  createdAfterMs: number;
  untilMs: number;
}

/** @returns `found`: the account, if the next job continues with it */
async function readAccount(
  { incidents, now }: Needed,
  progress: Progress,
  pages: Page[],
  { account, createdAfterMs, untilMs }: Asked,
): Promise<FromAccounts<string>> {
  const read = pages.filter((each) => each.account === account);
  const before = read.length;
  while (read.length === 0 || read.at(-1)?.next !== undefined) {
    if (read.length === mostPages) {
      const count = read.reduce((sum, each) => sum + each.incidents.length, 0);
      return { found: [], gaps: [{ account, why: `it has more than the ${count} that were read.` }] };
    }
    if (now() >= untilMs && read.length > before) return { found: [account], gaps: [] };
    const fresh = { account, ...(await incidents.listPage(account, { createdAfterMs }, read.at(-1)?.next)) };
    await progress.save(fresh as unknown as Json);
    read.push(fresh);
    pages.push(fresh);
  }
  return { found: [], gaps: [] };
}
