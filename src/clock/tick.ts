import { inBatches } from '../batches.ts';
import { correlationId, withCorrelation } from '../correlation.ts';
import { parseIncidentArn } from '../incidents/naming/arn.ts';
import { correlated } from '../jobs/correlate.ts';
import type { JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { sendAlarmReads } from '../posting/followed-alarms.ts';
import { sendRoomChecks } from '../rooms/room-checks.ts';
import type { Store } from '../store/store.ts';
import { cadenceOf } from '../watches/cadence.ts';
import { createWatchStore, dueMsOf, lanes, type StoredWatch, type WatchStore } from '../watches/watch.ts';
import { clockRates, freeSlots, gapMs, type Rates } from './budget.ts';
import { createLedger } from './budget-ledger.ts';
import { sendDeferred } from './deferred-refreshes.ts';
import { digestShare, planDigests } from './digest-plan.ts';
import { createDigestStore, type StoredDigest } from './digest-store.ts';
import { type OnCallGroups, sendOnCallChecks } from './on-call/on-call-groups.ts';
import { sendRefreshes } from './refreshes.ts';
import { rescheduleAll } from './reschedule.ts';
import { type Candidate, type Plan, planPosts } from './tick-plan.ts';

/** @returns the workspace of a channel */
export type TeamOf = (channel: string) => Promise<string>;

export interface TickOptions {
  store: Store;
  queue: Pick<JobQueue, 'send'>;
  /** The number of queued jobs that no worker has started. Absent: only the quotas limit what is sent. */
  waiting?: () => Promise<number>;
  /** Impact to milliseconds between status updates (`STATUS_POSTS`). */
  statusPostsMs: ReadonlyMap<number, number>;
  /** User groups that follow who is on call. */
  onCallGroups?: OnCallGroups;
  /** The workspace of a channel, where there are several: each has quotas of its own. */
  teamOf?: TeamOf;
  /** Milliseconds until the next tick. What is due by then is sent now, with a delay. */
  horizonMs: number;
  now: () => number;
  log: Log;
  rates?: Rates;
}

/** What a tick sent. */
export interface TickReport {
  posts: number;
  reads: number;
  digests: number;
  /** Whether another tick ran concurrently, so that this one did nothing. */
  busy: boolean;
}

/** How long a claim on a status update lasts, in milliseconds: longer than the worker retries its job. */
const leaseMs = 600_000;
/** The most jobs that may wait in the queue, besides those that ticks delayed. People's requests must not queue behind them. */
const maxWaiting = 200;
/** With several workspaces, the most watches of a lane, and digests, that a tick looks at. */
const mostDue = 2000;
/** The shortest delay that a status update reports, in milliseconds. */
const minReportedMs = 5000;
/** Concurrent writes. */
const concurrency = 16;

interface DueWatch extends Candidate {
  stored: StoredWatch;
  /** When a tick finds it: when it is due, or when the claim of an earlier attempt expires. */
  foundMs: number;
  /** Whether an earlier attempt may have posted it. */
  again: boolean;
}

/**
 * Finds what is due before the next tick and sends jobs for it, within the limits of AWS, Slack and the workers. The cost
 * grows with what is due. Safe for concurrent use by several processes, and for a crash at any point: nothing is posted
 * twice and nothing is lost.
 *
 * It books the quotas first (of two concurrent ticks only one succeeds), then sends the jobs, then claims each watch. A job
 * that was sent but not claimed is sent again and deduplicated by the queue. A watch that was claimed but not updated is due
 * again when its claim expires.
 * @throws AppError when the store or the queue does not answer
 */
export function tick(options: TickOptions): Promise<TickReport> {
  const atMs = options.now();
  const correlation = { id: correlationId(`tick:${atMs}`), atMs };
  return withCorrelation(correlation, () => sendDue({ ...options, queue: correlated(options.queue) }));
}

async function sendDue(options: TickOptions): Promise<TickReport> {
  const { store, queue, statusPostsMs, horizonMs, now, log, rates = clockRates } = options;
  const watches = createWatchStore(store, log);
  const digests = createDigestStore(store, log);
  const ledger = createLedger(store);
  const nowMs = now();
  const endMs = nowMs + horizonMs;
  const { ledger: before, expect, laterMs } = await ledger.read(nowMs);
  if (laterMs !== undefined) await rescheduleAll({ store, statusPostsMs, nowMs, laterMs, leaseMs });
  // A status update takes two jobs, one after the other.
  const spreadOut = (2 * horizonMs) / gapMs(rates.posts);
  const room = Math.floor(maxWaiting + spreadOut - ((await options.waiting?.()) ?? 0));
  if (room > 0) {
    await sendDeferred(options, nowMs);
    await sendRefreshes(options, nowMs);
    await sendAlarmReads(options, nowMs);
    await sendRoomChecks(options, nowMs);
    await sendOnCallChecks(options, nowMs);
  }
  const { bookings: booked } = before;
  const { teamOf = theOnlyTeam } = options;
  const isOnly = options.teamOf === undefined;
  const mostPosts = isOnly ? Math.min(room, freeSlots(booked.posts[''], nowMs, endMs, rates.posts)) : room;
  // Of several workspaces, what one of them may not post now must not hide what is due in the others.
  const wanted = (most: number) => (isOnly ? most : mostDue);
  const allDigests = mostPosts > 0 ? await digests.due(endMs, wanted(Math.ceil(mostPosts * digestShare))) : [];
  const planned = await planDigests(allDigests, { nowMs, endMs, rates, posts: booked.posts, most: mostPosts, teamOf });
  const { digests: dueDigests, posts } = planned;
  const slots = mostPosts - dueDigests.length;
  const found = slots > 0 ? await findDue(watches, statusPostsMs, endMs, wanted(slots), teamOf) : [];
  if (found.length + dueDigests.length === 0 && Math.abs(nowMs - before.tickedAtMs) < 60_000) return nothing;
  const bookings = { ...booked, posts };
  const plan = planPosts(found, { nowMs, endMs, rates, bookings, mostPosts: slots });
  if (!(await ledger.write({ ...before, bookings: plan.bookings, tickedAtMs: nowMs }, expect))) {
    return { ...nothing, busy: true };
  }
  const digestJobs = dueDigests.map(({ due, atMs }) => digestJob(due, atMs, nowMs));
  const jobs = [...digestJobs, ...readJobs(plan, nowMs, before.upSinceMs)];
  if (jobs.length > 0) await queue.send(jobs);
  await inBatches(dueDigests, concurrency, ({ due }) => digests.claim(due, nowMs + leaseMs));
  const made = plan.reads.flatMap((read) => read.posts);
  await inBatches(made, concurrency, ({ candidate }) => claim(watches, candidate, nowMs + leaseMs, true));
  await inBatches(plan.crowded, concurrency, ({ candidate, untilMs }) =>
    claim(watches, candidate, untilMs, candidate.again),
  );
  const report = { posts: made.length, reads: plan.reads.length, digests: dueDigests.length, busy: false };
  if (jobs.length > 0) log.debug('tick', report);
  return report;
}

const theOnlyTeam: TeamOf = async () => '';
const nothing: TickReport = { posts: 0, reads: 0, digests: 0, busy: false };

/** The longest overdue watches of each lane, up to `limit` of each. */
async function findDue(
  watches: WatchStore,
  statusPostsMs: ReadonlyMap<number, number>,
  endMs: number,
  limit: number,
  teamOf: TeamOf,
): Promise<DueWatch[]> {
  const lists = await Promise.all(lanes.map((lane) => watches.due(lane, endMs, limit)));
  const due = await inBatches(lists.flat(), concurrency, async (stored) => ({
    stored,
    team: await teamOf(stored.watch.channel),
  }));
  return due.flatMap(({ stored, team }): DueWatch[] => {
    const { watch } = stored;
    const { arn, channel, impact = 1, nextPostMs: dueMs, lastPostMs } = watch;
    const foundMs = dueMsOf(watch);
    if (dueMs === undefined || foundMs === undefined) return [];
    const plannedMs = lastPostMs === undefined ? undefined : dueMs - lastPostMs;
    const cadenceMs = cadenceOf(watch, impact, statusPostsMs) ?? plannedMs ?? 3_600_000;
    const account = parseIncidentArn(arn)?.account ?? '';
    const again = watch.claim?.dueMs === dueMs && watch.claim.sent;
    return [{ arn, channel, team, account, impact, cadenceMs, dueMs, stored, foundMs, again }];
  });
}

/** One job for each incident, for all channels that watch it. */
function readJobs(plan: Plan<DueWatch>, nowMs: number, upSinceMs: number): JobToSend[] {
  return plan.reads.map(({ arn, atMs, engaged, posts }) => ({
    group: `status ${arn}`,
    dedupeId: `status:${arn}:${posts.map(({ candidate }) => `${candidate.channel}${candidate.foundMs}`).join()}`,
    delayMs: Math.max(0, atMs - nowMs),
    job: {
      kind: 'status-read',
      arn,
      engaged,
      posts: posts.map(({ candidate: { channel, cadenceMs, dueMs, foundMs, again }, atMs: postMs, redraw }) => {
        const lateMs = postMs - Math.max(dueMs, upSinceMs);
        const late = lateMs > Math.max(cadenceMs / 10, minReportedMs) && { lateMs };
        return { channel, dueMs, foundMs, atMs: postMs, redraw, again, ...late };
      }),
    },
  }));
}

function digestJob({ digest }: StoredDigest, freeMs: number, nowMs: number): JobToSend {
  const { channel, nextMs: dueMs, claim: tried } = digest;
  const again = tried?.dueMs === dueMs;
  return {
    group: `digest ${channel}`,
    dedupeId: `digest:${channel}:${again ? tried.untilMs : dueMs}`,
    delayMs: Math.max(0, dueMs - nowMs, freeMs - nowMs),
    job: { kind: 'digest', channel, dueMs, again },
  };
}

/** Claims a watch. If it was changed concurrently the claim fails, and the job that was sent does nothing. */
const claim = (watches: WatchStore, { stored, dueMs }: DueWatch, untilMs: number, sent: boolean): Promise<unknown> =>
  watches.put({ ...stored.watch, claim: { dueMs, untilMs, sent } }, stored.version);
