import { seedTopics } from 'slack-aws-sandbox/aws';
import type { PageMessage } from 'slack-aws-sandbox/page';
import { ids } from 'slack-aws-sandbox/slack';
import { allText } from '../support/all-text.ts';
import type { AppUnderTest } from '../support/start-app.ts';

/** The channels of the chat topics in tests of notifications. */
export const topicChannels = [ids.incidents, ids.checkout] as const;

/** Two topics, one in each Region, with two channels; the on-call group is mentioned at impact 1 and 2. */
export const topicEnvironment = {
  CHAT_TOPICS: [seedTopics.chat, seedTopics.chatUs].map((topic) => `${topic}=${topicChannels.join('+')}`).join(','),
  MENTIONS: `1=${ids.onCall},2=${ids.managers}`,
} as const;

/** The incidents in a channel: cards, and the lines in their threads. */
export function channelReader({ slack }: Pick<AppUnderTest, 'slack'>) {
  const { workspace } = slack;
  const cards = (channel: string, arn: string): PageMessage[] =>
    workspace
      .messages(channel)
      .filter(({ metadata }) => allText(metadata).includes('incident_card') && allText(metadata).includes(arn));
  return {
    cards,
    card: (channel: string, arn: string): Promise<PageMessage> => workspace.until(() => cards(channel, arn)[0], 20_000),
    /** The lines under the channel's card, the oldest first. */
    lines(channel: string, arn: string): string[] {
      const [card] = cards(channel, arn);
      return card === undefined
        ? []
        : workspace
            .thread(channel, card.ts)
            .slice(1)
            .map(({ text }) => text);
    },
  };
}

/** Resolves when the app has no more work, deferred work included. */
export async function workDone({ appUrl, sns, slack }: AppUnderTest, timeoutMs = 60_000): Promise<void> {
  await sns.settled();
  await slack.workspace.until(async () => {
    const { jobs } = (await (await fetch(`${appUrl}/healthz`)).json()) as {
      jobs: { waiting: number; running: number };
    };
    return jobs.waiting + jobs.running === 0;
  }, timeoutMs);
}
