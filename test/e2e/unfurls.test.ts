import { WebClient } from '@slack/web-api';
import { seedIncidents, seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import type { PageMessage } from 'slack-aws-sandbox/page';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { openStorage } from '../../src/open-storage.ts';
import { createWatchStore } from '../../src/watches/watch.ts';
import { allText } from '../support/all-text.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';

let app: AppUnderTest;

beforeAll(async () => {
  app = await startApp({ environment: { CHAT_TOPICS: `${seedTopics.chat}=${ids.payments}` } });
  app.sns.subscribe(seedTopics.chat, `${app.appUrl}/notifications`);
});
afterEach(() => {
  app.aws.faults.clear();
  app.slack.faults.clear();
});
afterAll(() => app.stop());

const { critical, alarm, rule, low, noImpact, resolved, hostile, emptyTitle, apiSample } = seedIncidents;
const until = <T>(look: () => T) => app.slack.workspace.until(look, 15_000);

const say = (text: string, more: { channel?: string; user?: string; thread_ts?: string } = {}): PageMessage =>
  app.slack.workspace.say({ user: ids.ada, channel: ids.incidents, text, ...more });
const answersTo = ({ channel, ts }: { channel: string; ts: string }): PageMessage[] =>
  app.slack.workspace.thread(channel, ts).filter((message) => message.ts !== ts && message.bot_id !== undefined);
const arnOf = (message: PageMessage): string =>
  (message.metadata as { event_payload?: { arn?: string } } | undefined)?.event_payload?.arn ?? '';
const arnsIn = (messages: PageMessage[]): string[] => messages.map(arnOf).sort();
const answer = (message: PageMessage): Promise<PageMessage> => until(() => answersTo(message)[0]);

/** Waits until earlier messages are processed: jobs of one incident and channel keep their order. */
async function settled(arn: string, channel: string = ids.incidents): Promise<void> {
  await app.slack.workspace.idle();
  await answer(say(`next: ${arn}`, { channel }));
}

async function told(action: () => unknown, { user = ids.ada as string, channel = ids.incidents as string } = {}) {
  const before = app.slack.workspace.ephemerals(user, channel).length;
  await action();
  return (await until(() => app.slack.workspace.ephemerals(user, channel)[before])).text;
}

const event = (inner: object, eventId: string) =>
  app.slack.workspace.redeliver({
    type: 'event_callback',
    team_id: ids.team,
    event_id: eventId,
    authorizations: [{ team_id: ids.team, user_id: ids.botUser, is_bot: true }],
    event: { type: 'message', channel: ids.incidents, channel_type: 'channel', user: ids.ada, ...inner },
  });

describe('a pasted incident ARN', () => {
  test.each([
    ['bare', critical],
    ['in backticks', `see \`${critical}\` please`],
    ['in a code block', `\`\`\`\n$ aws ssm-incidents list\n${critical}\n\`\`\``],
    ['in a JSON dump', `\`\`\`${JSON.stringify({ detail: { incidentRecord: critical } }, null, 2)}\`\`\``],
    ['in JSON with escaped slashes', `{"arn":"${critical.replaceAll('/', '\\/')}"}`],
    ['before punctuation', `Is it (${critical}), or not?`],
    ['at the end of a sentence', `It is ${critical}.`],
    ['three times', `${critical} ${critical}, ${critical}`],
    [
      'in a console link in code',
      `\`https://eu-west-1.console.aws.amazon.com/systems-manager/incidents/home#${encodeURIComponent(critical)}\``,
    ],
  ])('%s is answered once in the thread', async (_, text) => {
    const message = say(text);
    const { text: story, blocks, thread_ts } = await answer(message);
    await settled(critical);
    expect(answersTo(message)).toHaveLength(1);
    expect(thread_ts).toBe(message.ts);
    expect(story).toMatch(/^Critical, open for .*: Checkout latency/);
    expect(allText(blocks)).toMatch(/as of <!date/);
    expect(allText(blocks)).toContain('incident:open');
  });

  test('several incident ARNs are answered once each, and other ARNs are not', async () => {
    const topic = seedTopics.chat;
    const message = say(`${alarm} and ${rule}, not ${topic} or arn:aws:iam::111122223333:role/x. ${alarm}`);
    await until(() => answersTo(message).length === 2);
    await settled(alarm);
    await settled(rule);
    expect(arnsIn(answersTo(message))).toEqual([alarm, rule].sort());
  });

  test('more than five ARNs get five answers, and one line about the others', async () => {
    const message = say([critical, alarm, rule, low, noImpact, resolved, hostile].join('\n'));
    await until(() => answersTo(message).length === 6);
    expect(answersTo(message).find((each) => arnOf(each) === 'more')?.text).toMatch(/^2 more are named/);
  });

  test('three hundred ids in code cost one listing: five are answered, and one line counts the others', async () => {
    const home =
      'https://eu-west-1.console.aws.amazon.com/systems-manager/incidents/home?region=eu-west-1#/111122223333';
    const id = (turn: number) => `${turn.toString(16).padStart(8, '0')}-4f1e-96a2-b6c4-0d1f5a7e3c21`;
    const links = [low, rule].map((arn) => `${home}/${arn.split('/').at(-1)}`);
    for (let turn = links.length; turn < 300; turn += 1) links.push(`${home}/${id(turn)}`);
    const count = (operation: string) => app.aws.calls.count(operation);
    const [listings, identities] = [count('ListIncidentRecords'), count('GetCallerIdentity')];
    const message = say(`\`\`\`${links.join('\n')}\`\`\``);
    await until(() => answersTo(message).length === 3);
    expect(arnsIn(answersTo(message))).toEqual([low, 'more', rule].sort());
    expect(answersTo(message).find((each) => arnOf(each) === 'more')?.text).toMatch(/^295 more are named/);
    expect(count('ListIncidentRecords') - listings).toBe(1);
    expect(count('GetCallerIdentity') - identities).toBeLessThanOrEqual(1);
  });

  test('an ARN in a thread is answered in that thread', async () => {
    const root = say('what happened?');
    const reply = say(emptyTitle, { thread_ts: root.ts });
    await until(() => answersTo(root)[0]);
    expect(answersTo(root)[0]?.thread_ts).toBe(root.ts);
    expect(reply.thread_ts).toBe(root.ts);
  });

  test('a response plan and a runbook execution get an answer of their own kind', async () => {
    const [execution] = app.aws.incidents.get(critical)?.record.automationExecutions ?? [];
    const executionArn = String(Object.values(execution ?? {})[0]);
    const message = say(`${seedPlans.checkout} ran ${executionArn}`);
    await until(() => answersTo(message).length === 2);
    const texts = answersTo(message).map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringMatching(/^Response plan Checkout is slow or failing, not an incident/));
    expect(texts).toContainEqual(expect.stringMatching(/^Runbook RestartFleet failed at step 3/));
  });

  test('the text of an incident cannot mention anyone in an answer', async () => {
    const { text } = await answer(say(hostile));
    expect(text).not.toMatch(/<!|<@/);
  });
});

