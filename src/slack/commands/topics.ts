import { lineCard } from '../../cards/surfaces/line-card.ts';
import { topicsCard } from '../../cards/surfaces/topics-card.ts';
import { AppError } from '../../errors.ts';
import { channelsOf } from '../../notifications/chat-topics.ts';
import { connectTopic } from '../channel/connect-topic.ts';
import { type Requester, tell } from '../requester/requester.ts';
import type { Services } from '../services.ts';
import type { CommandCall } from './command.ts';

/** `/incident topics` and `/incident topics connect <topic-arn> [<https address>]`. */
export async function topics({ requester, rest, services }: CommandCall): Promise<void> {
  const [word = '', ...more] = rest.split(/\s+/);
  if (word === '') return tellTopics(requester, services);
  if (word.toLowerCase() === 'connect') return connectTopic(more.join(' '), requester, services);
  throw new AppError(
    'not_understood',
    `I do not know “${word.slice(0, 40)}” here. /incident topics takes connect <topic-arn>, or nothing.`,
  );
}

async function tellTopics(
  requester: Requester,
  { topicLog, chatTopics, slack }: Pick<Services, 'slack' | 'topicLog' | 'chatTopics'>,
): Promise<void> {
  const heard = new Map((await topicLog.all()).map((facts) => [facts.topicArn, facts]));
  const known = [...new Set([...chatTopics.keys(), ...heard.keys()])];
  const states = known.map((topicArn) => ({
    ...heard.get(topicArn),
    topicArn,
    channels: channelsOf(chatTopics, topicArn),
  }));
  await tell(slack, requester, topicsCard(states));
}

/** `/incident unfurl [on|off]`: whether what people paste in this channel is answered. */
export async function unfurl({ requester, rest, services }: CommandCall): Promise<void> {
  const { settings, slack } = services;
  const { channel } = requester;
  const word = rest.toLowerCase();
  if (word !== '' && word !== 'on' && word !== 'off') {
    throw new AppError(
      'not_understood',
      `I do not know “${word.slice(0, 40)}” here. /incident unfurl takes on or off.`,
    );
  }
  if (word !== '') await settings.set(channel, { unfurl: word === 'on' });
  const line = (await settings.get(channel)).unfurl
    ? 'Pasted incident ARNs and console links are answered in this channel. /incident unfurl off stops that.'
    : 'Pasted incident ARNs and console links are left alone in this channel. /incident unfurl on changes that.';
  await tell(slack, requester, lineCard(line));
}
