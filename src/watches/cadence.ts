import type { Watch } from '../incidents/watch.ts';

/** At most so many times as long between posts that have nothing new to tell. */
const mostStretch = 4;

/**
 * Milliseconds between the status posts of a watch: its own cadence, else that of the incident's impact.
 * @param statusPostsMs impact to milliseconds between posts; an impact that is absent gets none
 */
export function cadenceOf(
  watch: Pick<Watch, 'cadenceMs'>,
  impact: number,
  statusPostsMs: ReadonlyMap<number, number>,
): number | undefined {
  return watch.cadenceMs ?? statusPostsMs.get(impact);
}

/**
 * How many times as long the next post waits when nothing changed: twice as long after two posts in a row with nothing
 * new, four times after three.
 * @param unchanged posts in a row that had nothing new to tell
 */
export function stretchAfter(unchanged: number): number {
  return unchanged < 2 ? 1 : Math.min(mostStretch, 2 ** (unchanged - 1));
}
