import { expect, test } from 'vitest';
import { play } from './play.ts';

test('an incident of 40 events is two messages in its channel: the card, and that it is resolved', {
  timeout: 120_000,
}, async () => {
  const noise = await play(150);
  expect(noise).toMatchObject({ events: 40, channelMessages: 2 });
  // Of changes alone: neither a note nor an alarm that swings is a line.
  expect(noise.threadLines).toBeGreaterThan(0);
  expect(noise.threadLines).toBeLessThanOrEqual(20);
});
