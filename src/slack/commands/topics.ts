import { topicsCard } from '../../cards/topics-card.ts';
import { AppError } from '../../errors.ts';
import { channelsOf } from '../../notifications/chat-topics.ts';
import { type Asker, tell } from '../asker.ts';
import { connectTopic } from '../connect-topic.ts';
import type { Services } from '../services.ts';
import type { Command } from './command.ts';

/** `/incident topics` and `/incident topics connect <topic-arn> [<https address>]`. */
export const topics: Command = {
  name: 'topics',
  usage: 'topics [connect <topic-arn>]',
  does: 'shows what each SNS topic said last, or subscribes this app to one',
  async run({ asker, rest, services }) {
    const [word = '', ...more] = rest.split(/\s+/);
    if (word === '') return tellTopics(asker, services);
    if (word.toLowerCase() === 'connect') return connectTopic(more.join(' '), asker, services);
    throw new AppError(
      'not_understood',
      `I do not know “${word.slice(0, 40)}” here. /incident topics takes connect <topic-arn>, or nothing.`,
    );
  },
};

async function tellTopics(asker: Asker, { topicLog, chatTopics, slack }: Services): Promise<void> {
  const heard = new Map((await topicLog.all()).map((facts) => [facts.topicArn, facts]));
  const known = [...new Set([...chatTopics.keys(), ...heard.keys()])];
  const states = known.map((topicArn) => ({
    ...heard.get(topicArn),
    topicArn,
    channels: channelsOf(chatTopics, topicArn),
  }));
  await tell(slack, asker, topicsCard(states));
}
