import { seedIncidents } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandDoes, commandHelp } from '../../src/actions/actions.ts';
import { allText } from '../support/all-text.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';

const editor = ids.grace;
const { low, resolved } = seedIncidents;

let app: AppUnderTest;
beforeAll(async () => {
  app = await startApp({ environment: { INCIDENT_EDITORS: editor } });
});
afterAll(() => app.stop());

const until = <T>(look: () => T) => app.slack.workspace.until(look, 15_000);
/** The private answer after an action. */
async function told(action: () => unknown, user: string = editor, channel: string = ids.general) {
  const answers = () => app.slack.workspace.ephemerals(user, channel);
  const before = answers().length;
  await action();
  return until(() => answers()[before]);
}
const command = (text: string, user: string = editor) =>
  told(() => app.slack.workspace.command({ user, channel: ids.general, text }), user);

interface Menu {
  type: string;
  options?: { text: { text: string }; value: string }[];
}
type Message = Awaited<ReturnType<typeof command>>;
function menuOf(message: Message): Menu {
  const elements = (message.blocks ?? []).flatMap((block) => (block as { elements?: Menu[] }).elements ?? []);
  return elements.find(({ type }) => type === 'static_select') ?? { type: 'none' };
}

const pick = (message: Message, arn: string, user: string = editor) => {
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  const value = menuOf(message).options?.find((option) => option.value.endsWith(id))?.value;
  return app.slack.workspace.click({ user, channel: ids.general, ts: message.ts, action_id: 'incident:pick', value });
};

describe('a command without an incident, where the channel watches none', () => {
  test('a command without an incident offers the open ones by urgency, to the requester alone', async () => {
    const answer = await command('timeline', ids.ada);
    expect(answer.text).toContain('Which incident?');
    const [first] = menuOf(answer).options ?? [];
    expect(first?.text.text).toContain('Critical');
  });

  test('a command continues with the chosen incident and the typed arguments', async () => {
    const words = `Rolled back. ${'It works again. '.repeat(30)}`.trim();
    const answer = await command(`note ${words}`);
    const noted = await told(() => pick(answer, low));
    expect(noted.text).toContain('Noted in the timeline');
    const timeline = await command(`timeline ${low}`);
    expect(allText(timeline)).toContain('Rolled back. It works again.');
  });

  test('a command with a form opens it for the chosen incident', async () => {
    const answer = await command('edit');
    await pick(answer, low);
    await until(() => app.slack.workspace.views(editor).some((view) => allText(view).includes('Edit incident')));
  });

  test('/incident resolve asks for confirmation after an incident was chosen', async () => {
    const answer = await command('resolve');
    const question = await told(() => pick(answer, low));
    expect(allText(question)).toContain('incident:resolve');
  });

  test('every command about an incident offers them, and those with a form with a mention of the app too', async () => {
    const { workspace } = app.slack;
    const after: Record<string, string> = { impact: ' 2', role: ' scribe', say: ' Hello' };
    const about = commandHelp.flatMap(({ usage }) => (/^(\w+) .*<arn>/.exec(usage) ?? []).slice(1));
    // The channel watches no incident, and the app has no Agent Space.
    const asked = about.filter((name) => !['unwatch', 'quiet', 'investigate'].includes(name));
    expect(asked.length).toBeGreaterThan(15);
    for (const name of asked) {
      const words = `${name}${after[name] ?? ''}`;
      expect([name, menuOf(await command(words)).type]).toEqual([name, 'static_select']);
      // A mention runs all others as the command does.
      if (!commandDoes(name, 'opensView', '')) continue;
      const say = () => workspace.say({ user: editor, channel: ids.incidents, text: `@incidents ${words}` });
      const mentioned = await told(say, editor, ids.incidents);
      expect([`@incidents ${name}`, menuOf(mentioned).type]).toEqual([`@incidents ${name}`, 'static_select']);
    }
  });

  test('a channel that watches none gets the command that follows one', async () => {
    expect((await command('unwatch')).text).toContain('This channel watches none. /incident watch follows one here.');
  });

  test('/incident reopen offers resolved incidents', async () => {
    const answer = await command('reopen');
    expect(allText(answer)).toContain('Search resolved incidents');
    expect(menuOf(answer).options?.some(({ value }) => value.endsWith(resolved.slice(-12)))).toBe(true);
  });

  test('an unknown id offers the open incidents', async () => {
    const answer = await command('8ab9c2d0-0000-4000-8000-000000000000');
    expect(answer.text).toContain('No incident 8ab9c2d0');
    await pick(answer, low);
    await until(() => app.slack.workspace.messages(ids.general).some((message) => allText(message).includes(low)));
  });

  test("a chosen incident does not change the command's permissions", async () => {
    expect((await command('edit', ids.ada)).text).toContain('Only incident editors');
  });
});

describe('/incident list', () => {
  test('/incident list shows the id of each incident', async () => {
    expect(allText(await command('list'))).toContain(low.slice(low.lastIndexOf('/') + 1));
  });

  test('/incident list finds incidents by a text', async () => {
    const answer = await command('list checkout latency');
    expect(allText(answer)).toContain('Checkout latency');
    expect(allText(answer)).not.toContain(low.slice(low.lastIndexOf('/') + 1));
    expect((await command('list no such words')).text).toContain('none');
  });
});
