import type { Watch } from './watch.ts';

/**
 * When the next status post of a watch is due: one cadence from `fromMs`, and not while the watch is paused.
 * @param impact of the incident: decides the cadence where the watch has none of its own
 * @param statusPostsMs impact to milliseconds between posts; an impact that is absent gets none
 * @returns epoch milliseconds, `undefined` where there is to be no post
 */
export function nextPostMs(
  { cadenceMs, quietUntilMs = 0 }: Pick<Watch, 'cadenceMs' | 'quietUntilMs'>,
  impact: number,
  statusPostsMs: ReadonlyMap<number, number>,
  fromMs: number,
): number | undefined {
  const every = cadenceMs ?? statusPostsMs.get(impact);
  return every === undefined ? undefined : Math.max(fromMs + every, quietUntilMs);
}
