import { lineCard } from '../../cards/surfaces/line-card.ts';
import { AppError } from '../../errors.ts';
import { topicsOf } from '../../notifications/chat-topics.ts';
import { tell } from '../requester/requester.ts';
import type { CommandCall } from './command.ts';

/** What may follow `/incident alarms`. */
const wishes: Readonly<Record<string, { alarms?: boolean; charts?: boolean }>> = {
  '': {},
  on: { alarms: true },
  off: { alarms: false },
  'charts on': { charts: true },
  'charts off': { charts: false },
};

/**
 * `/incident alarms [on | off | charts on | charts off]`: whether CloudWatch alarms that name no incident get a line in this
 * channel, and whether new critical and high incidents that an alarm started get a chart under their card.
 */
export async function alarms({ requester, rest, services }: CommandCall): Promise<void> {
  const { settings, chatTopics, slack } = services;
  const { channel } = requester;
  const words = rest
    .toLowerCase()
    .split(/\s+/)
    .join(' ')
    .trim()
    .replace(/^chart /, 'charts ');
  const wish = Object.hasOwn(wishes, words) ? wishes[words] : undefined;
  if (wish === undefined) {
    throw new AppError(
      'not_understood',
      `I do not know “${words.slice(0, 40)}” here. /incident alarms takes on, off, charts on or charts off.`,
    );
  }
  if (words !== '') await settings.set(channel, wish);
  const now = await settings.get(channel);
  const deaf = topicsOf(chatTopics, channel).length === 0 ? ' But no topic speaks to it: see /incident topics.' : '';
  const lines = now.alarms
    ? `Alarms that belong to no incident get a line in this channel.${deaf} /incident alarms off stops that.`
    : 'Alarms that belong to no incident get no line in this channel. /incident alarms on changes that.';
  const charts = now.charts
    ? 'New critical and high incidents of an alarm get a chart under their card. /incident alarms charts off stops that.'
    : 'New incidents of an alarm get no chart under their card. /incident alarms charts on changes that.';
  const asked = words.startsWith('charts') ? charts : words === '' ? `${lines} ${charts}` : lines;
  await tell(slack, requester, lineCard(asked));
}
