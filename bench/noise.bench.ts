import { play } from '../test/noise/play.ts';
import type { Bench } from './report.ts';

/** Milliseconds between events: too far apart to be merged, which would flatter the result. */
const spacingMs = 2500;

/** Messages that a recorded incident of 40 events causes in a channel, compared with one message per event. */
export const bench: Bench = {
  name: 'noise',
  about: `How many messages one incident causes in a channel. A recorded outage of 40 events is replayed to the whole app. The minimum
is two messages: the card and its resolution. Baseline: one message per event, which is what AWS’s own chat integration posts.`,
  async run(report) {
    const noise = await play(spacingMs);
    const { events } = noise;
    const against = `one message per event, ${events}`;
    const row = (what: string, count: number) =>
      report.row({ what: `${events} events: ${what}`, value: String(count), ratio: events / count, against });
    row('messages in the channel', noise.channelMessages);
    row('lines in the card’s thread', noise.threadLines);
    row('calls to Slack', noise.slackCalls);
    row('calls to AWS', noise.awsCalls);
  },
};
