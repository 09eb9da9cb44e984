import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { createUnfurlStore, type PostedUnfurl } from './posted-unfurl.ts';

/** How long an unfurl is kept current, in milliseconds. */
export const currentMs = 86_400_000;
/** The interval at which an incident is refreshed for its unfurls alone, in milliseconds. */
const refreshEveryMs = 900_000;
/** Unfurls refreshed a minute: a small share of AWS's read quota. With more unfurls, each is refreshed less often. */
const refreshesPerMinute = 30;

/**
 * When an unfurl is refreshed next.
 * @returns epoch milliseconds; `undefined` when it is no longer kept current
 */
export function nextRefreshMs({ sinceMs }: Pick<PostedUnfurl, 'sinceMs'>, nowMs: number): number | undefined {
  const next = nowMs + refreshEveryMs;
  return next - sinceMs < currentMs ? next : undefined;
}

/**
 * Reschedules refreshes after the clock was set back, so that none is further away than one interval.
 * @param untilMs the end of the range of due times to check, in epoch milliseconds
 */
export async function rescheduleUnfurlRefreshes(
  store: Store,
  nowMs: number,
  untilMs: number,
  limit: number,
): Promise<void> {
  const unfurls = createUnfurlStore(store);
  for (const { unfurl, version } of await unfurls.due(untilMs, limit)) {
    const latestMs = nowMs + refreshEveryMs;
    if ((unfurl.nextLookMs ?? 0) > latestMs) await unfurls.put({ ...unfurl, nextLookMs: latestMs }, version);
  }
}

/**
 * Sends refreshes for incidents that only unfurls show: without a watch or a notification, these would become outdated. One
 * refresh serves all unfurls of an incident. Safe for concurrent use by several processes.
 * @param horizonMs milliseconds until the next call
 */
export async function sendUnfurlRefreshes(
  { store, queue, horizonMs, log }: { store: Store; queue: Pick<JobQueue, 'send'>; horizonMs: number; log?: Log },
  nowMs: number,
): Promise<void> {
  const unfurls = createUnfurlStore(store, log);
  const due = await unfurls.due(nowMs, Math.ceil((horizonMs / 60_000) * refreshesPerMinute));
  const arns = new Set(due.map(({ unfurl }) => unfurl.arn));
  if (arns.size === 0) return;
  const turn = Math.floor(nowMs / refreshEveryMs);
  await queue.send(
    [...arns].map((arn) => ({
      group: `look ${arn}`,
      dedupeId: `unfurls:${arn}:${turn}`,
      job: { kind: 'look', arn, channels: [], engaged: false },
    })),
  );
  // Send before writing: if a write fails, the refresh is sent again and the queue drops the duplicate.
  for (const { unfurl, version } of due) {
    const { nextLookMs: _past, ...rest } = unfurl;
    const next = nextRefreshMs(rest, nowMs);
    await unfurls.put({ ...rest, ...(next !== undefined && { nextLookMs: next }) }, version);
  }
}
