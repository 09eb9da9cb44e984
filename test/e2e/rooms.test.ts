import { seedPlans } from 'slack-aws-sandbox/aws';
import type { PageMessage } from 'slack-aws-sandbox/page';
import { afterEach, describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { editingForFile } from './editing.ts';

const editing = editingForFile();
const start = (title: string, impact = 3) => editing.app.aws.incidents.start(seedPlans.search, { title, impact });
const until = <T>(find: () => T | undefined) => editing.app.slack.workspace.until(find, 10_000);
/** The channels that the app made, by name. */
const made = () =>
  editing.app.slack.calls
    .all('conversations.create')
    .filter(({ ok }) => ok)
    .map(({ args }) => String(args.name));
const answer = async (text: string, user?: string, channel?: string) =>
  (await editing.told(() => editing.ask(text, channel, user), user, channel)).text;
const channelIn = (text: string): string => /<#(C\w+)>/.exec(text)?.[1] ?? `no channel in ${text}`;
/** Makes the room of an incident, and returns the channel. */
const roomOf = async (arn: string): Promise<string> => channelIn(await answer(`room ${arn}`));
const messages = (channel: string): PageMessage[] => editing.app.slack.workspace.messages(channel);
const says = (channel: string, words: RegExp) => until(() => messages(channel).find((one) => words.test(one.text)));
const cardIn = (channel: string, arn: string) =>
  until(() => editing.cards(channel, arn).find(({ metadata }) => allText(metadata).includes('incident_card')));
const invited = () => editing.app.slack.calls.all('conversations.invite').map(({ args }) => args.users);
const day = new Date().toISOString().slice(0, 10);

afterEach(() => {
  editing.app.slack.calls.clear();
});

describe('/incident room', () => {
  test('makes a channel with the card pinned, a topic, the console as a bookmark, a first message and the requester', async () => {
    const { ids, app } = editing;
    const arn = start('Search & index: 5xx > 2%');
    const text = await answer(`room ${arn}`);
    expect(text).toMatch(/^Made a room for Search &amp; index: 5xx &gt; 2%: <#C\w+>\. You are invited\.$/);
    const channel = channelIn(text);
    expect(made()).toEqual([`inc-${day}-search-index-5xx-2`]);
    const card = await cardIn(channel, arn);
    const room = await until(() => {
      const found = app.slack.workspace.channel(channel);
      return found.pins.includes(card.ts) ? found : undefined;
    });
    expect(room.topic).toMatch(/^🟡 Medium, open since .* UTC · .* · Search &amp; index: 5xx &gt; 2%$/);
    expect(room.bookmarks.map(({ title }) => title)).toContain('Incident Manager');
    expect(invited()).toEqual([ids.ada]);
    const [first] = messages(channel).filter(({ subtype }) => subtype === undefined);
    expect(first?.text).toMatch(/^Room for Medium, open for/);
    expect(allText(first)).toContain('Commands here need no ARN');
  });

  test('asked again, it invites the requester and makes no other; a second time it invites no one', async () => {
    const { ids } = editing;
    const arn = start('Asked twice');
    const channel = await roomOf(arn);
    editing.app.slack.calls.clear();
    expect(await answer(`room ${arn}`, ids.grace)).toBe(`The room of Asked twice: <#${channel}>. You are invited.`);
    expect(await answer(`room ${arn}`, ids.grace)).toBe(`The room of Asked twice: <#${channel}>. You are invited.`);
    expect({ made: made(), invited: invited() }).toEqual({ made: [], invited: [ids.grace] });
  });

  test('the button on the card does the same, and the card names the room', async () => {
    const arn = start('From the card');
    const { text } = await editing.told(() => editing.click('room', arn));
    const channel = channelIn(text);
    await until(() => allText(editing.cards(editing.ids.incidents, arn)[0]).includes(`<#${channel}>`) || undefined);
    expect(made()).toHaveLength(1);
  });

  test('two people who ask at once get one room', async () => {
    const { ids } = editing;
    const arn = start('Asked at once');
    const both = await Promise.all([answer(`room ${arn}`), answer(`room ${arn}`, ids.grace)]);
    expect(new Set(both.map(channelIn)).size).toBe(1);
    expect(made()).toHaveLength(1);
    await until(() => invited().flatMap((users) => String(users).split(',')).length === 2 || undefined);
  });

  test('invites the people whom an escalation plan paged', async () => {
    const { ids, app } = editing;
    const arn = app.aws.incidents.start(seedPlans.checkout, { title: 'Paged by a plan', impact: 3 });
    await roomOf(arn);
    const people = () => new Set(invited().flatMap((users) => String(users).split(',')));
    await until(() => (people().has(ids.amelia) && people().has(ids.ben)) || undefined);
  });

  test('of those who are no editors it makes none', async () => {
    expect(await answer(`room ${start('Not for all')}`, editing.ids.linus)).toMatch(/^Only incident editors/);
    expect(made()).toEqual([]);
  });

  test('for a resolved incident it makes none', async () => {
    const arn = start('All over');
    editing.app.aws.incidents.update(arn, { status: 'RESOLVED' });
    expect(await answer(`room ${arn}`)).toBe('All over is resolved, so no room is made for it. Reopen it first.');
  });
});

describe('in the room', () => {
  test('the ARN may be left out, changes are messages, and the topic follows', async () => {
    const { app, ids } = editing;
    const arn = start('Talked about here');
    const channel = await roomOf(arn);
    await cardIn(channel, arn);
    expect(await answer('impact 1', ids.ada, channel)).toBe('Talked about here: impact set to critical.');
    const change = await says(channel, /Impact: Medium → Critical/);
    expect(change.thread_ts).toBeUndefined();
    await until(() => app.slack.workspace.channel(channel).topic?.startsWith('🔴 Critical') || undefined);
    await answer('lead', ids.ada, channel);
    await until(() => app.slack.workspace.channel(channel).topic?.includes('Lead: ada') || undefined);
    await answer('lead @grace', ids.ada, channel);
    await until(() => invited().includes(ids.grace) || undefined);
    const { message } = await editing.told(() => editing.ask('resolve', channel), ids.ada, channel);
    await app.slack.workspace.click({ user: ids.ada, channel, ts: message.ts, action_id: 'incident:resolve' });
    await says(channel, /This room is archived after 14 d.* without messages/);
    expect(app.slack.workspace.channel(channel).topic).toMatch(/^✅ Resolved after .*, was Critical · Lead: grace/);
  });
});

describe('a name', () => {
  test('that is taken gets a number', async () => {
    const { workspace } = editing.app.slack;
    workspace.addChannel({ name: `inc-${day}-taken-name`, members: [] });
    await roomOf(start('Taken name'));
    await roomOf(start('Taken name'));
    expect(made()).toEqual([`inc-${day}-taken-name-2`, `inc-${day}-taken-name-3`]);
  });

  test('that Slack does not accept is replaced by the id', async () => {
    editing.app.slack.faults.add({
      kind: 'refused',
      method: 'conversations.create',
      code: 'invalid_name_specials',
      times: 1,
    });
    const arn = start('検索');
    await roomOf(arn);
    expect(made()).toEqual([`inc-${arn.split('/').at(-1)}`]);
  });
});

describe('a lost answer', () => {
  test.each([
    'conversations.create',
    'conversations.invite',
    'conversations.setTopic',
    'bookmarks.add',
    'chat.postMessage',
  ])('of %s leads neither to a second room nor to a second message', async (method) => {
    editing.app.slack.faults.add({ kind: 'reset', after: true, method, times: 1 });
    const arn = start(`Lost ${method}`);
    await editing.ask(`room ${arn}`);
    const room = await until(() => editing.lines(editing.ids.ada).find((line) => line.includes(`Lost ${method}: <#`)));
    const channel = channelIn(room);
    await cardIn(channel, arn);
    expect(made()).toHaveLength(1);
    expect(messages(channel).filter(({ text }) => text.startsWith('Room for'))).toHaveLength(1);
    const titles = editing.app.slack.workspace.channel(channel).bookmarks.map(({ title }) => title);
    expect(titles.filter((title) => title === 'Incident Manager')).toHaveLength(1);
  });
});

describe('a refusal', () => {
  test('admins who reserve new channels', async () => {
    const { workspace } = editing.app.slack;
    workspace.reserve('create channels', true);
    const arn = start('Reserved');
    expect(await answer(`room ${arn}`)).toBe(
      'This workspace does not let the app make channels (restricted_action). Ask a workspace admin to allow it, or make a channel and run /incident watch &lt;arn&gt; there.',
    );
    workspace.reserve('create channels', false);
    expect(await answer(`room ${arn}`)).toMatch(/^Made a room for Reserved/);
  });

  test('a scope that the app was installed without', async () => {
    editing.app.slack.faults.add({ kind: 'refused', method: 'conversations.create', code: 'missing_scope', times: 1 });
    expect(await answer(`room ${start('No scope')}`)).toBe(
      'This app was installed without a scope, which rooms need. Whoever runs the app can install it again.',
    );
  });

  test.each([
    ['conversations.setTopic', 'missing_scope'],
    ['conversations.invite', 'missing_scope'],
    ['bookmarks.add', 'too_many_bookmarks'],
    ['bookmarks.list', 'missing_scope'],
    ['pins.add', 'missing_scope'],
  ])('of %s (%s) takes that away, never the room or its card', async (method, code) => {
    editing.app.slack.faults.add({ kind: 'refused', method, code });
    const arn = start(`Without ${method}`);
    await cardIn(await roomOf(arn), arn);
  });

  test('limited requests are waited for', async () => {
    editing.app.slack.faults.add({ kind: 'rate_limited', method: 'conversations.create', times: 2 });
    const arn = start('Limited');
    await editing.ask(`room ${arn}`);
    await until(() => editing.lines(editing.ids.ada).find((line) => line.includes('Made a room for Limited')));
    expect(made()).toHaveLength(1);
  });

  test('an archived room, and one that the app was removed from', async () => {
    const { workspace } = editing.app.slack;
    const arn = start('Closed later');
    const channel = await roomOf(arn);
    await cardIn(channel, arn);
    workspace.archive(channel);
    expect(await answer(`room ${arn}`)).toBe(
      `Its room #inc-${day}-closed-later is archived, and Slack lets only people undo that. Unarchive it in Slack, then ask again.`,
    );
    workspace.unarchive(channel);
    workspace.leave(channel, editing.ids.botUser);
    expect(await answer(`room ${arn}`)).toBe(
      `The app is no longer in its room #inc-${day}-closed-later. Run /invite @Incidents there, then ask again.`,
    );
    workspace.invite(channel, editing.ids.botUser);
    expect(await answer(`room ${arn}`)).toMatch(/^The room of Closed later/);
    expect(made()).toHaveLength(1);
  });

  test('a renamed room stays as people named it', async () => {
    const arn = start('Renamed');
    const channel = await roomOf(arn);
    editing.app.slack.workspace.rename(channel, 'war-room');
    expect(await answer(`room ${arn}`)).toBe(`The room of Renamed: <#${channel}>. You are invited.`);
    expect(editing.app.slack.workspace.channel(channel).name).toBe('war-room');
  });
});