describe('the answer’s buttons', () => {
  test('Show card here posts the card, and the answer then links to it', async () => {
    const message = say(apiSample);
    const { ts } = await answer(message);
    const click = { user: ids.ada, channel: ids.incidents, ts };
    await app.slack.workspace.click({ ...click, action_id: 'incident:open' });
    const card = await until(() =>
      app.slack.workspace.messages(ids.incidents).find((each) => arnOf(each) === apiSample),
    );
    await until(() => allText(answersTo(message)[0]).includes(`/p${card.ts.replace('.', '')}`));
    expect(allText(answersTo(message)[0])).not.toContain('incident:open');
    const other = await answer(say(`again ${apiSample}`));
    expect(allText(other)).toContain(`/p${card.ts.replace('.', '')}`);
  });

  test("Refresh updates the answer in place, and never makes it the channel's card", async () => {
    const message = say(low);
    const { ts } = await answer(message);
    const updates = app.slack.calls.count('chat.update');
    await app.slack.workspace.click({ user: ids.ada, channel: ids.incidents, ts, action_id: 'incident:refresh' });
    await until(() => app.slack.calls.count('chat.update') > updates);
    await settled(low);
    expect(answersTo(message)).toHaveLength(1);
    expect(allText(answersTo(message)[0])).toContain('incident:open');
  });
});

