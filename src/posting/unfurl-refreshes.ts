import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { createUnfurlStore, type PostedUnfurl } from './posted-unfurl.ts';

/** An answer is kept current for so long, in milliseconds. */
export const currentMs = 86_400_000;
/** An open incident is looked at so often for the sake of its answers alone, in milliseconds. */
const lookEveryMs = 900_000;
/** So many answers a minute: a small part of what AWS lets be read. With more of them each is looked at less often. */
const looksPerMinute = 30;

/** When the incident of an answer is looked at next for its sake. @returns `undefined` when the answer's day is over */
export function nextRefreshMs({ sinceMs }: Pick<PostedUnfurl, 'sinceMs'>, nowMs: number): number | undefined {
  const next = nowMs + lookEveryMs;
  return next - sinceMs < currentMs ? next : undefined;
}

/**
 * The clock was set back: no look for the sake of an answer is further away than usual.
 * @param untilMs what was planned by the later time is due by then
 */
export async function hastenUnfurlLooks(store: Store, nowMs: number, untilMs: number, limit: number): Promise<void> {
  const unfurls = createUnfurlStore(store);
  for (const { unfurl, version } of await unfurls.due(untilMs, limit)) {
    const latestMs = nowMs + lookEveryMs;
    if ((unfurl.nextLookMs ?? 0) > latestMs) await unfurls.put({ ...unfurl, nextLookMs: latestMs }, version);
  }
}

/**
 * Has the incidents looked at whose answers in threads would else grow old: those that nobody watches and no topic
 * speaks of. All answers about an incident are served by one look. Safe to be called at any time by several processes.
 * @param horizonMs until the next call, in milliseconds
 */
export async function sendUnfurlRefreshes(
  { store, queue, horizonMs, log }: { store: Store; queue: Pick<JobQueue, 'send'>; horizonMs: number; log?: Log },
  nowMs: number,
): Promise<void> {
  const unfurls = createUnfurlStore(store, log);
  const due = await unfurls.due(nowMs, Math.ceil((horizonMs / 60_000) * looksPerMinute));
  const arns = new Set(due.map(({ unfurl }) => unfurl.arn));
  if (arns.size === 0) return;
  const turn = Math.floor(nowMs / lookEveryMs);
  await queue.send(
    [...arns].map((arn) => ({
      group: `look ${arn}`,
      dedupeId: `unfurls:${arn}:${turn}`,
      job: { kind: 'look', arn, channels: [], engaged: false },
    })),
  );
  // Sent first: what is not noted is found again, and the same look is dropped by the queue.
  for (const { unfurl, version } of due) {
    const { nextLookMs: _past, ...rest } = unfurl;
    const next = nextRefreshMs(rest, nowMs);
    await unfurls.put({ ...rest, ...(next !== undefined && { nextLookMs: next }) }, version);
  }
}
