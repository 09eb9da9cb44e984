import type { Watch } from '../incidents/watch.ts';

/** The longest wait between status updates without news, as a multiple of the cadence. */
const maxStretch = 4;

/**
 * The cadence of a watch's status updates: its own, else that of the incident's impact.
 * @param statusPostsMs impact to milliseconds between updates (`STATUS_POSTS`); an impact that is absent gets none
 * @returns milliseconds; `undefined` when the watch gets no status updates
 */
export function cadenceOf(
  watch: Pick<Watch, 'cadenceMs'>,
  impact: number,
  statusPostsMs: ReadonlyMap<number, number>,
): number | undefined {
  return watch.cadenceMs ?? statusPostsMs.get(impact);
}

/**
 * The factor by which the cadence grows while nothing changes: 2 after two status updates without news, 4 after three.
 * @param unchanged the number of consecutive status updates without news
 */
export function stretchAfter(unchanged: number): number {
  return unchanged < 2 ? 1 : Math.min(maxStretch, 2 ** (unchanged - 1));
}
