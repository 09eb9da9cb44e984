import { seedPlans } from 'slack-aws-sandbox/aws';
import { beforeEach, describe, expect, test } from 'vitest';
import { editingForFile } from './editing.ts';

const editing = editingForFile({ environment: { NOTE_REACTION: 'pushpin' } });
let arn: string;
let threadTs: string;

beforeEach(async () => {
  arn = editing.app.aws.incidents.start(seedPlans.search, { title: 'Noted by reaction', impact: 2 });
  threadTs = (await editing.card(arn)).ts;
});

const say = (text: string, thread_ts: string = threadTs): string =>
  editing.app.slack.workspace.say({ user: editing.ids.linus, channel: editing.ids.incidents, text, thread_ts }).ts;
const react = (ts: string, user: string = editing.ids.ada, name = 'pushpin') =>
  editing.app.slack.workspace.react({ user, channel: editing.ids.incidents, ts, name });
const reactionsOf = (ts: string): string[] =>
  (
    editing.app.slack.workspace.thread(editing.ids.incidents, threadTs).find((one) => one.ts === ts)?.reactions ?? []
  ).map(({ name, count }) => `${name} ${count}`);
const notes = (): string[] => editing.events(arn, 'Note');
const marked = (ts: string) =>
  editing.app.slack.workspace.until(() => reactionsOf(ts).includes('white_check_mark 1'), 10_000);
/** Until everything that was sent so far is done: a reaction of an editor comes last. */
async function settled(): Promise<void> {
  const ts = say('The last one.');
  react(ts);
  await marked(ts);
}

