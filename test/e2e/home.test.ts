import { seedContacts, seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import type { PageView } from 'slack-aws-sandbox/page';
import { describe, expect, test } from 'vitest';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { allText } from '../support/all-text.ts';
import { editingForFile } from './editing.ts';

const editing = editingForFile();

/** Opens a person's App Home and waits until it is published again. */
async function home(
  user: string,
  until: (text: string) => boolean = (text) => text.includes('As of'),
): Promise<PageView> {
  const { workspace } = editing.app.slack;
  const before = workspace.home(user)?.hash;
  workspace.openHome(user);
  return workspace.until(() => {
    const view = workspace.home(user);
    return view !== undefined && view.hash !== before && until(allText(view)) ? view : undefined;
  }, 10_000);
}

describe('the App Home', () => {
  test('the App Home first shows what is known without AWS', async () => {
    const { workspace } = editing.app.slack;
    editing.app.aws.faults.add({ kind: 'latency', operation: 'ListIncidentRecords', latencyMs: 1500 });
    const loading = allText(await home(editing.ids.ada, () => true));
    expect(loading).toMatch(/Asking AWS.*eu-west-1/);
    await workspace.until(() => allText(workspace.home(editing.ids.ada)).includes('As of'), 10_000);
    // The view stays until there is a newer one.
    expect(allText(await home(editing.ids.ada, () => true))).toContain('As of');
  });

  test("the App Home shows open incidents by urgency, the person's permissions and the setup", async () => {
    const text = allText(await home(editing.ids.ada));
    expect(text.indexOf('Critical')).toBeLessThan(text.indexOf('Medium'));
    expect(text).toContain('You may change incidents');
    expect(text).toContain('eu-west-1');
    expect(text).toMatch(/Cards are not posted automatically.*CHAT_TOPICS/);
    expect(text).toContain('incident:start');
  });

  test('the App Home says so to people who may not write', async () => {
    const text = allText(await home(editing.ids.linus));
    expect(text).toMatch(/Changing incidents is for incident editors/);
    expect(text).not.toContain('incident:start');
  });

  test('the App Home shows the number of dead letters to editors only', async () => {
    const database = openSqliteDatabase(editing.app.database);
    database.exec("INSERT INTO parked_jobs VALUES (1, 'group', '{}', 'AppError: AWS refused it.', 3, 0, 9e12)");
    const mine = allText(await home(editing.ids.ada));
    const theirs = allText(await home(editing.ids.linus));
    database.exec('DELETE FROM parked_jobs');
    database.close();
    expect(mine).toMatch(/1 job failed for good.*npm run jobs/);
    expect(theirs).not.toContain('failed for good');
    expect(allText(await home(editing.ids.ada))).not.toContain('failed for good');
  });

  test("the App Home lists first what the person's channels watch, with the card and the next status update", async () => {
    await editing.ask(`watch ${seedIncidents.low}`, editing.ids.checkout);
    await editing.app.slack.workspace.until(() => editing.cards(editing.ids.checkout, seedIncidents.low)[0], 10_000);
    const text = allText(await home(editing.ids.ada, (all) => all.includes('In my channels')));
    expect(text).toMatch(/In my channels.*Go to card.*Other open incidents/s);
    expect(text).toMatch(/next status update/);
    expect(allText(await home(editing.ids.grace))).not.toContain('In my channels');
  });

  test("the App Home lists the person's own incidents first: led, acknowledged, paged; and who leads the others", async () => {
    const { app, ids } = editing;
    const plan = (title: string) => app.aws.incidents.start(seedPlans.checkout, { title, impact: 4 });
    const [paged, acknowledged] = [plan('Pages a plan'), plan('Taken by Amelia')];
    const led = app.aws.incidents.start(seedPlans.search, { title: 'Led by ada', impact: 5 });
    const page = app.aws.contacts
      .engagements(acknowledged)
      .flatMap(({ arn }) => app.aws.contacts.pages(arn))
      .find(({ contactArn }) => contactArn === seedContacts.amelia);
    app.aws.contacts.accept(page?.arn ?? '', { type: 'READ', code: '', anyCode: true });
    await editing.card(paged);
    await editing.card(acknowledged);
    await editing.told(() => editing.ask(`lead ${led}`));
    const mineOf = (view: PageView) =>
      allText(view)
        .split('"type":"header"')
        .find((text) => text.includes('"Mine"')) ?? '';
    const mine = async (user: string, words: RegExp) => mineOf(await home(user, (text) => words.test(text)));
    expect(await mine(ids.ada, /you lead/)).toMatch(/Led by ada\*\\n[^"]*\*you lead\*/);
    const hers = await mine(ids.amelia, /you were paged/);
    expect(hers).toMatch(/Pages a plan\*\\n[^"]*\*you were paged\*/);
    expect(hers).toMatch(/Taken by Amelia\*\\n[^"]*\*you acknowledged\*/);
    const theirs = await home(ids.grace);
    expect(mineOf(theirs)).toBe('');
    expect(allText(theirs)).toMatch(/Led by ada\*\\n[^"]*Lead: ada/);
    const { text, all } = await editing.told(() => editing.ask('list Led'));
    expect(text).toMatch(/^Open incidents with "Led": 1\. Most urgent: /);
    expect(all).toMatch(/Led by ada\*\\n[^"]*Lead: ada/);
  });

  test('the App Home shows what is due next, and how to set up what is missing', async () => {
    await editing.ask('digest 09:00 Europe/London', editing.ids.checkout);
    const text = allText(await home(editing.ids.ada, (all) => all.includes('Daily digest')));
    expect(text).toMatch(/Due next.*Status update about .*<!date.*Daily digest in <#C.*In my channels/s);
    expect(text).toContain('`CHAT_TOPICS=arn:aws:sns:eu-west-1:ACCOUNT:TOPIC=CHANNEL_ID`');
    expect(text).not.toContain('INCIDENT_EDITORS=');
  });

  test('Refresh in the App Home reads again; Show asks for a channel and posts the card there', async () => {
    const view = await home(editing.ids.grace);
    editing.app.aws.incidents.start(seedPlans.checkout, { title: 'New on the home tab', impact: 1 });
    await editing.app.slack.workspace.click({ user: editing.ids.grace, view_id: view.id, action_id: 'home:refresh' });
    const fresh = await editing.app.slack.workspace.until(() => {
      const now = editing.app.slack.workspace.home(editing.ids.grace);
      return allText(now).includes('New on the home tab') ? now : undefined;
    }, 10_000);
    await editing.app.slack.workspace.click({ user: editing.ids.grace, view_id: fresh.id, action_id: 'incident:open' });
    const form = await editing.form(editing.ids.grace);
    // The first button is that of the most urgent incident.
    expect(allText(form.blocks)).toContain('Checkout latency');
    await editing.app.slack.workspace.submit({ user: editing.ids.grace, values: { channel: editing.ids.checkout } });
    await editing.app.slack.workspace.until(
      () => editing.cards(editing.ids.checkout, seedIncidents.critical)[0],
      10_000,
    );
  });

  test('the App Home shows the error if AWS refuses the list', async () => {
    editing.app.aws.faults.add({ kind: 'access_denied', operation: 'ListIncidentRecords' });
    const text = allText(await home(editing.ids.linus));
    expect(text).toContain('ssm-incidents:ListIncidentRecords');
    expect(text).not.toContain('No open incidents');
  });
});

describe('the message shortcut', () => {
  test('the message shortcut makes a message a note of the chosen incident, with author and permalink', async () => {
    const { ids, app } = editing;
    const arn = app.aws.incidents.start(seedPlans.search, { title: 'Noted by shortcut' });
    await editing.card(arn);
    const said = app.slack.workspace.say({
      user: ids.grace,
      channel: ids.incidents,
      text: 'Index rebuilt & https://dash.example/x looks fine, thanks @linus',
    });
    await app.slack.workspace.shortcut({
      user: ids.ada,
      callback_id: 'incident_add_note',
      channel: ids.incidents,
      message_ts: said.ts,
    });
    const view = await editing.form();
    const options = allText(view.blocks).match(/"options":\[\{"text":\{[^}]*"text":"([^"]+)"/);
    expect(options?.[1]).toContain('Noted by shortcut');
    expect(await editing.send({})).toContain('Noted in the timeline');
    const [note] = editing.events(arn, 'Note');
    expect(note).toContain('Index rebuilt & https://dash.example/x looks fine, thanks @linus');
    expect(note).toMatch(/\(grace in Slack: https:\/\/.*\/archives\//);
    expect(editing.events(arn, 'Custom Event')[0]).toContain('/archives/');
  });

  test('the message shortcut takes a message of any length', async () => {
    const { ids, app } = editing;
    const said = app.slack.workspace.say({ user: ids.grace, channel: ids.incidents, text: 'ö"\\'.repeat(5000) });
    await app.slack.workspace.shortcut({
      user: ids.ada,
      callback_id: 'incident_add_note',
      channel: ids.incidents,
      message_ts: said.ts,
    });
    await editing.form();
    expect(await editing.send({})).toContain('Noted in the timeline');
  });

  test('the message shortcut refuses people who may not write', async () => {
    const { ids, app } = editing;
    const said = app.slack.workspace.say({ user: ids.grace, channel: ids.incidents, text: 'Mine' });
    const { text } = await editing.told(
      () =>
        app.slack.workspace.shortcut({
          user: ids.linus,
          callback_id: 'incident_add_note',
          channel: ids.incidents,
          message_ts: said.ts,
        }),
      ids.linus,
    );
    expect(text).toMatch(/Only incident editors/);
  });
});
