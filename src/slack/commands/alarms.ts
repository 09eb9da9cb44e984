import { lineCard } from '../../cards/line-card.ts';
import { AppError } from '../../errors.ts';
import { topicsOf } from '../../notifications/chat-topics.ts';
import { tell } from '../asker.ts';
import type { Command } from './command.ts';

/** `/incident alarms [on|off]`: whether CloudWatch alarms that name no incident get a line in this channel. */
export const alarms: Command = {
  name: 'alarms',
  usage: 'alarms [on | off]',
  does: 'tells this channel of CloudWatch alarms without an incident, or stops that',
  async run({ asker, rest, services }) {
    const { settings, chatTopics, slack } = services;
    const { channel } = asker;
    const word = rest.toLowerCase();
    if (word !== '' && word !== 'on' && word !== 'off') {
      throw new AppError(
        'not_understood',
        `I do not know “${word.slice(0, 40)}” here. /incident alarms takes on or off.`,
      );
    }
    if (word !== '') await settings.set(channel, { alarms: word === 'on' });
    const isOn = (await settings.get(channel)).alarms;
    const deaf = topicsOf(chatTopics, channel).length === 0 ? ' But no topic speaks to it: see /incident topics.' : '';
    const line = isOn
      ? `Alarms that belong to no incident get a line in this channel.${deaf} /incident alarms off stops that.`
      : 'Alarms that belong to no incident get no line in this channel. /incident alarms on changes that.';
    await tell(slack, asker, lineCard(line));
  },
};