describe('a reaction makes a note', () => {
  test('of a message in the thread, with its author and link, and the app says so with a reaction', async () => {
    const { ids, app } = editing;
    const ts = say('Rolled back <!here> 2026.47.3 in *two* zones.');
    react(ts);
    await marked(ts);
    expect(notes()).toHaveLength(1);
    expect(notes()[0]).toMatch(/^Rolled back .*2026\.47\.3 in .*two.* zones\.\n\n\(linus in Slack: https:\/\/\S+\)$/);
    const [audit] = editing.events(arn, 'Custom Event');
    expect(audit).toMatch(
      new RegExp(`^Note added from Slack by ada \\(${ids.ada}\\) in channel ${ids.incidents}: https://`),
    );
    await app.slack.workspace.until(
      () =>
        app.slack.workspace.thread(ids.incidents, threadTs).some(({ text }) => text.includes('Note by ada (Slack)')),
      10_000,
    );
  });

  test('once, for any person, skin tone and number of reactions', async () => {
    const { ids } = editing;
    const ts = say('Only once.');
    react(ts, ids.ada, 'pushpin::skin-tone-3');
    react(ts, ids.grace);
    react(ts, ids.ada);
    react(ts, ids.ada);
    await marked(ts);
    await settled();
    expect(notes().filter((note) => note.startsWith('Only once.'))).toHaveLength(1);
  });

  test('of a message anywhere in the incident’s room', async () => {
    const { ids, app } = editing;
    const { workspace } = app.slack;
    const { text } = await editing.told(() => editing.ask(`room ${arn}`));
    const channel = /<#(C\w+)>/.exec(text)?.[1] ?? '';
    const { ts } = workspace.say({ user: ids.ada, channel, text: 'Said in the room.' });
    workspace.react({ user: ids.ada, channel, ts, name: 'pushpin' });
    await workspace.until(
      () => workspace.messages(channel).find((one) => one.ts === ts)?.reactions?.length === 2,
      10_000,
    );
    expect(notes()[0]).toMatch(/^Said in the room\.\n\n\(ada in Slack: https:/);
  });

  test('of a long message as far as it goes', async () => {
    const ts = say(`Long: ${'word '.repeat(1500)}`);
    react(ts);
    await marked(ts);
    expect(notes()[0]?.length).toBeLessThanOrEqual(3000);
    expect(notes()[0]).toMatch(/…\n\n\(linus in Slack: https:/);
  });

  test('of an edited message, as it is when someone reacts', async () => {
    const { ids, app } = editing;
    const ts = say('Frist.');
    app.slack.workspace.edit({ user: ids.linus, channel: ids.incidents, ts, text: 'First.' });
    react(ts);
    await marked(ts);
    expect(notes()[0]).toMatch(/^First\./);
  });

  test('not with another emoji, not outside of an incident’s thread, not of the app’s own message', async () => {
    const { ids, app } = editing;
    const inChannel = app.slack.workspace.say({ user: ids.linus, channel: ids.incidents, text: 'In the channel.' }).ts;
    const asked = editing.app.slack.calls.count('conversations.replies');
    react(say('Another emoji.'), editing.ids.ada, 'eyes');
    react(inChannel);
    react(threadTs);
    const elsewhere = say('Another thread.', inChannel);
    react(elsewhere);
    await settled();
    expect(notes().map((note) => note.split('\n')[0])).toEqual(['The last one.']);
    expect(editing.app.slack.calls.count('conversations.replies') - asked).toBeLessThanOrEqual(7);
  });

  test('not of a message that is deleted meanwhile', async () => {
    const { ids, app } = editing;
    const ts = say('Gone.');
    app.slack.faults.add({ kind: 'refused', method: 'conversations.replies', code: 'thread_not_found', times: 1 });
    react(ts);
    await settled();
    expect(notes().some((note) => note.startsWith('Gone.'))).toBe(false);
    app.slack.workspace.remove({ user: ids.linus, channel: ids.incidents, ts });
  });

  test('not by someone who is no editor, who gets one message about it', async () => {
    const { ids, app } = editing;
    const [one, two] = [say('By Linus.'), say('By Linus again.')];
    const told = await editing.told(async () => react(one, ids.linus), ids.linus);
    expect(told.text).toContain('Only incident editors can add a message to the timeline with this reaction.');
    react(two, ids.linus);
    await settled();
    expect(app.slack.workspace.ephemerals(ids.linus, ids.incidents)).toHaveLength(1);
    expect(notes().map((note) => note.split('\n')[0])).toEqual(['The last one.']);
  });

  test('in a channel that is shared with another organisation, only by people from inside', async () => {
    const { ids, app } = editing;
    const { workspace } = app.slack;
    await editing.ask(`watch ${arn}`, ids.partner);
    const card = await workspace.until(() => editing.cards(ids.partner, arn)[0], 10_000);
    const in_ = { channel: ids.partner, thread_ts: card.ts };
    const { ts } = workspace.say({ user: ids.stranger, text: 'Seen from outside.', ...in_ });
    const reacted = (user: string) => workspace.react({ user, channel: ids.partner, ts, name: 'pushpin' });
    reacted(ids.stranger);
    await settled();
    expect(notes().some((note) => note.startsWith('Seen'))).toBe(false);
    reacted(ids.ada);
    await workspace.until(() => notes().some((note) => note.startsWith('Seen from outside.')), 10_000);
  });

  test('without the scope for a reaction, the person who reacted gets a private answer', async () => {
    const { app } = editing;
    app.slack.faults.add({ kind: 'refused', method: 'reactions.add', code: 'missing_scope' });
    const ts = say('No scope.');
    const { text } = await editing.told(async () => void react(ts));
    expect(text).toMatch(/^Noted in the timeline: "No scope\./);
    expect(notes()).toHaveLength(1);
  });

  test('when AWS refuses, the person who reacted reads why, and a later reaction makes the note', async () => {
    const { app, ids } = editing;
    app.aws.faults.add({ kind: 'access_denied', operation: 'CreateTimelineEvent' });
    const ts = say('Refused.');
    const { text } = await editing.told(async () => void react(ts));
    expect(text).toContain('AWS refused ssm-incidents:CreateTimelineEvent');
    expect(reactionsOf(ts)).toEqual(['pushpin 1']);
    app.aws.faults.clear();
    react(ts, ids.grace);
    await marked(ts);
    expect(notes()).toHaveLength(1);
  });
});
