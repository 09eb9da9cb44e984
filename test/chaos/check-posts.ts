import { type Broken, type Check, short } from './world.ts';

/**
 * A watch never falls silent: of every open incident that a channel watches there is a status update of late. Its watch
 * ends where an incident is resolved, even for a moment, so those are not looked for.
 * @param sinceMs a time so long ago that each watch must have posted since
 */
export const postsGoOn =
  (sinceMs: number): Check =>
  ({ asked, answers, history, shown }) =>
    asked
      .filter(({ text, responsePath }) => text.startsWith('watch ') && answers(responsePath).some(isWatching))
      .filter(({ arn, atMs }) => {
        const versions = history.get(arn) ?? [];
        const before = versions.findLast((version) => version.atMs <= atMs);
        return [...versions.filter((version) => version.atMs > atMs), before].every((one) => one?.status === 'OPEN');
      })
      .filter(
        ({ arn, channel }) =>
          !shown.statusPosts.some(
            (one) => one.arn === arn && one.channel === channel && Number(one.ts) * 1000 > sinceMs,
          ),
      )
      .map(
        ({ arn, channel }): Broken => ({
          invariant: 'posts go on',
          facts: `no status update of ${short(arn)} in ${channel}`,
        }),
      );

const isWatching = (told: string): boolean => told.startsWith('Watching here');
