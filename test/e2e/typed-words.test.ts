import fc from 'fast-check';
import { seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { beforeAll, describe, expect, test } from 'vitest';
import { decorated, namesOf } from '../slack/decorated.ts';
import { allText } from '../support/all-text.ts';
import { editingForFile } from './editing.ts';

const editing = editingForFile();
let watched: string;
let named: string;
let channel: string;

beforeAll(async () => {
  const { incidents } = editing.app.aws;
  watched = incidents.start(seedPlans.checkout, { title: 'Watched here', impact: 3 });
  named = incidents.start(seedPlans.checkout, { title: 'Named', impact: 3 });
  channel = editing.app.slack.workspace.addChannel({ name: 'war-room', members: [ids.ada, ids.botUser] });
  await told(`watch ${watched}`);
});

const told = (text: string) => editing.told(() => editing.ask(text, channel), ids.ada, channel);
const notes = (arn: string) => editing.events(arn, 'Note');
const said = (arn: string) => editing.app.sns.published.filter(({ texts }) => texts.default?.includes(arn));
/** Everything that a command can write about an incident. */
const written = (arn: string) => [
  editing.app.aws.incidents.get(arn)?.events.map(({ eventType, eventData }) => `${eventType} ${eventData}`),
  editing.record(arn),
  editing.app.aws.incidents.get(arn)?.relatedItems,
  said(arn).length,
];

describe('a decorated name, in a channel that watches another incident', () => {
  test('a note and an impact change the named incident only, with the text as typed', async () => {
    const names = fc.sample(decorated(namesOf(named)), 25);
    const before = written(watched);
    for (const [turn, name] of names.entries()) {
      const text = `turn ${turn}: 4 < 5 && 6 > 5, &lt; stays`;
      expect((await told(`note ${name} ${text}`)).text).toMatch(/^Noted in the timeline/);
      expect([name, notes(named).at(-1)]).toEqual([name, expect.stringMatching(/4 < 5 && 6 > 5, &lt; stays$/)]);
      const impact = 1 + (turn % 5);
      // A long dash after the name is not an impact, so it is refused.
      const answer = (await told(`impact ${name} ${impact}`)).text;
      if (!/is not an impact/.test(answer)) expect([name, editing.record(named)?.impact]).toEqual([name, impact]);
    }
    expect(written(watched)).toEqual(before);
  }, 60_000);

  test('a message is published for the named incident only', async () => {
    const before = written(watched);
    for (const name of fc.sample(decorated(namesOf(named)), 15)) {
      const count = said(named).length;
      expect((await told(`say ${name} all clear`)).text).toMatch(/^Said to/);
      expect([name, said(named).length]).toEqual([name, count + 2]);
    }
    expect(written(watched)).toEqual(before);
    expect(said(named)[0]?.topicArn).toBe(seedTopics.chat);
  });

  test.each([
    ['two incidents', () => `${named},${watched}`, /more than one incident/],
    ['an ARN that was cut short', () => named.slice(0, -9), /can't read|No incident|AWS found nothing|neither a link/],
    ['an incident with letters glued to it', () => `${named}rolled`, /can't read/],
    ['an incident with words glued to it', () => `${named},rolled`, /then a space/],
    ['a response plan', () => seedPlans.checkout, /response plan, not an incident/],
    ['an id that is none', () => '8ab9c2d0-4f1e-96a2-b6c4-000000000000', /No incident 8ab9c2d0/],
  ])('%s is refused by every command that writes', async (_, name, answer) => {
    const before = [written(watched), written(named)];
    for (const command of ['note', 'say', 'related']) {
      if (command === 'related' && name() === seedPlans.checkout) continue;
      expect((await told(`${command} ${name()} back to normal`)).text).toMatch(answer);
    }
    expect((await told(`impact ${name()} 1`)).text).toMatch(answer);
    expect([written(watched), written(named)]).toEqual(before);
  });
});

describe('a card', () => {
  test('the card of a named incident is posted, however its name is decorated', async () => {
    for (const name of fc.sample(decorated(namesOf(named)), 12)) {
      const room = editing.app.slack.workspace.addChannel({
        name: `room-${Math.random()}`,
        members: [ids.ada, ids.botUser],
      });
      await editing.ask(name, room);
      const card = await editing.app.slack.workspace.until(() => editing.cards(room, named)[0], 10_000);
      expect(allText(card)).toContain('Named');
    }
  });
});

describe('text', () => {
  test.each([
    'https://grafana.example/d/x?a=1&b=2 shows 503s',
    'arn:aws:lambda:eu-west-1:111122223333:function:checkout is throttled',
    'p99 > 4 s && rising; see <https://wiki.example/a|the page>',
    '&amp;lt; was typed like this',
  ])('%s is the text of a note on the watched incident, as typed', async (text) => {
    expect((await told(`note ${text}`)).text).toMatch(/^Noted in the timeline/);
    expect(notes(watched).at(-1)).toBe(text);
  });

  test('a related link is stored as typed', async () => {
    await told('related https://grafana.example/d/x?a=1&b=2 p99 < 4 s');
    expect(allText(editing.app.aws.incidents.get(watched)?.relatedItems)).toContain(
      'https://grafana.example/d/x?a=1&b=2',
    );
    expect(allText(editing.app.aws.incidents.get(watched)?.relatedItems)).toContain('p99 < 4 s');
  });

  test('a form stores its text as typed, with entities', async () => {
    await editing.ask(`note ${named}`, channel);
    await editing.form();
    const text = '4 < 5 && &lt;b&gt; stays';
    await editing.send({ note: text });
    expect(notes(named).at(-1)).toBe(text);
  });

  test('a message becomes a note as typed', async () => {
    const { workspace } = editing.app.slack;
    const message = workspace.say({ user: ids.ada, channel, text: '4 < 5 && &lt;b&gt; stays' });
    await workspace.shortcut({ user: ids.ada, callback_id: 'incident_add_note', channel, message_ts: message.ts });
    const view = await editing.form();
    expect(allText(view.blocks)).toContain('4 < 5 && &lt;b&gt; stays');
  });
});
