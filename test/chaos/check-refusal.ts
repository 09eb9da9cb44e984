import type { Check } from './world.ts';
import { type Broken, short } from './world.ts';

/** By then a channel is informed, in milliseconds: a minute of retries, and a pause of up to one more. */
const informedAfterMs = 125_000;

/**
 * If reads are refused for two minutes, each channel of a topic gets one line for each incident that changed
 * meanwhile: what it did not get and that the app keeps trying.
 */
export const refusalIsTold: Check = ({ refusal, history, shown, topicChannels }) => {
  if (refusal === undefined) return [];
  const { fromMs, untilMs } = refusal;
  const wrong: Broken[] = [];
  for (const [arn, versions] of history) {
    const isDue = versions.some(({ atMs }) => atMs > fromMs && untilMs - atMs > informedAfterMs);
    for (const channel of topicChannels) {
      const lines = shown.missed.filter((line) => line.arn === arn && line.channel === channel);
      if (lines.length > 1 || (isDue && lines.length === 0))
        wrong.push({
          invariant: 'a long refusal is told in one line',
          facts: `${lines.length} lines about ${short(arn)} in ${channel}`,
        });
    }
  }
  return wrong;
};
