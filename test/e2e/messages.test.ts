import { seedIncidents } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';

let app: AppUnderTest;
beforeAll(async () => {
  app = await startApp({ environment: { INCIDENT_EDITORS: editor } });
});
afterAll(() => app.stop());

const editor = ids.grace;
const { critical, low } = seedIncidents;
const until = <T>(look: () => T) => app.slack.workspace.until(look, 15_000);
const mention = '@incidents';

/** The private answer to a message. */
async function told(text: string, { user = ids.ada as string, ...more }: { user?: string; thread_ts?: string } = {}) {
  const { workspace } = app.slack;
  const before = workspace.ephemerals(user, ids.incidents).length;
  workspace.say({ user, channel: ids.incidents, text, ...more });
  return until(() => workspace.ephemerals(user, ids.incidents)[before]);
}

/** The answer in the direct message. */
async function answered(text: string) {
  const { workspace } = app.slack;
  const id = ids.directMessage;
  const own = () => workspace.messages(id).filter(({ bot_id }) => bot_id !== undefined);
  const before = own().length;
  workspace.say({ user: ids.ada, channel: id, text });
  return until(() => own()[before]);
}

describe('a message that begins with a mention of the app', () => {
  test('a mention is answered like the command, to its author alone', async () => {
    expect(allText(await told(`${mention} help`))).toContain('/incident list');
    expect(allText(await told(`${mention}: list`))).toContain('Open incidents');
  });

  test('a mention in a thread is answered in that thread', async () => {
    const parent = app.slack.workspace.say({ user: ids.ada, channel: ids.incidents, text: 'What is open?' });
    const answer = await told(`${mention} list`, { thread_ts: parent.ts });
    expect(answer.thread_ts).toBe(parent.ts);
  });

  test('a mention with an unknown word gets the nearest command and a help button', async () => {
    const answer = await told(`${mention} wach`);
    expect(answer.text).toContain(`I don't know "wach". Did you mean`);
    const before = app.slack.workspace.ephemerals(ids.ada, ids.incidents).length;
    await app.slack.workspace.click({
      user: ids.ada,
      channel: ids.incidents,
      ts: answer.ts,
      action_id: 'incident:help',
    });
    const help = await until(() => app.slack.workspace.ephemerals(ids.ada, ids.incidents)[before]);
    expect(allText(help)).toContain('/incident watch');
  });

  test('a mention with an ARN is answered once, like a pasted ARN', async () => {
    const { ts } = app.slack.workspace.say({ user: ids.ada, channel: ids.incidents, text: `${mention} ${critical}` });
    const answers = () => app.slack.workspace.thread(ids.incidents, ts).filter(({ bot_id }) => bot_id !== undefined);
    await until(() => answers().length > 0);
    await app.slack.workspace.idle();
    expect(answers()).toHaveLength(1);
  });

  test('a mention has the permissions of the command', async () => {
    expect((await told(`${mention} note ${low} Rolled back`)).text).toContain('Only incident editors');
    const answer = await told(`${mention} note ${low} Rolled back`, { user: editor });
    expect(answer.text).toContain('Rolled back');
    expect((await told(`${mention} edit ${low}`)).text).toContain('Only incident editors');
  });

  test('a mention of a command with a form gets a button that opens it', async () => {
    const answer = await told(`${mention} edit ${low}`, { user: editor });
    await app.slack.workspace.click({
      user: editor,
      channel: ids.incidents,
      ts: answer.ts,
      action_id: 'incident:edit',
    });
    await until(() => app.slack.calls.count('views.open') > 0);
  });
});

test('a message about the app gets no answer', async () => {
  const { workspace } = app.slack;
  const before = workspace.ephemerals(ids.ada, ids.incidents).length;
  workspace.say({ user: ids.ada, channel: ids.incidents, text: `thanks ${mention} list` });
  await told(`${mention} watching`);
  expect(workspace.ephemerals(ids.ada, ids.incidents)).toHaveLength(before + 1);
});

test.each([
  ['a mention', editor, ids.incidents, `${mention} edit`],
  ['a direct message', ids.ada, ids.directMessage, 'related'],
])('%s of a command with a form, without an incident, offers a menu that opens it', async (_, user, channel, text) => {
  const { workspace } = app.slack;
  const menu = () =>
    [...workspace.ephemerals(user, channel), ...workspace.messages(channel)]
      .filter((message) => allText(message).includes('incident:pick'))
      .at(-1);
  const opened = app.slack.calls.count('views.open');
  workspace.say({ user, channel, text });
  const { ts, blocks } = await until(menu);
  const value = /"value":"([^"]+)"/.exec(allText(blocks))?.[1];
  await workspace.click({ user, channel, ts, action_id: 'incident:pick', value });
  await until(() => app.slack.calls.count('views.open') > opened);
});

describe('a direct message to the app', () => {
  test('a direct message is answered like the command', async () => {
    expect(allText(await answered('list'))).toContain('Open incidents');
    expect((await answered('gibberish')).text).toBe('I don\'t know "gibberish".');
  });
});
