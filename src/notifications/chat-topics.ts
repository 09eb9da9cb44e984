/** `CHAT_TOPICS`: the SNS topics that may speak, and the Slack channels they speak to. */
export type ChatTopics = ReadonlyMap<string, readonly string[]>;

/** The channels a topic speaks to; none for a topic that may not speak. */
export function channelsOf(topics: ChatTopics, topicArn: string): readonly string[] {
  return topics.get(topicArn) ?? [];
}

/** The topics that speak to a channel. */
export function topicsOf(topics: ChatTopics, channel: string): string[] {
  return [...topics].filter(([, channels]) => channels.includes(channel)).map(([topicArn]) => topicArn);
}
