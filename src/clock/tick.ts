import { parseIncidentArn } from '../incidents/arn.ts';
import type { JobQueue, JobToSend } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { sendUnfurlRefreshes } from '../posting/unfurl-refreshes.ts';
import type { Store } from '../store/store.ts';
import { cadenceOf } from '../watches/cadence.ts';
import { createWatchStore, dueMsOf, lanes, type StoredWatch, type WatchStore } from '../watches/watch.ts';
import { clockRates, freeSlots, gapMs, type Rates } from './budget.ts';
import { createLedger } from './budget-ledger.ts';
import { sendDeferred } from './deferred-refreshes.ts';
import { createDigestStore, type StoredDigest } from './digest-store.ts';
import { followClock } from './follow-clock.ts';
import { type Candidate, type Plan, planPosts } from './tick-plan.ts';

export interface TickOptions {
  store: Store;
  queue: Pick<JobQueue, 'send'>;
  /** How many jobs nobody has in hand. Without it as many are sent as the quotas allow. */
  waiting?: () => Promise<number>;
  /** Impact to milliseconds between status updates. */
  statusPostsMs: ReadonlyMap<number, number>;
  /** Until when there will be another tick, in milliseconds: what is due by then is arranged now. */
  horizonMs: number;
  now: () => number;
  log: Log;
  rates?: Rates;
}

/** What a tick had done. */
export interface TickReport {
  posts: number;
  reads: number;
  digests: number;
  /** Another tick was at it. */
  busy: boolean;
}

/** A status update that is not made within so long is due again, in milliseconds: longer than the worker tries. */
const leaseMs = 600_000;
/**
 * So many jobs may wait besides those that ticks spread over the time to come. With more no others are sent: what people
 * ask for must not stand behind them.
 */
const mostWaiting = 200;
/** Digests take so much of the room, so that a morning's digests do not hold up what is critical. */
const digestPart = 0.5;
/** Nobody is told that a post is late by less, in milliseconds. */
const worthTellingMs = 5000;
/** Writes under way at once. */
const width = 16;

interface DueWatch extends Candidate {
  stored: StoredWatch;
  /** From when a tick finds it: when it is due, or when an earlier try was given up. */
  foundMs: number;
  /** Whether an earlier try may have posted it. */
  again: boolean;
}

/**
 * Finds what is due before the next tick and sends the jobs for it, no more than AWS, Slack and the workers have room
 * for; does none of it itself. Costs as much as what is due. May be called at any time, by several processes at once,
 * and may die at any point: nothing is posted twice and nothing is lost.
 *
 * First the room is booked (of two ticks at once only one can), then the jobs are sent, then each watch is claimed. What
 * was sent and not claimed is sent again and dropped by the queue; what was claimed and not done is due again later.
 */
export async function tick(options: TickOptions): Promise<TickReport> {
  const { store, queue, statusPostsMs, horizonMs, now, log, rates = clockRates } = options;
  const watches = createWatchStore(store, log);
  const digests = createDigestStore(store, log);
  const ledger = createLedger(store);
  const nowMs = now();
  const endMs = nowMs + horizonMs;
  const { ledger: before, expect, laterMs } = await ledger.read(nowMs);
  if (laterMs !== undefined) await followClock({ store, statusPostsMs, nowMs, laterMs, leaseMs });
  // Each post is two jobs, one after the other.
  const spreadOut = (2 * horizonMs) / gapMs(rates.posts);
  const room = Math.floor(mostWaiting + spreadOut - ((await options.waiting?.()) ?? 0));
  if (room > 0) {
    await sendDeferred(options, nowMs);
    await sendUnfurlRefreshes(options, nowMs);
  }
  const freeMs = Math.max(before.bookings.posts, nowMs);
  const mostPosts = Math.min(room, freeSlots(freeMs, nowMs, endMs, rates.posts));
  const dueDigests = mostPosts > 0 ? await digests.due(endMs, Math.ceil(mostPosts * digestPart)) : [];
  const posts = freeMs + dueDigests.length * gapMs(rates.posts);
  const slots = mostPosts - dueDigests.length;
  const found = slots > 0 ? await findDue(watches, statusPostsMs, endMs, slots) : [];
  if (found.length + dueDigests.length === 0 && Math.abs(nowMs - before.tickedAtMs) < 60_000) return nothing;
  const bookings = { ...before.bookings, ...(dueDigests.length > 0 && { posts }) };
  const plan = planPosts(found, { nowMs, endMs, rates, bookings, mostPosts: slots });
  if (!(await ledger.write({ ...before, bookings: plan.bookings, tickedAtMs: nowMs }, expect))) {
    return { ...nothing, busy: true };
  }
  const digestJobs = dueDigests.map((due, turn) => digestJob(due, freeMs + turn * gapMs(rates.posts), nowMs));
  const jobs = [...digestJobs, ...readJobs(plan, nowMs, before.upSinceMs)];
  if (jobs.length > 0) await queue.send(jobs);
  await eachOf(dueDigests, (due) => digests.claim(due, nowMs + leaseMs));
  const made = plan.reads.flatMap((read) => read.posts);
  await eachOf(made, ({ candidate }) => claim(watches, candidate, nowMs + leaseMs, true));
  await eachOf(plan.crowded, ({ candidate, untilMs }) => claim(watches, candidate, untilMs, candidate.again));
  const report = { posts: made.length, reads: plan.reads.length, digests: dueDigests.length, busy: false };
  if (jobs.length > 0) log.debug('tick', report);
  return report;
}

const nothing: TickReport = { posts: 0, reads: 0, digests: 0, busy: false };

/** The longest overdue of each list: of none more than there is room for. */
async function findDue(
  watches: WatchStore,
  statusPostsMs: ReadonlyMap<number, number>,
  endMs: number,
  limit: number,
): Promise<DueWatch[]> {
  const lists = await Promise.all(lanes.map((lane) => watches.due(lane, endMs, limit)));
  return lists.flat().flatMap((stored): DueWatch[] => {
    const { watch } = stored;
    const { arn, channel, impact = 1, nextPostMs: dueMs, lastPostMs } = watch;
    const foundMs = dueMsOf(watch);
    if (dueMs === undefined || foundMs === undefined) return [];
    const plannedMs = lastPostMs === undefined ? undefined : dueMs - lastPostMs;
    const cadenceMs = cadenceOf(watch, impact, statusPostsMs) ?? plannedMs ?? 3_600_000;
    const account = parseIncidentArn(arn)?.account ?? '';
    const again = watch.claim?.dueMs === dueMs && watch.claim.sent;
    return [{ arn, channel, account, impact, cadenceMs, dueMs, stored, foundMs, again }];
  });
}

/** One job for each incident, whatever number of channels watch it. */
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
        const late = lateMs > Math.max(cadenceMs / 10, worthTellingMs) && { lateMs };
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

/** A watch that was changed in the meantime is somebody else's now: the post that was sent for it finds that out. */
const claim = (watches: WatchStore, { stored, dueMs }: DueWatch, untilMs: number, sent: boolean): Promise<unknown> =>
  watches.put({ ...stored.watch, claim: { dueMs, untilMs, sent } }, stored.version);

async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < all.length; start += width) {
    await Promise.all(all.slice(start, start + width).map(work));
  }
}
