import type { Gate } from '../gate/gate.ts';
import type { IncidentSnapshot } from '../incidents/snapshot.ts';
import { stateOf } from '../incidents/state.ts';
import type { SyncJob } from '../jobs/job.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { chartJob, refreshAgain } from '../posting/card-jobs.ts';
import type { UnfurlKeeper } from '../posting/unfurl-keeper.ts';
import { endGoneCard, type GoneOptions } from './gone.ts';
import { withdraw, withdrawOutdatedUnfurls } from './withdraw.ts';

export interface SyncOptions extends GoneOptions {
  gate: Pick<Gate, 'mayPost' | 'sharing'>;
  unfurls: Pick<UnfurlKeeper, 'sync' | 'withdraw'>;
  queue: Pick<JobQueue, 'send'>;
  /** Waits until a message that was just updated has rested; may throw instead. */
  rest?: (ms: number) => Promise<void>;
  /** Brings the incident's room in step. */
  rooms: { follow: (snapshot: IncidentSnapshot) => Promise<void> };
  now: () => number;
  log: Log;
  metrics?: Metrics;
}

/** A snapshot that waited longer than this for its turn may be outdated, in milliseconds. */
const longWaitMs = 10_000;

/**
 * Makes a channel match the snapshot of an incident: its card, and its unfurls of the last day. In a shared channel that does
 * not watch the incident, what is no longer true becomes a line.
 * @param job without a snapshot, the incident's record no longer exists
 * @throws AppError for a failure that can pass: the job is then retried
 */
export async function sync(options: SyncOptions, job: SyncJob): Promise<void> {
  // A resolution ends the watch, and in a shared channel only the watch allows unfurls to be updated: update them first.
  if (job.view !== undefined && stateOf(job.view.record) === 'resolved') await syncUnfurls(options, job);
  await syncCard(options, job);
  await syncUnfurls(options, job);
  if (job.view?.room === job.channel) await options.rooms.follow(job.view);
}

async function syncUnfurls(options: SyncOptions, { channel, arn, view: snapshot }: SyncJob): Promise<void> {
  const { gate, unfurls, rest } = options;
  if (await gate.mayPost({ incident: arn }, channel)) return unfurls.sync(channel, arn, snapshot, rest);
  if (snapshot !== undefined && (await gate.sharing(channel)) === 'shared')
    await withdrawOutdatedUnfurls(options, arn, channel, snapshot);
}

async function syncCard(
  options: SyncOptions,
  { arn, channel, view: snapshot, bring, correlation }: SyncJob,
): Promise<void> {
  const { cards, gate, queue, rest, now, log, metrics } = options;
  if (snapshot === undefined) return endGoneCard(options, arn, channel);
  const shown = await cards.sync(channel, snapshot, bring, rest && { rest });
  const isChanged = shown.how === 'posted' || shown.how === 'updated';
  if (isChanged && correlation?.from === 'notification') metrics?.cardShown(now() - correlation.atMs);
  if (shown.how === 'updated' && now() - snapshot.readAtMs > longWaitMs) await queue.send([refreshAgain(arn, now())]);
  const chart = bring && shown.how === 'posted' ? chartJob(snapshot, channel, now()) : undefined;
  if (chart !== undefined) await queue.send([chart]);
  if (shown.how === 'shared' && shown.outdated && (await gate.sharing(channel)) === 'shared')
    return withdraw(options, arn, channel);
  if (shown.how === 'shared')
    log.warn('card not posted: channel is or may be shared with another organisation', { channel, arn });
  if (shown.how === 'refused') log.warn('channel is closed to the app', { channel, arn, code: shown.code });
}
