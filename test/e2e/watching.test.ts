import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';
import { requester } from './asking.ts';
import { channelReader } from './topic-channels.ts';

let app: AppUnderTest;
let read: ReturnType<typeof channelReader>;
let person: ReturnType<typeof requester>;

beforeAll(async () => {
  app = await startApp({
    environment: { CHAT_TOPICS: `${seedTopics.chat}=${ids.general}`, STATUS_POSTS: '1=15,2=30,3=off' },
  });
  read = channelReader(app);
  person = requester(app);
  app.sns.subscribe(seedTopics.chat, `${app.appUrl}/notifications`);
  await app.slack.workspace.until(() => app.sns.topics.subscriptions(seedTopics.chat)[0]?.confirmed, 10_000);
});
afterEach(() => {
  app.aws.faults.clear();
  app.slack.faults.clear();
});
afterAll(() => app.stop());

const start = (title: string, impact = 2) => app.aws.incidents.start(seedPlans.search, { title, impact });
const until = <T>(look: () => T | Promise<T>) => app.slack.workspace.until(look, 20_000);
const channelOf = (id: string) => app.slack.workspace.channel(id);
const fresh = (fields: object = {}) =>
  app.slack.workspace.addChannel({
    name: `war-room-${Math.random()}`,
    members: [ids.ada, ids.grace, ids.botUser],
    ...fields,
  });

