import { z } from 'zod';
import { type FromAccounts, fromAccounts } from '../../aws/read/each-account.ts';
import type { Listing } from '../../aws/read/incident-manager.ts';
import type { Gap } from '../../incidents/gap.ts';
import { storedSummary } from '../../incidents/stored-snapshot.ts';
import { NotFinished } from '../../jobs/not-finished.ts';
import type { Json } from '../../store/store.ts';
import type { Services } from '../services.ts';
import type { Progress } from './progress.ts';

type Needed = Pick<Services, 'incidents' | 'openProgress' | 'now'>;

/** Pages of 100 that are read of an account. */
const mostPages = 50;

const page = z.object({
  account: z.string(),
  incidents: z.array(storedSummary),
  next: z.string().optional(),
});
/** Saved last: the listing is whole but for these gaps. */
const end = z.object({ gaps: z.array(z.object({ account: z.string(), why: z.string() })) });
type Page = z.infer<typeof page>;

/**
 * Lists the incidents of all accounts since a time, and saves each page: they are listed once, however many jobs the work
 * takes that needs them.
 * @param key of the interaction that needs them
 * @param createdAfterMs milliseconds
 * @param untilMs from then on the rest is left to the next job
 * @throws AppError where no account answers; NotFinished when the rest is for another job: each job reads a page at least
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

  /** Reads the pages that are missing, of all accounts side by side. */
  async function readRest(): Promise<{ gaps: Gap[] }> {
    const { found: unfinished, gaps: read } = await fromAccounts(await services.incidents.accounts(), (account) =>
      readAccount(services, progress, pages, { account, createdAfterMs, untilMs }),
    );
    if (unfinished.length > 0) throw new NotFinished('the rest of the list is read by the next job');
    const told = read.map(({ account, why }) => ({ account, why }));
    await progress.save({ gaps: told });
    return { gaps: told };
  }

  // An incident that appeared meanwhile moves another to the next page.
  const incidents = new Map(pages.flatMap((each) => each.incidents).map((incident) => [incident.arn.arn, incident]));
  return { incidents: [...incidents.values()].sort((a, b) => b.createdAtMs - a.createdAtMs), gaps };
}

interface Asked {
  account: string;
  createdAfterMs: number;
  untilMs: number;
}

/** @returns `found`: the account, where the rest of it is for another job */
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
