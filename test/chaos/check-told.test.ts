import { ids } from 'slack-aws-sandbox/slack';
import { expect, test } from 'vitest';
import type { Asked } from './asked.ts';
import { tallyCalls } from './call-tally.ts';
import { oneCard } from './check-cards.ts';
import { oneRoom, roomsAreTrue } from './check-rooms.ts';
import { actorsAreNamed, nothingFalse, nothingLeaks, toldOnce } from './check-told.ts';
import type { Seen } from './observe-slack.ts';
import type { World } from './world.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/search-plan/0123456789ab';
const shared = { channel: ids.partner, outsider: ids.stranger };
const shown = { cards: [], ended: [], lines: [], statusPosts: [], missed: [], unfurls: [], rooms: [] };

/** A world in which nothing happened but what is said. */
function world(facts: Partial<World> = {}): World {
  return {
    shown,
    incidents: [],
    history: new Map(),
    asked: [],
    delivered: [],
    answers: () => [],
    lies: [],
    toldPrivately: () => [],
    topicChannels: [ids.incidents],
    roomImpacts: [],
    sharedTexts: [],
    shared,
    orderly: false,
    ...facts,
  };
}

const asked = (text: string, channel: string, user: string = ids.ada): Asked => ({
  id: text,
  kind: 'command',
  user,
  channel,
  text,
  arn,
  responsePath: `/commands/${text}`,
  atMs: 0,
  acknowledged: true,
});
const line = (words: string): Seen => ({ arn, channel: ids.incidents, ts: '1.1', key: 'k', words, text: words });
const incident = { record: { arn, title: 'Case 3 v2' } } as World['incidents'][number];

/** What the tally keeps of calls that Slack accepted. */
function liesIn(...texts: string[]) {
  const calls = texts.map((text) => ({ method: 'chat.update', args: { channel: 'C1', text }, at: 0, ok: true }));
  const tally = tallyCalls({
    calls: { all: () => calls, count: () => 0, clear: () => undefined, add: () => undefined },
  });
  tally.take();
  return nothingFalse(world({ lies: tally.lies })).map(({ invariant }) => invariant);
}

test("a message that calls an incident gone, or names the app's role, is always false", () => {
  expect(liesIn('Critical, open for 2 min: Case 1.', 'Impact: Low → High, by Ada Lovelace')).toEqual([]);
  expect(liesIn('No longer in Incident Manager: Case 1. Nothing left to do here.')).toEqual([
    'no open incident is told as gone',
  ]);
  expect(liesIn('Case 1: Impact: Low → High, by slack-app (SlackApp).')).toEqual([
    'whoever acted is named, not the app',
  ]);
});

test('a line about a change names a console user, or a requester in Slack', () => {
  const lines = (words: string, ...by: Asked[]) =>
    actorsAreNamed(world({ shown: { ...shown, lines: [line(words)] }, asked: by }));
  const byGrace = asked('impact 2', ids.incidents, ids.grace);
  expect(lines('Impact: Low → High, by exampleUser (Admin)')).toEqual([]);
  expect(lines('Impact: Low → High, by grace (Slack)', byGrace)).toEqual([]);
  expect(lines('Impact: Low → High, by ada (Slack)', byGrace)).toHaveLength(1);
  expect(lines('Resolved after 3 min by role SlackApp', byGrace)).toHaveLength(1);
});

test('a card is due where a watch was confirmed, in a shared channel only until the incident is resolved', () => {
  const confirmed = { asked: [asked('watch', ids.partner)], answers: () => ['Watching here: Case 3.'] };
  const there = (count: number, status: string) => {
    const cards = Array.from({ length: count }, () => ({ ...line('Case 3 v2'), channel: ids.partner }));
    const history = new Map([[arn, [{ title: 'Case 3 v2', summary: '', impact: 3, status, atMs: 0, byApp: false }]]]);
    const facts = { ...confirmed, incidents: [incident], topicChannels: [], history };
    return oneCard(world({ ...facts, shown: { ...shown, cards } })).map(({ invariant }) => invariant);
  };
  expect(there(1, 'OPEN')).toEqual([]);
  expect(there(0, 'OPEN')).toEqual(['one card']);
  expect(there(0, 'RESOLVED')).toEqual([]);
  expect(there(2, 'RESOLVED')).not.toEqual([]);
});

test('an open incident of an impact with rooms has one room, whose topic is true; no channel is left over', () => {
  const record = { arn, title: 'Case 3 v2', impact: 1, status: 'OPEN' };
  const incidents = [{ record }] as unknown as World['incidents'];
  const room = (id: string, arns: string[], topic = '🔴 Critical, open since 10:00 UTC · Case 3 v2') => ({
    id,
    name: id,
    topic,
    arns,
  });
  const broken = (...rooms: ReturnType<typeof room>[]) => {
    const facts = world({ incidents, roomImpacts: [1], shown: { ...shown, rooms } });
    return [...oneRoom(facts), ...roomsAreTrue(facts)].map(({ invariant }) => invariant);
  };
  expect(broken(room('C1', [arn]))).toEqual([]);
  expect(broken()).toEqual(['one room']);
  expect(broken(room('C1', [arn]), room('C2', [arn]))).toEqual(['one room']);
  expect(broken(room('C1', [arn]), room('C2', []))).toEqual(['one room']);
  expect(broken(room('C1', [arn], '🟡 Medium, open since 10:00 UTC · Case 3 v1'))).toEqual(['rooms are true']);
});

test('a shared channel shows an incident only if it is watched there, and an outsider gets no answer', () => {
  const facts = { incidents: [incident], sharedTexts: ['{"text":"Critical: Case 3 v1"}'] };
  const watched = asked('watch', ids.partner);
  expect(nothingLeaks(world({ incidents: [incident], sharedTexts: ['Case 31 is another'] }))).toEqual([]);
  expect(nothingLeaks(world(facts))).toHaveLength(1);
  expect(nothingLeaks(world({ ...facts, asked: [asked('watch', ids.incidents)] }))).toHaveLength(1);
  expect(nothingLeaks(world({ ...facts, asked: [{ ...watched, text: `watch ${arn}` }] }))).toEqual([]);
  const toldPrivately = () => [{ ts: '1.1', text: `About ${arn}` }];
  expect(nothingLeaks(world({ incidents: [incident], toldPrivately, asked: [watched] }))).toHaveLength(1);
});

test('a repeated answer is an error if no answer could be lost', () => {
  const twice = { asked: [asked('note', ids.incidents)], answers: () => ['Noted.', 'Noted.'] };
  expect(toldOnce(world({ ...twice, orderly: true }))).toHaveLength(1);
  expect(toldOnce(world(twice))).toEqual([]);
  expect(toldOnce(world({ ...twice, orderly: true, answers: () => ['Trying.', 'Noted.'] }))).toEqual([]);
});
