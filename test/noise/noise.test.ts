import { expect, test } from 'vitest';
import { play } from './play.ts';

test('an incident with 40 events causes two messages in its channel: the card and the resolution', {
  timeout: 120_000,
}, async () => {
  const noise = await play(150);
  expect(noise).toMatchObject({ events: 40, channelMessages: 2 });
  // Only changes are lines, not notes or the states of an alarm.
  expect(noise.threadLines).toBeGreaterThan(0);
  expect(noise.threadLines).toBeLessThanOrEqual(20);
});
