import { seedPlans } from 'slack-aws-sandbox/aws';
import type { PageMessage } from 'slack-aws-sandbox/page';
import { ids } from 'slack-aws-sandbox/slack';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { allText } from '../support/all-text.ts';
import { inDatabase, startClockedApp } from './clocked-app.ts';

const daySeconds = 86_400;
const environment = { INCIDENT_EDITORS: ids.ada, INCIDENT_ROOMS: '1,2', ROOM_ARCHIVE_DAYS: '3' };

let database: ReturnType<typeof openSqliteDatabase>;
let app: Awaited<ReturnType<typeof startClockedApp>>;
beforeEach(async () => {
  database = openSqliteDatabase(':memory:');
  const open = async (_: unknown, now: () => number) => inDatabase(database, now);
  app = await startClockedApp([ids.incidents, ids.checkout], { environment, open });
});
afterEach(() => app.close());

const start = (title: string, impact = 1) => app.aws.incidents.start(seedPlans.search, { title, impact });
const calls = (method: string) => app.slack.calls.all(method).filter(({ ok }) => ok);
/** The channels that the app made. */
const rooms = () =>
  calls('conversations.create').map(({ args }) => {
    const found = app.slack.workspace.channelNamed(String(args.name));
    return found?.id ?? '';
  });
const texts = (channel: string) => app.slack.workspace.messages(channel).map(({ text }) => text);
const cardIn = (channel: string, arn: string): PageMessage | undefined =>
  app.slack.workspace
    .messages(channel)
    .find(({ metadata }) => allText(metadata).includes('incident_card') && allText(metadata).includes(arn));

/** Starts an incident that gets a room, and returns both. */
async function withRoom(title: string): Promise<{ arn: string; channel: string }> {
  const arn = start(title);
  await app.pass(8);
  const [channel = ''] = rooms();
  return { arn, channel };
}

describe('INCIDENT_ROOMS', () => {
  test('a new incident of these impacts gets one room, which its cards name; others get none', async () => {
    const { arn, channel } = await withRoom('Search is down');
    start('A little slow', 3);
    await app.pass(8);
    expect(rooms()).toEqual([channel]);
    expect(cardIn(channel, arn)).toBeDefined();
    for (const each of [ids.incidents, ids.checkout]) expect(allText(cardIn(each, arn))).toContain(`<#${channel}>`);
  });

  test('where Slack refuses, the threads of its cards say why, once', async () => {
    app.slack.workspace.reserve('create channels', true);
    const arn = start('No rooms here');
    await app.pass(12);
    for (const channel of [ids.incidents, ids.checkout]) {
      const thread = app.slack.workspace.thread(channel, cardIn(channel, arn)?.ts ?? '').slice(1);
      expect(thread.map(({ text }) => text).filter((text) => text.startsWith('There is no room'))).toHaveLength(1);
    }
    app.slack.workspace.reserve('create channels', false);
    await app.command(`room ${arn}`, ids.incidents);
    expect(rooms()).toHaveLength(1);
  });
});

test('the room of a resolved incident tells when it is archived, warns, stays while people write, and is archived', async () => {
  const { arn, channel } = await withRoom('Over');
  const said = (words: string) => texts(channel).filter((text) => text.includes(words)).length;
  const isArchived = () => app.slack.workspace.channel(channel).is_archived;
  app.aws.incidents.update(arn, { status: 'RESOLVED' });
  await app.pass(8);
  expect({ told: said('is archived after 3 d'), warned: said('this room is silent') }).toEqual({ told: 1, warned: 0 });
  await app.leap(2 * daySeconds + 60);
  expect(said('this room is silent')).toBe(1);
  app.slack.workspace.invite(channel, ids.ada);
  app.slack.workspace.say({ user: ids.ada, channel, text: 'Not so fast' });
  await app.leap(daySeconds + 60);
  expect(isArchived()).toBe(false);
  await app.leap(daySeconds + 60);
  expect(said('this room is silent')).toBe(2);
  await app.leap(daySeconds + 60);
  expect(isArchived()).toBe(true);
});

test('a day after the resolution the post-mortem is left as it is, and a room that someone keeps is not archived', async () => {
  const { arn, channel } = await withRoom('Kept');
  await app.command(`postmortem ${arn}`, ids.incidents);
  const canvases = () => app.slack.workspace.channel(channel).canvases ?? [];
  app.aws.incidents.update(arn, { status: 'RESOLVED' });
  await app.pass(8);
  expect(canvases()).toMatchObject([{ markdown: expect.stringMatching(/Impact: Critical[\s\S]*Resolved: \d{4}/) }]);
  await app.leap(2 * daySeconds + 60);
  app.aws.incidents.update(arn, { impact: 2 });
  await app.pass(8);
  expect(canvases()).toMatchObject([{ markdown: expect.stringContaining('Impact: Critical') }]);
  const warning = app.slack.workspace.messages(channel).find(({ text }) => text.includes('this room is silent'));
  const ts = warning?.ts ?? '';
  app.slack.workspace.invite(channel, ids.ada);
  await app.slack.workspace.click({ user: ids.ada, channel, ts, action_id: 'incident:keepRoom' });
  await app.work();
  expect(texts(channel)).toContain('This room is kept: the app does not archive it.');
  await app.leap(9 * daySeconds);
  expect(app.slack.workspace.channel(channel).is_archived).toBe(false);
});

test('after the store was lost, the room is found again, whatever its name and title are now', async () => {
  const { arn, channel } = await withRoom('Lost and found');
  await app.command(`postmortem ${arn}`, ids.incidents);
  database.exec('DELETE FROM items');
  app.slack.workspace.rename(channel, 'renamed-by-people');
  app.aws.incidents.update(arn, { title: 'Another title' });
  await app.pass(12);
  await app.command(`room ${arn}`, ids.incidents);
  await app.pass(8);
  const cards = app.slack.workspace
    .messages(channel)
    .filter(({ metadata }) => allText(metadata).includes('incident_card'));
  expect({ made: rooms().length, cards: cards.length }).toEqual({ made: 1, cards: 1 });
  expect(texts(channel).filter((text) => text.startsWith('Room for'))).toHaveLength(1);
  expect(app.slack.workspace.channel(channel).topic).toContain('Another title');
  // So is the post-mortem, which shows what is true now.
  await app.command(`postmortem ${arn}`, ids.incidents);
  app.aws.incidents.update(arn, { impact: 2 });
  await app.pass(8);
  expect(app.slack.workspace.channel(channel).canvases).toMatchObject([
    { markdown: expect.stringContaining('Impact: High') },
  ]);
  // A later incident of the same name has a room of its own.
  start('Lost and found');
  await app.pass(8);
  expect(app.slack.workspace.ownChannels()).toHaveLength(2);
});
