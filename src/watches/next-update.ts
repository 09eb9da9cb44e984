import type { Watch } from '../incidents/watch.ts';
import { cadenceOf } from './cadence.ts';
import { spread } from './jitter.ts';

/**
 * When the next status post of a watch is due: one cadence from `fromMs` or a little earlier, and not while the watch is
 * paused.
 * @param impact of the incident: decides the cadence where the watch has none of its own
 * @param statusPostsMs impact to milliseconds between posts; an impact that is absent gets none
 * @param stretch how many times as long as usual
 * @returns epoch milliseconds, `undefined` where there is to be no post
 */
export function nextPostMs(
  watch: Pick<Watch, 'arn' | 'cadenceMs' | 'quietUntilMs'>,
  impact: number,
  statusPostsMs: ReadonlyMap<number, number>,
  fromMs: number,
  stretch = 1,
): number | undefined {
  const cadenceMs = cadenceOf(watch, impact, statusPostsMs);
  if (cadenceMs === undefined) return undefined;
  return Math.max(spread(watch.arn, fromMs, cadenceMs, stretch), watch.quietUntilMs ?? 0);
}
