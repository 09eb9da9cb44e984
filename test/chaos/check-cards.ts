import type { StoredRecord } from 'slack-aws-sandbox/aws';
import type { Seen } from './observe-slack.ts';
import { type Broken, type Check, impactWord, isBlind, isRefusal, isShut, short, type World } from './world.ts';

/**
 * At most one live card for each incident and channel; exactly one where one is due: in the topic's channels, where a
 * person's `show` was acknowledged and not refused, where a watch was confirmed, and in the room of an open incident. A card that was moved to the bottom
 * leaves a line with a link, which is not a card; so does a card that a shared channel no longer shows.
 *
 * In a public channel that the app has not joined it cannot search for a post whose answer was lost, so a crash or a
 * lost answer there may leave a second card behind: there is at least one.
 */
export const oneCard: Check = (world) => {
  const { shown, incidents } = world;
  const wrong: Broken[] = [];
  for (const { record } of incidents) {
    for (const channel of cardChannels(world, record)) {
      const count = cardsOf(shown.cards, record.arn, channel).length;
      if (count === 1 || (count > 1 && isBlind(world, channel))) continue;
      if (count === 0 && isShut(world, record.arn, channel)) continue;
      wrong.push({ invariant: 'one card', facts: `${count} cards of ${short(record.arn)} in ${channel}` });
    }
  }
  for (const { arn, channel, ts } of shown.cards) {
    if (cardsOf(shown.cards, arn, channel).length > 1 && !isBlind(world, channel))
      wrong.push({ invariant: 'one card', facts: `more than one of ${short(arn)} in ${channel}: ${ts}` });
  }
  return wrong;
};

const cardsOf = (cards: readonly Seen[], arn: string, channel: string): Seen[] =>
  cards.filter((card) => card.arn === arn && card.channel === channel);

function cardChannels({ topicChannels, asked, answers, shared, shown }: World, record: StoredRecord): Set<string> {
  const { arn, status } = record;
  const wanted = asked.filter(({ arn: named, acknowledged, text, channel, responsePath }) => {
    if (named !== arn) return false;
    const told = answers(responsePath);
    const isShow = acknowledged && text.startsWith('arn:') && channel !== shared.channel;
    return (isShow && !told.some(isRefusal)) || told.some((words) => words.startsWith('Watching here'));
  });
  const rooms = status === 'OPEN' ? shown.rooms.filter(({ arns }) => arns.includes(arn)) : [];
  return new Set([...topicChannels, ...wanted.map(({ channel }) => channel), ...rooms.map(({ id }) => id)]);
}

/** Every card and every answer to a pasted ARN shows the record as it is: title, state, impact, summary. */
export const cardsAreTrue: Check = (world) => {
  const { shown, incidents } = world;
  const wrong: Broken[] = [];
  for (const { record } of incidents) {
    for (const channel of new Set(shown.cards.map((card) => card.channel))) {
      if (isShut(world, record.arn, channel)) continue;
      const cards = cardsOf(shown.cards, record.arn, channel);
      // Of two cards where the app is blind the newer one is kept.
      const kept = cards.at(-1);
      if (kept !== undefined) wrong.push(...differences('card', kept, cardWords(record)));
    }
    for (const unfurl of shown.unfurls.filter(({ arn }) => arn === record.arn)) {
      if (isShut(world, record.arn, unfurl.channel)) continue;
      wrong.push(...differences('unfurl', unfurl, unfurlWords(record)));
    }
  }
  return wrong;
};

function differences(what: string, { arn, channel, words }: Seen, expected: readonly string[]): Broken[] {
  const lines = words.split('\n');
  const missing = expected.filter((text) => !lines.some((line) => line.includes(text)));
  if (missing.length === 0) return [];
  const facts = `${what} of ${short(arn)} in ${channel} lacks ${JSON.stringify(missing)}: ${JSON.stringify(words.slice(0, 300))}`;
  return [{ invariant: 'cards are true', facts }];
}

const stateWord = (status: string): string => (status === 'RESOLVED' ? '*Resolved*' : '· opened <!date^');

function cardWords({ title, status, impact, summary = '', arn }: StoredRecord): string[] {
  const told = summary === '' && status === 'OPEN' ? '_No summary yet_' : summary;
  // A title ends its header, so that "v1" does not match "v12".
  return [stateWord(status), `*${impactWord(impact)}*`, told, arn, title];
}

const unfurlWords = ({ title, status, impact }: StoredRecord): string[] => [
  stateWord(status),
  `*${impactWord(impact)}*`,
  `*${title}*`,
];
