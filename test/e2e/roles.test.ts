import { seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import { describe, expect, test } from 'vitest';
import { createReadResponders } from '../../src/aws/read/responders.ts';
import { createResponderStore } from '../../src/posting/responder-store.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import { awsParts } from '../aws/aws-parts.ts';
import { allText } from '../support/all-text.ts';
import { arnOf } from '../support/arn-of.ts';
import { editingForFile } from './editing.ts';

const editing = editingForFile();
const start = (title: string, impact = 1) => editing.app.aws.incidents.start(seedPlans.search, { title, impact });
const until = <T>(find: () => T | undefined | false) => editing.app.slack.workspace.until(find, 10_000);
const cardSays = (arn: string, words: string | RegExp) =>
  until(() => {
    const text = allText(editing.cards(editing.ids.incidents, arn)[0]);
    return (typeof words === 'string' ? text.includes(words) : words.test(text)) ? text : undefined;
  });
const threadSays = (ts: string, words: RegExp) =>
  until(() =>
    editing.app.slack.workspace
      .thread(editing.ids.incidents, ts)
      .slice(1)
      .find((message) => words.test(message.text)),
  );

describe('a lead', () => {
  test('Take the lead shows the lead on the card, in its thread and in the timeline, and the button goes', async () => {
    const { ids } = editing;
    const arn = start('Nobody leads');
    const card = await editing.card(arn);
    expect(allText(card)).toContain('incident:lead');
    const { text } = await editing.told(() => editing.click('lead', arn));
    expect(text).toBe('ada leads: Nobody leads.');
    expect(await cardSays(arn, 'Lead: *ada*')).not.toContain('incident:lead');
    await threadSays(card.ts, /ada \(Slack\) took the lead/);
    const [event, ...more] = editing.events(arn, 'Custom Event');
    expect(more).toEqual([]);
    expect(event).toMatch(new RegExp(`^Lead: ada \\(${ids.ada}\\) from Slack by ada \\(${ids.ada}\\) in channel`));
    expect((await editing.told(() => editing.ask(`timeline ${arn}`))).all).toContain('ada (Slack) took the lead');
  });

  test('of two people who take the lead at once one leads, and the other reads who does', async () => {
    const { ids, app } = editing;
    const arn = start('Two take it');
    const { ts } = await editing.card(arn);
    const click = (user: string) =>
      editing.told(
        () => app.slack.workspace.click({ user, channel: ids.incidents, ts, action_id: 'incident:lead' }),
        user,
      );
    const told = await Promise.all([click(ids.ada), click(ids.grace)]);
    const texts = told.map(({ text }) => text).join('\n');
    expect(texts).toMatch(/(ada|grace) leads: Two take it\./);
    expect(texts).toMatch(
      /(ada|grace) leads already: Two take it\. Nothing was changed\. \/incident lead hands it over\./,
    );
    expect(editing.events(arn, 'Custom Event')).toHaveLength(1);
  });

  test('a handover names both in the thread, and each gets a direct message; nobody is mentioned', async () => {
    const { app } = editing;
    const arn = start('Handed over');
    const card = await editing.card(arn);
    await editing.told(() => editing.ask(`lead ${arn}`));
    const { text } = await editing.told(() => editing.ask(`lead ${arn} @grace`));
    expect(text).toMatch(/^grace leads: Handed over\. grace got a message\.$/);
    await cardSays(arn, 'Lead: *grace*');
    const entry = await threadSays(card.ts, /Lead: ada → grace, by ada \(Slack\)/);
    expect(allText(entry)).not.toMatch(/<@U/);
    await editing.told(() => editing.ask(`lead ${arn} me`));
    const direct = app.slack.calls
      .all('chat.postMessage')
      .filter(({ args }) => String(args.channel) === editing.ids.grace);
    expect(direct.map(({ args }) => args.text)).toEqual([
      'ada gave you the lead: Handed over.',
      'ada gave the lead, which you had, to ada: Handed over.',
    ]);
  });

  test.each(['someone of another organisation', 'a guest'])('%s cannot lead', async (who) => {
    const arn = start(`Not ${who}`);
    const user = who === 'a guest' ? editing.ids.guest : editing.ids.stranger;
    const { text } = await editing.told(() => editing.ask(`lead ${arn} <@${user}>`));
    expect(text).toContain('Only full members of this organisation can have a role');
    expect(editing.events(arn, 'Custom Event')).toEqual([]);
  });

  test('who is not an editor cannot take the lead', async () => {
    const arn = start('Not an editor');
    const { text } = await editing.told(
      () => editing.ask(`lead ${arn}`, editing.ids.incidents, editing.ids.linus),
      editing.ids.linus,
    );
    expect(text).toContain('Only incident editors can do that');
  });

  test('a name without an id is refused, and so are two names', async () => {
    const arn = start('Who?');
    expect((await editing.told(() => editing.ask(`lead ${arn} @nosuchperson`))).text).toContain(
      'I can\'t tell who "@nosuchperson" is',
    );
    expect((await editing.told(() => editing.ask(`lead ${arn} @ada @grace`))).text).toContain('Name one person.');
    expect((await editing.told(() => editing.ask(`lead ${arn} quickly`))).text).toContain('I don\'t know "quickly"');
  });

  test('nobody leads after /incident lead nobody, and the card offers it again', async () => {
    const arn = start('Given up');
    const card = await editing.card(arn);
    await editing.told(() => editing.ask(`lead ${arn}`));
    await cardSays(arn, 'Lead: *ada*');
    await editing.told(() => editing.ask(`lead ${arn} nobody`));
    expect(await cardSays(arn, 'incident:lead')).not.toContain('Lead: *');
    await threadSays(card.ts, /ada no longer leads, by ada \(Slack\)/);
  });
});

describe('other roles', () => {
  test('a role is shown in the thread, in Details and in the report', async () => {
    const arn = start('With a scribe');
    const card = await editing.card(arn);
    expect((await editing.told(() => editing.ask(`role ${arn} Scribe @grace`))).text).toContain('Scribe is grace');
    await threadSays(card.ts, /Scribe: grace, by ada \(Slack\)/);
    await editing.click('details', arn);
    await until(() => allText(editing.app.slack.workspace.views(editing.ids.ada).at(-1)).includes('Scribe: grace'));
  });

  test('what another app wrote into the timeline before is known: an incident of the sandbox has a lead and a scribe', async () => {
    const { all } = await editing.told(() => editing.ask(`catchup ${seedIncidents.rule}`));
    expect(all).toMatch(/Lead: \*grace\*.* · Scribe: linus/);
  });

  test('a role without a usable name is refused', async () => {
    const arn = start('No name');
    expect((await editing.told(() => editing.ask(`role ${arn} @grace`))).text).toContain('Which role?');
    expect((await editing.told(() => editing.ask(`role ${arn} a:b @grace`))).text).toContain('is no name for a role');
  });
});

describe("I'm on it", () => {
  test("I'm on it names the person on the card and in the timeline, and acknowledges no page", async () => {
    const { ids, app } = editing;
    const arn = start('On it');
    await editing.card(arn);
    const { text } = await editing.told(() => editing.click('onit', arn));
    expect(text).toMatch(/^You are on it: On it\. This acknowledges no page/);
    await cardSays(arn, 'ada is on it');
    expect(editing.events(arn, 'Custom Event')[0]).toMatch(
      new RegExp(`^On it: ada \\(${ids.ada}\\) from Slack by ada`),
    );
    expect(app.aws.calls.count('AcceptPage')).toBe(0);
    expect((await editing.told(() => editing.click('onit', arn))).text).toContain('You are on it already');
    expect(editing.events(arn, 'Custom Event')).toHaveLength(1);
  });
});

test('a new store learns the lead, the roles and who is on it from the timeline, once', async () => {
  const { app, ids } = editing;
  const arn = start('Recovered');
  await editing.told(() => editing.ask(`lead ${arn}`));
  await editing.told(() => editing.ask(`lead ${arn} @grace`));
  await editing.told(() => editing.ask(`role ${arn} scribe`));
  await editing.told(() => editing.ask(`role ${arn} driver`));
  await editing.told(() => editing.ask(`role ${arn} driver nobody`));
  await editing.told(() => editing.click('onit', arn));
  const { clients, readEventsOfTypes } = awsParts(app.aws.url);
  const read = createReadResponders(readEventsOfTypes, Date.now);
  const record = { arn: arnOf(arn), createdAtMs: Date.now() - 60_000 };
  const store = createSqliteStore(openSqliteDatabase(':memory:'), { now: Date.now });
  const responders = createResponderStore(store, read, Date.now);
  const found = await responders.of(record);
  expect(found?.roles.map(({ name, person, by }) => [name, person.id, by.id])).toEqual([
    ['lead', ids.grace, ids.ada],
    ['scribe', ids.ada, ids.ada],
  ]);
  expect(found?.onIt.map(({ person }) => person.id)).toEqual([ids.ada]);
  const asked = app.aws.calls.count('ListTimelineEvents');
  expect(await responders.of(record)).toEqual(found);
  expect(await responders.of({ ...record, arn: arnOf(start('New')), createdAtMs: Date.now() })).toEqual({
    roles: [],
    onIt: [],
  });
  expect(app.aws.calls.count('ListTimelineEvents')).toBe(asked);
  clients.close();
});

test('without a readable timeline, who leads is unknown, and no card offers the lead', async () => {
  const { app } = editing;
  const arn = start('Unreadable');
  app.aws.faults.add({ kind: 'access_denied', operation: 'ListTimelineEvents' });
  const { clients, readEventsOfTypes } = awsParts(app.aws.url);
  const read = createReadResponders(readEventsOfTypes, Date.now);
  const store = createSqliteStore(openSqliteDatabase(':memory:'), { now: Date.now });
  const { of } = createResponderStore(store, read, Date.now);
  expect(await of({ arn: arnOf(arn), createdAtMs: Date.now() - 60_000 })).toBeUndefined();
  clients.close();
});
