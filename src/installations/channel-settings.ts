/** A topic that is named twice speaks to all the channels named for it, each once. */
export function channelsByTopic(entries: readonly [string, string[]][]): Map<string, string[]> {
  const topics = new Map<string, string[]>();
  for (const [topic, channels] of entries) {
    const ids = channels.map((channel) => channel.split(':').at(-1) ?? '');
    topics.set(topic, [...new Set([...(topics.get(topic) ?? []), ...ids])]);
  }
  return topics;
}

/** The workspaces that the channels of topics name: `T0123:C0456`. */
export function teamsOfChannels(entries: readonly [string, string[]][]): Map<string, string> {
  const named = entries.flatMap(([, channels]) => channels.map((channel) => channel.split(':')));
  return new Map(named.flatMap(([team = '', channel]) => (channel === undefined ? [] : [[channel, team]])));
}

/** User groups by impact: at most one of each workspace. */
export function mentionsByImpact(entries: readonly [number, string][]): Map<number, string[]> {
  const mentions = new Map<number, string[]>();
  for (const [impact, group] of entries) mentions.set(impact, [...(mentions.get(impact) ?? []), group]);
  return mentions;
}