describe('/incident watch', () => {
  test('/incident watch posts, pins and bookmarks the card and says when status updates come; the resolution ends that', async () => {
    const channel = fresh();
    const arn = start('Watched');
    const { text } = await person.ask(`watch ${arn}`, channel);
    expect(text).toMatch(
      /Watching here: Watched\. Status updates come as its impact requires, the next one in (2[6-9]|30) min/,
    );
    const card = await read.card(channel, arn);
    expect(allText(card.blocks)).toContain('Stop watching');
    expect(channelOf(channel).pins).toEqual([card.ts]);
    expect(channelOf(channel).bookmarks).toMatchObject([{ title: 'Watched' }]);
    expect(channelOf(channel).bookmarks[0]?.link).toContain(card.ts.replace('.', ''));
    app.aws.incidents.resolve(arn);
    await until(() => channelOf(channel).pins.length === 0 && channelOf(channel).bookmarks.length === 0);
    expect(read.lines(channel, arn).join()).toMatch(/Resolved/);
    expect(app.slack.workspace.messages(channel).filter(({ text: said }) => /Resolved/.test(said))).toHaveLength(2);
    expect(allText(read.cards(channel, arn)[0]?.blocks)).not.toContain('Stop watching');
    expect((await person.ask('watching', channel)).text).toContain('none');
  });

  test('a watched incident is kept current in a channel without a topic', async () => {
    const channel = fresh();
    const arn = start('Followed');
    await person.ask(`watch ${arn}`, channel);
    app.aws.incidents.update(arn, { impact: 1 });
    await until(() => read.lines(channel, arn).some((line) => /High → Critical/.test(line)));
  });

  test.each([
    ['every 30m', /every 30 min, the next one in (2[6-9]|30) min/],
    ['every 1.5 hours', /every 1 h 30 min, the next one in 1 h (2\d|30) min/],
    ['every hour', /every 1 h,/],
    ['every 45', /every 45 min,/],
    ['every 30s', /every 30 s, the next one in (2[6-9]|30) s/],
  ])('/incident watch %s sets the cadence', async (words, answer) => {
    const channel = fresh();
    expect((await person.ask(`watch ${start('Cadenced', 3)} ${words}`, channel)).text).toMatch(answer);
  });

  test.each(['every 5s', 'every 2 days', 'every', 'every fortnight', 'every -3m', 'every 1e9h'])(
    '/incident watch refuses the cadence %s',
    async (words) => {
      const channel = fresh();
      const { text } = await person.ask(`watch ${start('Uncadenced')} ${words}`, channel);
      expect(text).toMatch(/every 30s up to every 24h/);
      expect(app.slack.workspace.messages(channel)).toEqual([]);
    },
  );

  test('/incident watch says if the impact has no status updates', async () => {
    expect((await person.ask(`watch ${start('Calm', 3)}`, fresh())).text).toMatch(/no status updates/);
  });

  test('a second /incident watch changes the cadence, and keeps one card, pin and bookmark', async () => {
    const channel = fresh();
    const arn = start('Twice');
    await person.ask(`watch ${arn}`, channel);
    await person.ask(`watch ${arn} every 2h`, channel);
    expect(read.cards(channel, arn)).toHaveLength(1);
    expect(channelOf(channel).pins).toHaveLength(1);
    expect(channelOf(channel).bookmarks).toHaveLength(1);
    expect((await person.ask('watching', channel)).all.match(/Go to card/g)).toHaveLength(1);
  });

  test('the ARN can be left out only where one open incident is watched', async () => {
    const channel = fresh();
    expect((await person.ask('unwatch', channel)).text).toMatch(/Which incident\? This channel watches none/);
    const first = start('First of two');
    await person.ask(`watch ${first}`, channel);
    expect((await person.ask('timeline', channel)).all).toContain('First of two');
    expect((await person.ask('watch every 2h', channel)).text).toMatch(/First of two.*every 2 h/);
    const second = start('Second of two');
    await person.ask(`watch ${second}`, channel);
    expect((await person.ask('unwatch', channel)).text).toMatch(/Which incident\? This channel watches 2/);
    await person.ask(`unwatch ${first}`, channel);
    expect((await person.ask('show', channel)).all).toContain('Second of two');
    expect((await person.ask('timeline the big outage', channel)).text).toMatch(/can't read/);
  });

  test('concurrent watches by id and by ARN post one card', async () => {
    const channel = fresh();
    const arn = start('By id');
    const watch = (text: string, user: string) =>
      app.slack.workspace.command({ user, channel, text: `/incident ${text}` });
    await Promise.all([
      watch(`watch ${arn.slice(-36)}`, ids.ada),
      watch(`watch ${arn}`, ids.grace),
      watch(`show ${arn.slice(-36)}`, ids.ada),
    ]);
    await until(
      () =>
        app.slack.workspace.ephemerals(ids.ada, channel).length === 2 &&
        app.slack.workspace.ephemerals(ids.grace, channel).length === 1,
    );
    expect(read.cards(channel, arn)).toHaveLength(1);
    expect(channelOf(channel).pins).toHaveLength(1);
  });

  test('a resolved incident is not watched', async () => {
    const arn = start('Over');
    app.aws.incidents.resolve(arn);
    const channel = fresh();
    expect((await person.ask(`watch ${arn}`, channel)).text).toMatch(/Over is resolved/);
    expect(app.slack.workspace.messages(channel)).toEqual([]);
  });

  test('/incident watch where the app cannot post asks for an invitation, and watches nothing', async () => {
    const channel = fresh({ is_private: true, members: [ids.ada] });
    const arn = start('Unheard');
    expect((await person.ask(`watch ${arn}`, channel)).text).toMatch(/Invite me with \/invite/);
    app.slack.workspace.invite(channel, ids.botUser);
    expect((await person.ask('watching', channel)).text).toContain('none');
    expect((await person.ask(`watch ${arn}`, channel)).text).toMatch(/Watching here/);
  });

  test('/incident watch works without permission to pin and bookmark', async () => {
    const channel = fresh({ members: [ids.ada] });
    const arn = start('Unpinned');
    expect((await person.ask(`watch ${arn}`, channel)).text).toMatch(/Watching here/);
    expect(channelOf(channel)).toMatchObject({ pins: [], bookmarks: [] });
    app.aws.incidents.update(arn, { impact: 1 });
    await until(() => read.lines(channel, arn).length === 1);
    expect((await person.ask(`unwatch ${arn}`, channel)).text).toMatch(/no longer watched/);
  });

  test('a lost answer of Slack causes no second pin or bookmark', async () => {
    const channel = fresh();
    const arn = start('Lost answers');
    for (const method of ['bookmarks.add', 'pins.add', 'chat.postMessage']) {
      app.slack.faults.add({ kind: 'reset', method, times: 1, after: true });
    }
    expect((await person.ask(`watch ${arn}`, channel)).text).toMatch(/Watching here/);
    expect(read.cards(channel, arn)).toHaveLength(1);
    expect(channelOf(channel).pins).toHaveLength(1);
    expect(channelOf(channel).bookmarks).toHaveLength(1);
    await person.ask(`unwatch ${arn}`, channel);
    expect(channelOf(channel)).toMatchObject({ pins: [], bookmarks: [] });
  });

  test('the pin and the bookmark follow a card that is moved to the bottom', async () => {
    const channel = fresh();
    const arn = start('Moved');
    await person.ask(`watch ${arn}`, channel);
    const old = await read.card(channel, arn);
    const { message } = await person.ask(arn, channel);
    await app.slack.workspace.click({ user: ids.ada, channel, ts: message.ts, action_id: 'incident:bring' });
    const linked = (ts = '-') => channelOf(channel).bookmarks.filter(({ link }) => link.includes(ts.replace('.', '')));
    const [pin] = await until(() => {
      const { pins } = channelOf(channel);
      return pins.length === 1 && pins[0] !== old.ts && linked(pins[0]).length === 1 ? pins : undefined;
    });
    expect(channelOf(channel).bookmarks).toHaveLength(1);
    expect(app.slack.workspace.messages(channel).at(-1)?.ts).toBe(pin);
  });
});

/** A button or a menu option. */
const offersWatch = /"incident:watch"|"watch:1/;

describe('by the card’s buttons', () => {
  test('the buttons Watch here and Stop watching take turns on the card', async () => {
    const channel = fresh();
    const arn = start('Buttons');
    await app.slack.workspace.command({ user: ids.ada, channel, text: `/incident ${arn}` });
    const card = await read.card(channel, arn);
    expect((await person.click(card, 'watch')).text).toMatch(/Watching here: Buttons/);
    const watched = await read.card(channel, arn);
    expect(allText(watched.blocks)).not.toMatch(offersWatch);
    expect((await person.click(watched, 'unwatch')).text).toMatch(/Buttons is no longer watched here/);
    expect(channelOf(channel)).toMatchObject({ pins: [], bookmarks: [] });
    expect(allText((await read.card(channel, arn)).blocks)).toMatch(offersWatch);
    app.aws.incidents.update(arn, { title: 'Buttons, still current' });
    await until(() => allText(read.cards(channel, arn)[0]?.blocks).includes('still current'));
  });

  test("Stop watching under Slack's rate limit is retried, and confirmed once", async () => {
    const channel = fresh();
    const arn = start('Limited');
    await person.ask(`watch ${arn}`, channel);
    for (const method of ['chat.update', 'pins.remove', 'bookmarks.remove']) {
      app.slack.faults.add({ kind: 'rate_limited', method, times: 1 });
    }
    expect((await person.ask(`unwatch ${arn}`, channel)).text).toMatch(/Limited is no longer watched here/);
    expect(channelOf(channel)).toMatchObject({ pins: [], bookmarks: [] });
    expect(allText((await read.card(channel, arn)).blocks)).toMatch(offersWatch);
    expect((await person.ask('watching', channel)).text).toContain('none');
  });

  test('/incident unwatch says if the incident is not watched', async () => {
    expect((await person.ask(`unwatch ${start('Never')}`, fresh())).text).toMatch(/does not watch that incident/);
  });
});

describe('a channel shared with another organisation', () => {
  const shared = () => fresh({ is_ext_shared: true, members: [ids.ada, ids.stranger, ids.guest, ids.botUser] });

  test('a shared channel shows only the incident that a member of our organisation watches there', async () => {
    const channel = shared();
    const arn = start('Told outside');
    expect((await person.ask(arn, channel)).text).toMatch(/shared with another organisation/);
    expect((await person.ask(`watch ${arn}`, channel)).text).toMatch(
      /other organisation in this channel can see it from now on/,
    );
    await read.card(channel, arn);
    app.aws.incidents.update(arn, { impact: 1 });
    await until(() => read.lines(channel, arn).length === 1);
    const other = start('Kept inside');
    expect((await person.ask(other, channel)).text).toMatch(/shared with another organisation/);
    expect(allText(app.slack.workspace.messages(channel))).not.toContain('Kept inside');
  });

  test('a guest cannot start a watch in a shared channel', async () => {
    const channel = shared();
    expect((await person.ask(`watch ${start('Not for you')}`, channel, ids.guest)).text).toMatch(/only members/);
    expect(app.slack.workspace.messages(channel)).toEqual([]);
  });

  test('the card in a shared channel no longer shows an incident after its watch ends', async () => {
    const channel = shared();
    const arn = start('Taken away');
    await person.ask(`watch ${arn}`, channel);
    expect((await person.ask(`unwatch ${arn}`, channel)).text).toMatch(/no longer shows it/);
    expect(allText(app.slack.workspace.messages(channel).map(({ blocks, text }) => [blocks, text]))).not.toContain(
      'Taken away',
    );
    expect(channelOf(channel)).toMatchObject({ pins: [], bookmarks: [] });
  });
});

describe('a watch ends silently', () => {
  const ended = async (arn: string, channel: string) => {
    app.aws.incidents.update(arn, { title: 'Changed' });
    await until(async () => (await person.ask('watching', channel)).text.includes('none'));
  };

  test('a watch ends when its card is deleted in Slack', async () => {
    const channel = fresh();
    const arn = start('Deleted');
    await person.ask(`watch ${arn}`, channel);
    const card = await read.card(channel, arn);
    app.slack.workspace.remove({ user: ids.botUser, channel, ts: card.ts });
    await ended(arn, channel);
    expect(channelOf(channel).bookmarks).toEqual([]);
    expect(read.cards(channel, arn)).toEqual([]);
    const calls = app.slack.calls.count('chat.update');
    app.aws.incidents.update(arn, { impact: 1 });
    await until(() => read.lines(ids.general, arn).some((line) => /Critical/.test(line)));
    expect(
      app.slack.calls
        .all('chat.update')
        .slice(calls)
        .filter(({ args }) => args.channel === channel),
    ).toEqual([]);
  });

  test('a watch ends when its channel is archived', async () => {
    const channel = fresh();
    const arn = start('Archived');
    await person.ask(`watch ${arn}`, channel);
    app.slack.workspace.archive(channel);
    app.aws.incidents.update(arn, { title: 'Changed' });
    const calls = (method: string) => app.slack.calls.all(method).filter(({ args }) => args.channel === channel);
    // The error does not say what is wrong, so the app reads the channel.
    const isKnown = () => {
      const refused = calls('chat.update').find(({ ok }) => !ok);
      return refused !== undefined && calls('conversations.info').some(({ at }) => at >= refused.at);
    };
    await until(isKnown);
    app.slack.workspace.unarchive(channel);
    await until(async () => (await person.ask('watching', channel)).text.includes('none'));
  });

  test('a watch ends when the incident is gone', async () => {
    const channel = fresh();
    const arn = start('Gone');
    await person.ask(`watch ${arn}`, channel);
    app.aws.incidents.delete(arn);
    app.sns.publish(seedTopics.chat, arn);
    await until(() => channelOf(channel).pins.length === 0 && channelOf(channel).bookmarks.length === 0);
    expect(allText(read.cards(channel, arn)[0]?.blocks)).toContain('No longer in Incident Manager');
    expect((await person.ask('watching', channel)).text).toContain('none');
  });
});

test('/incident watching lists titles, links to the cards and the next status update', async () => {
  const channel = fresh();
  const arn = start('Listed');
  await person.ask(`watch ${arn} every 30m`, channel);
  const { all } = await person.ask('watching', channel);
  expect(all).toContain('Listed');
  expect(all).toMatch(/next status update <!date/);
  expect(all).toContain('/archives/');
});

test('a watch survives a token that Slack refuses for a while', async () => {
  const channel = fresh();
  const arn = start('Token refused');
  await person.ask(`watch ${arn}`, channel);
  app.slack.faults.add({ kind: 'refused', code: 'account_inactive' });
  app.aws.incidents.update(arn, { title: 'Changed' });
  const refusals = () => app.slack.calls.all('chat.update').filter(({ args, ok }) => args.channel === channel && !ok);
  await until(() => refusals().length > 0);
  app.slack.faults.clear();
  await until(async () => (await person.ask('watching', channel)).text.includes('Changed'));
  await until(() => app.slack.workspace.messages(channel).some(({ text }) => text.includes('Changed')));
});
