import { expect, test } from 'vitest';
import { limits } from '../../../src/cards/block-kit/limits.ts';
import { roomTopic } from '../../../src/cards/words/room-words.ts';
import { hostile, led, resolved, snapshot } from '../example-incidents.ts';

test('a topic tells state, impact, lead, plan and title, and no age that would grow old', () => {
  expect(roomTopic(led)).toMatch(
    /^🔴 Critical, open since 2026-\d\d-\d\d \d\d:\d\d UTC · Lead: .+ · checkout-plan · Checkout/,
  );
  expect(roomTopic(resolved)).toMatch(/^✅ Resolved after .+, was \w+ · checkout-plan · /);
});

test('a topic fits, mentions no one and links nothing', () => {
  const title = `${'<!channel> <@U1> & '.repeat(20)}`;
  for (const each of [hostile, { ...snapshot, record: { ...snapshot.record, title } }]) {
    const topic = roomTopic(each);
    expect(topic.length).toBeLessThanOrEqual(limits.channelTopic.max);
    expect(topic).not.toMatch(/[<>]/);
  }
});
