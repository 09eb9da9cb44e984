import { incidentReport } from '../cards/surfaces/report.ts';
import { AppError } from '../errors.ts';
import type { IncidentArn } from '../incidents/naming/arn.ts';
import { type ArchiveFolder, checksum } from './archive-folder.ts';
import { type ArchiveSummary, summarize } from './archive-summary.ts';
import type { ArchivedIncident } from './archived-incident.ts';
import { indexPage } from './index-page.ts';
import { parseArchived } from './parse-archived.ts';
import type { WholeReader } from './read-whole.ts';
import { monthOf } from './statistics.ts';

export interface ArchiveOptions {
  folder: ArchiveFolder;
  reader: WholeReader;
  /** Accounts to archive. */
  accounts: readonly string[];
  /** Only incidents that started after this, in epoch milliseconds. */
  sinceMs?: number;
  now: () => number;
  /** Called with the number of incidents done, the total, and how many of them an earlier run had done. */
  onProgress: (done: number, total: number, before: number) => void;
}

export interface ArchiveReport {
  /** In the archive, those of earlier passes too. */
  incidents: number;
  events: number;
  files: number;
  /** What keeps the archive from being whole, a line each; empty: every incident is there and every checksum right. */
  problems: string[];
}

/** Incidents of one account that are read side by side. */
const width = 8;
/** The run stops after this number of failures in a row. */
const mostFailures = 20;

/**
 * Archives every incident of the accounts, continues where an earlier run ended, and verifies all files at the end.
 * @throws AppError where the folder cannot be written
 */
export async function runArchive(options: ArchiveOptions): Promise<ArchiveReport> {
  const { folder, reader, accounts, sinceMs, now, onProgress } = options;
  const since = sinceMs === undefined ? {} : { since: new Date(sinceMs).toISOString() };
  const pass = await folder.openPass({ startedAt: new Date(now()).toISOString(), ...since });
  const problems: string[] = [];
  const failures: string[] = [];
  let failedInARow = 0;
  let gone = 0;
  let stopped = false;

  const lists = await Promise.all(
    accounts.map((account) =>
      reader.list(account, sinceMs).catch((error: unknown): IncidentArn[] => {
        problems.push(`Account ${account} could not be listed: ${lineOf(error)}`);
        return [];
      }),
    ),
  );
  const listed = lists.flat().length;
  let done = lists.flat().filter(({ arn }) => pass.done.has(arn)).length;
  const before = done;
  onProgress(done, listed, before);

  async function archive(arn: IncidentArn): Promise<void> {
    try {
      const archived = await reader.read(arn);
      if (archived === undefined) gone += 1;
      else await folder.write(arn.arn, filesOf(arn, archived));
      failedInARow = 0;
      done += 1;
      onProgress(done, listed, before);
    } catch (error) {
      stopped ||= !(error instanceof AppError);
      failures.push(`${arn.arn}: ${lineOf(error)}`);
      failedInARow += 1;
    }
  }

  async function archiveAll(list: readonly IncidentArn[]): Promise<void> {
    const left = list.filter(({ arn }) => !pass.done.has(arn)).values();
    const work = async (): Promise<void> => {
      for (const arn of left) {
        if (stopped || failedInARow >= mostFailures) return;
        await archive(arn);
      }
    };
    await settled(Array.from({ length: width }, work));
  }

  await settled(lists.map(archiveAll));
  if (failures.length > 0) problems.push(`${listed - done} incidents could not be read. ${failures[0]}`);

  const { summaries, wrong } = await verify(folder);
  const rewritable = wrong.filter(({ isNew }) => isNew).map(({ path }) => path);
  if (rewritable.length > 0) {
    problems.push(`${rewritable.length} files are not as they were written, the first is ${rewritable[0]}.`);
    await folder.forget(rewritable);
  }
  const old = wrong.find(({ isNew }) => !isNew);
  if (old) problems.push(`${old.path} was changed or deleted since an earlier run archived it.`);
  const missing = summaries.filter(({ lacks }) => lacks !== undefined);
  const events = summaries.reduce((sum, each) => sum + each.events, 0);
  if (problems.length === 0 || (problems.length === 1 && old)) {
    const finishedAtMs = now();
    const facts = {
      format: 1,
      ...pass,
      done: undefined,
      finishedAt: new Date(finishedAtMs).toISOString(),
      accounts,
      incidents: summaries.length,
      timelineEvents: events,
      deletedWhileReading: gone,
      incomplete: missing.map(({ path }) => `${path}.json`),
    };
    await folder.finish(indexPage(summaries, finishedAtMs), facts);
  }
  const [first] = missing;
  if (first) problems.push(`${missing.length} incidents lack a part, the first is ${first.path}.json. ${first.lacks}`);
  return { incidents: summaries.length, events, files: folder.written().length, problems };
}

/** Waits for all of them, so that none is still running afterwards. @throws the first error */
async function settled(work: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}

const lineOf = (error: unknown): string => {
  if (error instanceof AppError) return error.message;
  throw error;
};

/** An incident's two files, by their paths. */
function filesOf({ account, plan, id }: IncidentArn, archived: ArchivedIncident): Record<string, string> {
  const { snapshot, events } = parseArchived(archived);
  const month = monthOf(snapshot.record.createdAtMs);
  const path = `incidents/${account}/${month}/${plan.slice(0, 100)}.${id}`;
  const report = incidentReport({ view: snapshot, ...(events && { events }), now: snapshot.readAtMs });
  return { [`${path}.md`]: report, [`${path}.json`]: `${JSON.stringify(archived, null, 2)}\n` };
}

/** Reads every file back, one at a time, and compares it with what was written. */
async function verify(folder: ArchiveFolder) {
  const summaries: ArchiveSummary[] = [];
  const wrong: { path: string; isNew: boolean }[] = [];
  for (const { path, sum, isNew } of folder.written()) {
    const data = await folder.read(path);
    if (data === undefined || checksum(data) !== sum) wrong.push({ path, isNew });
    else if (path.endsWith('.json')) {
      summaries.push(summarize(JSON.parse(data.toString()) as ArchivedIncident, path.replace(/\.json$/, '')));
    }
  }
  return { summaries, wrong };
}
