import type { Watch } from '../incidents/watch.ts';
import { cadenceOf } from './cadence.ts';

/**
 * When the next status update of a watch is due: one cadence after `fromMs` or slightly earlier, but not while the watch
 * is quiet.
 * @param impact of the incident; gives the cadence unless the watch has its own
 * @param statusPostsMs impact to milliseconds between updates (`STATUS_POSTS`); an impact that is absent gets none
 * @param stretch the factor by which the cadence is stretched
 * @returns epoch milliseconds; `undefined` when the watch gets no status updates
 * @example
 * nextUpdateMs({ arn, cadenceMs: 1_800_000 }, 2, new Map(), now()); // 27 to 30 minutes from now
 */
export function nextUpdateMs(
  watch: Pick<Watch, 'arn' | 'cadenceMs' | 'quietUntilMs'>,
  impact: number,
  statusPostsMs: ReadonlyMap<number, number>,
  fromMs: number,
  stretch = 1,
): number | undefined {
  const cadenceMs = cadenceOf(watch, impact, statusPostsMs);
  if (cadenceMs === undefined) return undefined;
  return Math.max(dueWithJitter(watch.arn, fromMs, cadenceMs, stretch), watch.quietUntilMs ?? 0);
}

/** The share of the wait by which a status update may come early. */
const earlyShare = 0.1;
/** The same while the cadence is stretched: updates without news are less urgent. */
const earlyShareStretched = 0.25;

/**
 * When the next status update is due, with jitter. The due time moves earlier, never later, towards a phase derived from
 * the ARN. After a few updates the incidents are spread evenly over the cadence, while all channels that watch one
 * incident with the same cadence stay due together, so that one read serves them. The phases of a cadence and of its
 * multiples agree.
 * @param arn of the incident
 * @param fromMs when the last status update was posted, in epoch milliseconds
 * @param stretch the number of cadences until the next one
 * @returns epoch milliseconds
 */
export function dueWithJitter(arn: string, fromMs: number, cadenceMs: number, stretch = 1): number {
  const waitMs = cadenceMs * stretch;
  const dueMs = fromMs + waitMs;
  const sincePhaseMs = (((dueMs - hashOf(arn)) % waitMs) + waitMs) % waitMs;
  return dueMs - Math.min(sincePhaseMs, (stretch > 1 ? earlyShareStretched : earlyShare) * waitMs);
}

/** A 32-bit FNV-1a hash with MurmurHash3's finalizer, so that every input bit affects every output bit. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
