import type { Config } from '../config/config.ts';
import { createChannelTeams } from '../installations/channel-teams.ts';
import type { Store } from '../store/store.ts';

/**
 * Which workspace's quotas a channel uses.
 * @param now milliseconds
 * @returns `undefined` with one token: there is only one workspace
 */
export function createTeamOf(
  { slack, channelTeams, homeTeam = '' }: Pick<Config, 'slack' | 'channelTeams' | 'homeTeam'>,
  store: Store,
  now: () => number,
): ((channel: string) => Promise<string>) | undefined {
  if (slack.mode === 'sandbox' || slack.oauth === undefined) return undefined;
  const channels = createChannelTeams(store, channelTeams, now);
  return async (channel) => {
    const { teamId = '', enterpriseId = '' } = (await channels.of(channel)) ?? {};
    return teamId || enterpriseId || homeTeam;
  };
}
