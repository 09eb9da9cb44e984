import { expect, test } from 'vitest';
import { type ChatTopics, channelsOf, topicsOf } from '../../src/notifications/chat-topics.ts';

const first = 'arn:aws:sns:eu-west-1:111122223333:first';
const second = 'arn:aws:sns:eu-west-1:111122223333:second';
const topics: ChatTopics = new Map([
  [first, ['C1', 'C2']],
  [second, ['C2']],
]);

test('a topic maps to its channels, an unknown topic to none', () => {
  expect(channelsOf(topics, first)).toEqual(['C1', 'C2']);
  expect(channelsOf(topics, `${first}x`)).toEqual([]);
});

test('a channel maps to its topics', () => {
  expect(topicsOf(topics, 'C2')).toEqual([first, second]);
  expect(topicsOf(topics, 'C3')).toEqual([]);
});
