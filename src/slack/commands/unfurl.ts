import { lineCard } from '../../cards/line-card.ts';
import { AppError } from '../../errors.ts';
import { tell } from '../asker.ts';
import type { Command } from './command.ts';

/** `/incident unfurl [on|off]`: whether what people paste in this channel is answered. */
export const unfurl: Command = {
  name: 'unfurl',
  usage: 'unfurl [on | off]',
  does: 'answers pasted ARNs and console links here, or stops that',
  async run({ asker, rest, services }) {
    const { settings, slack } = services;
    const { channel } = asker;
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
    await tell(slack, asker, lineCard(line));
  },
};
