import { type Broken, type Check, short } from './world.ts';

/**
 * No watch stops posting: every open incident that a channel watches has a recent status update. A watch ends when the
 * incident is resolved, even for a moment, so such incidents are not checked. A room watches its incident.
 * @param sinceMs the time since which each watch must have posted, in epoch milliseconds
 */
export const postsGoOn =
  (sinceMs: number): Check =>
  ({ asked, answers, history, shown }) =>
    [
      ...asked.filter(({ text, responsePath }) => text.startsWith('watch ') && answers(responsePath).some(isWatching)),
      // A room is made after its incident began, so no version is later than this.
      ...shown.rooms.flatMap(({ id, arns }) => arns.map((arn) => ({ arn, channel: id, atMs: 0 }))),
    ]
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