describe('kept current for a day', () => {
  test('answers in all channels are updated for a day, and deleted ones cost no call', async () => {
    const [here, there] = [say(alarm), say(alarm, { channel: ids.checkout })];
    await Promise.all([answer(here), answer(there)]);
    app.aws.incidents.update(alarm, { title: 'Payments recover slowly' });
    await until(() => [here, there].every((each) => allText(answersTo(each)[0]).includes('Payments recover slowly')));
    const updatesOf = (ts = '') => app.slack.calls.all('chat.update').filter(({ args }) => args.ts === ts).length;
    const ts = answersTo(here)[0]?.ts;
    const before = updatesOf(ts);
    app.aws.incidents.update(alarm, { summary: 'Only the card shows this.' });
    await until(() =>
      app.slack.workspace.messages(ids.payments).some((each) => allText(each).includes('Only the card')),
    );
    await settled(alarm);
    expect(updatesOf(ts)).toBe(before);
  });

  test('the answer of a deleted incident says so', async () => {
    const arn = app.aws.incidents.start(seedPlans.search, { title: 'Short-lived' });
    const message = say(arn);
    await answer(message);
    app.aws.incidents.delete(arn);
    app.sns.publish(seedTopics.chat, JSON.stringify({ incident: arn }), { service: 'ssm-incidents.amazonaws.com' });
    await until(() => /No longer in Incident Manager/.test(answersTo(message)[0]?.text ?? ''));
  });
});

describe('edits and deletions', () => {
  test('an edit is answered for the ARNs that it adds', async () => {
    const message = say(`first ${critical}`);
    await answer(message);
    const { user, channel, ts } = { user: ids.ada, channel: ids.incidents, ts: message.ts };
    app.slack.workspace.edit({ user, channel, ts, text: `first ${critical}, a word` });
    app.slack.workspace.edit({ user, channel, ts, text: `first ${critical}, then ${rule}` });
    await until(() => answersTo(message).length === 2);
    await settled(critical);
    await settled(rule);
    expect(arnsIn(answersTo(message))).toEqual([critical, rule].sort());
  });

  test('an ARN that is removed and added again is not answered again', async () => {
    const message = say(noImpact);
    await answer(message);
    const { user, channel, ts } = { user: ids.ada, channel: ids.incidents, ts: message.ts };
    app.slack.workspace.edit({ user, channel, ts, text: 'never mind' });
    app.slack.workspace.edit({ user, channel, ts, text: `no: ${noImpact}` });
    await settled(noImpact);
    expect(answersTo(message)).toHaveLength(1);
  });

  test('deleting the message keeps the answer of other messages', async () => {
    const message = say(rule);
    const { ts } = await answer(message);
    const deletes = app.slack.calls.count('chat.delete');
    app.slack.workspace.remove({ user: ids.ada, channel: ids.incidents, ts: message.ts });
    await settled(rule);
    expect(answersTo(message).map((each) => each.ts)).toEqual([ts]);
    expect(app.slack.calls.count('chat.delete')).toBe(deletes);
  });
});

describe('what is not answered', () => {
  test("the app's own messages are not answered", async () => {
    const bot = new WebClient(app.slack.botToken, { slackApiUrl: app.slack.apiUrl });
    const { ts = '' } = await bot.chat.postMessage({ channel: ids.incidents, text: `mine: ${rule}` });
    await settled(rule);
    expect(answersTo({ channel: ids.incidents, ts })).toEqual([]);
  });

  test.each([
    ['another bot’s', { bot_id: 'B0OTHER001', user: 'U0OTHERBOT' }],
    ['a bot’s of the old kind', { subtype: 'bot_message', bot_id: 'B0OTHER001', user: undefined }],
    ['a hidden one', { hidden: true }],
    ['a person who joins', { subtype: 'channel_join' }],
    ['an edit of a bot’s', { subtype: 'message_changed', hidden: true, message: { bot_id: 'B1', user: ids.ada } }],
    ['an edit that changed no text', { subtype: 'message_changed', hidden: true, previous_message: { text: low } }],
  ])('a message is not answered: %s', async (name, fields) => {
    const message = say('a message to answer');
    const { ts } = message;
    const inner = { text: low, ts, ...('message' in fields ? fields.message : { user: ids.ada }) };
    await event({ text: low, ts, ...fields, message: inner, event_ts: ts }, `Ev ${name}`);
    await settled(low);
    expect(answersTo(message)).toEqual([]);
  });

  test('retries of Slack, and other events of the same message, are not answered again', async () => {
    const message = say('a message to answer');
    const inner = { text: `it is ${low}`, ts: message.ts, event_ts: message.ts };
    await Promise.all([event(inner, 'EvSame'), event(inner, 'EvSame'), event(inner, 'EvOther')]);
    await answer(message);
    await event(inner, 'EvLater');
    await settled(low);
    expect(answersTo(message)).toHaveLength(1);
  });
});

