import { z } from 'zod';
import { inBatches } from '../batches.ts';
import { awaitsAcknowledgement } from '../incidents/attention.ts';
import type { JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { openIncidentItem, storedOpenIncident } from '../posting/open-incidents.ts';
import { createCardStore } from '../posting/posted-card.ts';
import {
  createUnfurlStore,
  nextRefreshMs,
  refreshEveryMs,
  refreshLane,
  storedUnfurl,
} from '../posting/posted-unfurl.ts';
import { createRows, type Row } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { createWatchStore } from '../watches/watch.ts';

/** Refreshes a minute: a small share of AWS's read quota. With more to refresh, each is refreshed less often. */
const refreshesPerMinute = 30;
/** Concurrent reads and writes. */
const concurrency = 16;

/** What is refreshed although no channel watches it: an unfurl of the last day, or an open incident. */
const stored = z.union([storedUnfurl, storedOpenIncident]);
type Refreshed = z.infer<typeof stored>;
type Opened = z.infer<typeof storedOpenIncident>;

interface RefreshesOptions {
  store: Store;
  queue: Pick<JobQueue, 'send'>;
  /** Milliseconds until the next call. */
  horizonMs: number;
  log?: Log;
}

/**
 * Sends refreshes for incidents that no channel watches, which would become outdated without a notification: those that
 * unfurls show, and open ones in their first hours until someone acknowledges. One refresh serves all channels. Safe for
 * concurrent use by several processes.
 */
export async function sendRefreshes({ store, queue, horizonMs, log }: RefreshesOptions, nowMs: number): Promise<void> {
  const limit = Math.ceil((horizonMs / 60_000) * refreshesPerMinute);
  const due = await createRows(store, stored, log).due(nowMs, limit, refreshLane);
  const planned = await inBatches(due, concurrency, (row) => planOf(store, row, nowMs));
  // Of an incident that is due twice, the refresh that also reads who was paged.
  const jobs = new Map([...planned].sort(byPeople).flatMap(({ job }) => (job === undefined ? [] : [[job.group, job]])));
  if (jobs.size > 0) await queue.send([...jobs.values()]);
  // Send before writing: if a write fails, the refresh is sent again and the queue drops the duplicate.
  await inBatches(planned, concurrency, ({ write }) => write());
}

interface Planned {
  job?: JobToSend;
  /** Stores when it is due next. */
  write: () => Promise<unknown>;
}

const readsPeople = ({ job }: Planned) => job?.job.kind === 'look' && job.job.people === true;
const byPeople = (one: Planned, other: Planned) => Number(readsPeople(one)) - Number(readsPeople(other));

const isOpened = (value: Refreshed): value is Opened => 'createdAtMs' in value;

async function planOf(store: Store, row: Row<Refreshed>, nowMs: number): Promise<Planned> {
  const { value, version } = row;
  if (isOpened(value)) return openPlan(store, row, value, nowMs);
  const { nextLookMs: _past, ...unfurl } = value;
  const next = nextRefreshMs(unfurl, nowMs);
  return {
    job: refreshJob(unfurl.arn, `unfurls:${unfurl.arn}:${Math.floor(nowMs / refreshEveryMs)}`, false),
    write: () => createUnfurlStore(store).put({ ...unfurl, ...(next !== undefined && { nextLookMs: next }) }, version),
  };
}

/** An incident that is resolved or acknowledged, or that no card shows any more, is no longer refreshed. */
async function openPlan(
  store: Store,
  { item, version }: Row<Refreshed>,
  value: Opened,
  nowMs: number,
): Promise<Planned> {
  const { arn } = value;
  const cards = await createCardStore(store).ofIncident(arn);
  const isFollowed = cards.some(
    ({ ended, reading }) => ended === undefined && reading && awaitsAcknowledgement(reading),
  );
  if (!isFollowed) return { write: () => store.remove(item, version) };
  const next = openIncidentItem(value, nowMs);
  const write = () => (next === undefined ? store.remove(item, version) : store.write(next, version));
  const watches = await createWatchStore(store).ofIncident(arn);
  // Their status updates keep all cards of the incident true.
  if (watches.some(({ watch }) => watch.nextPostMs !== undefined)) return { write };
  return { job: refreshJob(arn, `open:${arn}:${item.dueAtMs}`, true), write };
}

const refreshJob = (arn: string, dedupeId: string, people: boolean): JobToSend => ({
  group: `look ${arn}`,
  dedupeId,
  job: { kind: 'look', arn, channels: [], engaged: false, ...(people && { people }) },
});

/**
 * Reschedules refreshes after the clock was set back, so that none is further away than one interval.
 * @param untilMs the end of the range of due times to check, in epoch milliseconds
 */
export async function rescheduleRefreshes(store: Store, nowMs: number, untilMs: number, limit: number): Promise<void> {
  for (const { value, item, version } of await createRows(store, stored).due(untilMs, limit, refreshLane)) {
    const latestMs = nowMs + refreshEveryMs;
    if ((item.dueAtMs ?? 0) <= latestMs) continue;
    if (isOpened(value)) {
      const next = openIncidentItem(value, nowMs);
      if (next !== undefined) await store.write(next, version);
    } else await createUnfurlStore(store).put({ ...value, nextLookMs: latestMs }, version);
  }
}
