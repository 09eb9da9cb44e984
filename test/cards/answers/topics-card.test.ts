import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { connectedCard, type TopicState, topicsCard } from '../../../src/cards/answers/topics-card.ts';
import { anyText } from '../arbitrary-view.ts';
import { liveThings, messageFaults } from '../slack-limits.ts';

const anyChannel = fc.oneof(fc.constant('C0INCIDNT1'), anyText(40));
const anyTopic: fc.Arbitrary<TopicState> = fc.record(
  {
    topicArn: anyText(400),
    channels: fc.array(anyChannel, { maxLength: 40 }),
    lastAtMs: fc.double(),
    counts: fc.dictionary(anyText(60), fc.nat(), { maxKeys: 30 }),
    lastUnknownShape: anyText(600),
  },
  { requiredKeys: ['topicArn', 'channels'] },
);

test.prop([fc.array(anyTopic, { maxLength: 60 })], { numRuns: 200 })(
  'whatever topics said, the answer keeps Slack’s limits and nothing in it is live',
  (topics) => {
    const card = topicsCard(topics);
    expect(messageFaults(card)).toEqual([]);
    // Of all that could be live only links to channels are.
    expect(liveThings(card, []).filter((live) => !/^<#[CGD][A-Z0-9]+>$/.test(live))).toEqual([]);
  },
);

test.prop([anyText(400), anyText(2000), anyText(500), anyText(1000)], { numRuns: 200 })(
  'whatever was connected, the answer keeps Slack’s limits and nothing in it is live',
  (topicArn, endpoint, toAdd, statement) => {
    for (const rest of [{}, { toAdd }, { statement }, { toAdd, statement }]) {
      const card = connectedCard({ topicArn, endpoint, ...rest });
      expect(messageFaults(card)).toEqual([]);
      expect(liveThings(card, [])).toEqual([]);
    }
  },
);
