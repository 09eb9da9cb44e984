import { lineCard } from '../../cards/surfaces/line-card.ts';
import { AppError } from '../../errors.ts';
import { topicsOf } from '../../notifications/chat-topics.ts';
import { tell } from '../requester/requester.ts';
import type { CommandCall } from './command.ts';

/** `/incident opsitems [on | off]`: whether OpsItems that a topic of this channel reports get a card here. */
export async function opsitems({ requester, rest, services }: CommandCall): Promise<void> {
  const { settings, chatTopics, slack } = services;
  const { channel } = requester;
  const word = rest.trim().toLowerCase();
  if (!['', 'on', 'off'].includes(word)) {
    throw new AppError(
      'not_understood',
      `I do not know “${word.slice(0, 40)}” here. /incident opsitems takes on or off. /incident oi-… shows one OpsItem.`,
    );
  }
  if (word !== '') await settings.set(channel, { opsitems: word === 'on' });
  const silent = topicsOf(chatTopics, channel).length === 0 ? ' But no topic speaks to it: see /incident topics.' : '';
  const line = (await settings.get(channel)).opsitems
    ? `New and changed OpsItems get a card in this channel.${silent} /incident opsitems off stops that.`
    : 'New and changed OpsItems get no card in this channel. /incident opsitems on changes that.';
  await tell(slack, requester, lineCard(line));
}
