/** `CHAT_TOPICS`: the allowed SNS topics, and the Slack channels that each reports to. */
export type ChatTopics = ReadonlyMap<string, readonly string[]>;

/** The channels that a topic reports to; empty for a topic that is not allowed. */
export function channelsOf(topics: ChatTopics, topicArn: string): readonly string[] {
  return topics.get(topicArn) ?? [];
}

/** The topics that report to a channel. */
export function topicsOf(topics: ChatTopics, channel: string): string[] {
  return [...topics].filter(([, channels]) => channels.includes(channel)).map(([topicArn]) => topicArn);
}