describe('a channel shared with another organisation', () => {
  const partner = { channel: ids.partner as string };

  test('an ARN in a shared channel is not answered; its author gets the reason once', async () => {
    const message = say(critical, partner);
    const notice = await until(() => app.slack.workspace.ephemerals(ids.ada, ids.partner)[0]);
    expect(notice.text).toMatch(/shared with another organisation/);
    say(rule, partner);
    say(rule, { ...partner, user: ids.grace });
    await until(() => app.slack.workspace.ephemerals(ids.grace, ids.partner)[0]);
    await app.slack.workspace.idle();
    expect(app.slack.workspace.ephemerals(ids.ada, ids.partner)).toHaveLength(1);
    expect(answersTo(message)).toEqual([]);
  });

  test('an ARN in a shared channel is answered if the channel watches the incident', async () => {
    const storage = await openStorage(readConfig(app.appEnvironment), Date.now);
    const watches = createWatchStore(storage.store);
    await watches.put({ arn: critical, channel: ids.partner, by: ids.ada, sinceMs: Date.now() }, 'absent');
    const { text } = await answer(say(critical, partner));
    expect(text).toMatch(/Checkout latency/);
    await watches.remove(critical, ids.partner);
    await storage.close();
  });
});

describe('/incident unfurl', () => {
  const command = (text: string) => () =>
    app.slack.workspace.command({ user: ids.ada, channel: ids.checkout, text: `/incident ${text}` });
  const place = { channel: ids.checkout as string };

  test('/incident unfurl off stops answers in that channel only, and on starts them again', async () => {
    expect(await told(command('unfurl'), place)).toMatch(/are answered in this channel/);
    expect(await told(command('unfurl off'), place)).toMatch(/not answered in this channel/);
    const off = say(rule, place);
    await answer(say(rule));
    expect(await told(command('unfurl'), place)).toMatch(/not answered/);
    expect(await told(command('unfurl on'), place)).toMatch(/are answered/);
    await settled(rule, ids.checkout);
    expect(answersTo(off)).toEqual([]);
  });

  test('an unknown argument of /incident unfurl is refused', async () => {
    expect(await told(command('unfurl maybe'), place)).toMatch(/on or off/);
  });
});

describe('when something goes wrong', () => {
  test.each([
    ['no such incident', `${critical.slice(0, -4)}0000`, /No incident 8ab9c2d0…/],
    ['an account that is not on the list', critical.replace('111122223333', '999999999999'), /INCIDENT_ACCOUNTS/],
    ['no such plan', seedPlans.checkout.replace('checkout', 'nothing'), /AWS found nothing with that ARN/],
  ])('only the author gets the error: %s', async (_, text, words) => {
    let message: PageMessage | undefined;
    expect(
      await told(() => {
        message = say(text);
      }),
    ).toMatch(words);
    expect(message && answersTo(message)).toEqual([]);
  });

  test('a slow AWS delays the answer, not the acknowledgement', async () => {
    app.aws.faults.add({ kind: 'latency', latencyMs: 2500, operation: 'GetIncidentRecord' });
    const answered = app.aws.calls.count('GetIncidentRecord');
    const message = say(critical);
    await app.slack.workspace.idle();
    expect(app.aws.calls.count('GetIncidentRecord')).toBe(answered);
    expect(answersTo(message)).toEqual([]);
    await answer(message);
  });

  test('a short outage of AWS delays the answer, without a message about it', async () => {
    const before = app.slack.workspace.ephemerals(ids.ada, ids.incidents).length;
    app.aws.faults.add({ kind: 'unavailable', operation: 'GetIncidentRecord', times: 4 });
    const message = say(critical);
    await answer(message);
    await settled(critical);
    expect(answersTo(message)).toHaveLength(1);
    expect(app.slack.workspace.ephemerals(ids.ada, ids.incidents)).toHaveLength(before);
  });

  test('a lost answer of Slack causes no second reply', async () => {
    app.slack.faults.add({ kind: 'internal', method: 'chat.postMessage', times: 1, after: true });
    const message = say(rule);
    await answer(message);
    await settled(rule);
    expect(answersTo(message)).toHaveLength(1);
  });

  test('a message that is deleted before the answer causes no error', async () => {
    const before = app.slack.workspace.ephemerals(ids.ada, ids.incidents).length;
    app.aws.faults.add({ kind: 'latency', latencyMs: 500, operation: 'GetIncidentRecord', times: 1 });
    const message = say(low);
    app.slack.workspace.remove({ user: ids.ada, channel: ids.incidents, ts: message.ts });
    await settled(low);
    expect(answersTo(message)).toEqual([]);
    expect(app.slack.workspace.ephemerals(ids.ada, ids.incidents)).toHaveLength(before);
  });
});
