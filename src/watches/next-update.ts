import type { Watch } from '../incidents/watch.ts';
import { cadenceOf } from './cadence.ts';
import { dueWithJitter } from './jitter.ts';

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
