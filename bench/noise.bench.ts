import { play } from '../test/noise/play.ts';
import type { Bench } from './report.ts';

/** Far enough apart that no two events are seen at once, which flatters nobody, in milliseconds. */
const spacingMs = 2500;

/** What a channel gets of a recorded incident of 40 events, beside a message for every event. */
export const bench: Bench = {
  name: 'noise',
  about: `A recorded evening’s outage of 40 events, played to the whole app. The least possible is one message in the channel, and
one more that it is resolved.`,
  async run(report) {
    const noise = await play(spacingMs);
    const { events } = noise;
    const against = `a message for every event, ${events}`;
    const row = (what: string, count: number) =>
      report.row({ what: `${events} events: ${what}`, value: String(count), ratio: events / count, against });
    row('messages in the channel', noise.channelMessages);
    row('lines in the card’s thread', noise.threadLines);
    row('calls to Slack', noise.slackCalls);
    row('calls to AWS', noise.awsCalls);
  },
};
