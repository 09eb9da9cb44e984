import { seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import type { PageMessage } from 'slack-aws-sandbox/page';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';

let app: AppUnderTest;

const planOf = (arn: string) => arn.split('/')[1];

beforeAll(async () => {
  app = await startApp({
    environment: { CARD_LINKS: `${planOf(seedIncidents.low)}=Wiki|https://wiki.example.com/{id}` },
  });
});
afterEach(() => {
  app.aws.faults.clear();
  app.slack.faults.clear();
});
afterAll(() => app.stop());

const { ids } = await import('slack-aws-sandbox/slack');

const ask = (text: string, channel: string = ids.incidents, user: string = ids.ada) =>
  app.slack.workspace.command({ user, channel, text: `/incident ${text}` });
const cards = (channel: string, arn: string): PageMessage[] =>
  app.slack.workspace.messages(channel).filter((message) => allText(message.metadata).includes(arn));
const cardOf = (channel: string, arn: string): Promise<PageMessage> =>
  app.slack.workspace.until(() => cards(channel, arn)[0], 10_000);

/** Chooses Refresh in the menu of a card. */
const chooseRefresh = ({ channel, ts, blocks }: PageMessage) => {
  const [, value = ''] = allText(blocks).match(/"value":"(refresh:[^"]+)"/) ?? [];
  return app.slack.workspace.click({ user: ids.grace, channel, ts, action_id: 'incident:more', value });
};

/** The private answer after an action, as one text. */
async function told(action: () => Promise<unknown>, user: string = ids.ada, channel: string = ids.incidents) {
  const before = app.slack.workspace.ephemerals(user, channel).length;
  await action();
  const message = await app.slack.workspace.until(() => app.slack.workspace.ephemerals(user, channel)[before], 15_000);
  return { message, text: message.text, all: allText(message) };
}

describe('/incident <arn>', () => {
  test('/incident <arn> is acknowledged before AWS answers, then posts the card', async () => {
    app.aws.faults.add({ kind: 'latency', latencyMs: 2000, operation: 'GetIncidentRecord' });
    const answered = app.aws.calls.all().length;
    // The latency is measured by `npm run bench`.
    expect(await ask(seedIncidents.critical)).toMatchObject({ status: 200 });
    expect(
      app.aws.calls
        .all()
        .slice(answered)
        .map(({ operation }) => operation),
    ).not.toContain('GetIncidentRecord');
    expect(cards(ids.incidents, seedIncidents.critical)).toEqual([]);
    const card = await cardOf(ids.incidents, seedIncidents.critical);
    const shown = allText(card);
    expect(shown).toContain(seedIncidents.critical);
    expect(shown).toMatch(/Critical/);
    expect(shown).toMatch(/Open/);
    expect(shown).toMatch(/Runbook .*waits for approval/);
    expect(card.text).toMatch(/Critical/);
  });

  test('the card has the link button of CARD_LINKS for its response plan, and a click on it changes nothing', async () => {
    await ask(seedIncidents.low, ids.general);
    const { blocks, ts } = await cardOf(ids.general, seedIncidents.low);
    const url = `https://wiki.example.com/${seedIncidents.low.split('/').at(-1)}`;
    expect(JSON.stringify(blocks)).toContain(`"url":"${url}"`);
    app.aws.calls.clear();
    const click = { user: ids.ada, channel: ids.general, ts, action_id: 'incident:link-1' };
    expect(await app.slack.workspace.click(click)).toMatchObject({ status: 200 });
    expect(app.aws.calls.all()).toEqual([]);
    expect(app.slack.workspace.ephemerals(ids.ada, ids.general)).toEqual([]);
  });

  test('a second /incident <arn> updates the card, and the requester privately gets the facts, its link and a button', async () => {
    const { all } = await told(() => ask(seedIncidents.critical));
    expect(all).toMatch(/up to date/);
    expect(all).toContain('/archives/');
    expect(all).toContain('incident:bring');
    expect(cards(ids.incidents, seedIncidents.critical)).toHaveLength(1);
  });

  test('a card that is moved to the bottom leaves one line with a link', async () => {
    const old = await cardOf(ids.incidents, seedIncidents.critical);
    const { message } = await told(() => ask(seedIncidents.critical));
    await app.slack.workspace.click({
      user: ids.ada,
      channel: ids.incidents,
      ts: message.ts,
      action_id: 'incident:bring',
    });
    const moved = await app.slack.workspace.until(
      () =>
        app.slack.workspace.messages(ids.incidents).find(({ ts, blocks = [] }) => ts === old.ts && blocks.length === 1),
      10_000,
    );
    const last = app.slack.workspace.messages(ids.incidents).at(-1);
    expect(allText(last)).toContain(seedIncidents.critical);
    expect(allText(moved)).toContain((last?.ts ?? '').replace('.', ''));
  });

  test('the first card shows who was paged', async () => {
    const arn = app.aws.incidents.start(seedPlans.checkout, { title: 'Who is on it', impact: 1 });
    await ask(arn, ids.payments);
    const card = await cardOf(ids.payments, arn);
    expect(allText(card.blocks)).toMatch(/Paged .*Nobody has acknowledged yet|Nobody has acknowledged\* · paged/);
  });

  test('Refresh updates the card in place', async () => {
    const arn = seedIncidents.alarm;
    await ask(arn, ids.payments);
    const card = await cardOf(ids.payments, arn);
    app.aws.incidents.update(arn, { title: 'Payments recover' });
    await chooseRefresh(card);
    await app.slack.workspace.until(() => allText(cards(ids.payments, arn)[0]).includes('Payments recover'), 10_000);
    expect(cards(ids.payments, arn)).toHaveLength(1);
  });

  test('Refresh updates a card that has replies in its thread', async () => {
    const arn = seedIncidents.alarm;
    const card = await cardOf(ids.payments, arn);
    app.slack.workspace.say({ user: ids.grace, channel: ids.payments, text: 'Looking.', thread_ts: card.ts });
    app.aws.incidents.update(arn, { title: 'Payments have recovered' });
    await chooseRefresh(card);
    const shown = await app.slack.workspace.until(() => {
      const [now] = cards(ids.payments, arn);
      return allText(now).includes('Payments have recovered') ? now : undefined;
    }, 10_000);
    expect(shown.ts).toBe(card.ts);
    expect(allText(shown.blocks)).toContain(arn);
    expect(allText(shown.blocks)).toContain('incident:watch');
  });

  test("every seeded incident is shown within Slack's limits, by ARN, id and console link", async () => {
    for (const arn of Object.values(seedIncidents)) {
      await ask(arn, ids.general);
      const card = await cardOf(ids.general, arn);
      expect(card.blocks?.length).toBeGreaterThan(2);
    }
    const id = seedIncidents.low.slice(-36);
    await ask(id, ids.checkout);
    await cardOf(ids.checkout, seedIncidents.low);
    const link = `https://console.aws.amazon.com/systems-manager/incidents/home#${encodeURIComponent(seedIncidents.rule)}`;
    await ask(link, ids.checkout);
    await cardOf(ids.checkout, seedIncidents.rule);
    expect(app.slack.calls.all().filter((call) => call.error === 'invalid_blocks')).toEqual([]);
  });

  test('the text of an incident cannot mention, link or break out of its block', async () => {
    const [card] = cards(ids.general, seedIncidents.hostile);
    const strings = JSON.stringify(card?.blocks).match(/"(?:[^"\\]|\\.)*"/g) ?? [];
    const live = strings.filter((text) => /<!(channel|here|everyone)|<@U|<!subteam|<https?:[^>]*evil/.test(text));
    const mrkdwn = live.filter((text) => JSON.stringify(card?.blocks).includes(`"type":"mrkdwn","text":${text}`));
    expect(mrkdwn).toEqual([]);
    expect(card?.text).not.toMatch(/<!|<@/);
    // Control characters, and characters that change the text direction.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what the test searches for
    expect(JSON.parse(JSON.stringify(card?.text))).not.toMatch(/[\u0000-\u0008\u202a-\u202e]/);
  });

  test('in a private channel without the app only the requester gets the facts', async () => {
    const { text } = await told(() => ask(seedIncidents.critical, ids.secret), ids.ada, ids.secret);
    expect(text).toMatch(/Checkout latency.* I can't tell who else reads this channel, so only you see this\.$/s);
    expect(allText(app.slack.workspace.messages(ids.secret))).not.toContain(seedIncidents.critical);
  });

  test('a shared channel gets no card, and the requester gets the reason', async () => {
    const { text } = await told(() => ask(seedIncidents.critical, ids.partner), ids.ada, ids.partner);
    expect(text).toMatch(/shared with another organisation/);
    expect(cards(ids.partner, seedIncidents.critical)).toEqual([]);
  });
});

describe('answers to the requester alone', () => {
  const messagesBefore = () => app.slack.workspace.messages(ids.incidents).length;

  test.each([
    ['no ARN', 'the big outage', /I don.t know|can.t read/],
    ['a typo', 'lst', /list/],
    ['the ARN of a response plan', seedPlans.checkout, /response plan, not an incident/],
    [
      'an unknown incident',
      `${seedIncidents.critical.slice(0, -4)}0000`,
      /No incident 8ab9c2d0… in account 111122223333/,
    ],
    [
      'an account that is not allowed',
      seedIncidents.critical.replace('111122223333', '999999999999'),
      /INCIDENT_ACCOUNTS/,
    ],
    ['words that no incident has', 'list no such words', /with "no such words": none/],
  ])('the requester privately gets the reason: %s', async (_, text, words) => {
    const before = messagesBefore();
    const answer = await told(() => ask(text));
    expect(answer.text).toMatch(words);
    expect(answer.all).not.toMatch(/\bat .*\.ts:|Exception|stack/);
    expect(messagesBefore()).toBe(before);
  });

  test('a read that AWS refuses names the missing action', async () => {
    app.aws.faults.add({ kind: 'access_denied', operation: 'GetIncidentRecord' });
    const { text } = await told(() => ask(seedIncidents.low));
    expect(text).toMatch(/ssm-incidents:GetIncidentRecord/);
  });

  test('while AWS limits requests the requester is informed once, then the card is posted', async () => {
    app.aws.faults.add({ kind: 'throttle', operation: 'GetIncidentRecord', times: 4 });
    const { text } = await told(() => ask(seedIncidents.noImpact, ids.checkout), ids.ada, ids.checkout);
    expect(text).toMatch(/limiting requests/);
    await cardOf(ids.checkout, seedIncidents.noImpact);
    expect(
      app.slack.workspace.ephemerals(ids.ada, ids.checkout).filter((each) => each.text.match(/limiting/)),
    ).toHaveLength(1);
  });

  test('a short outage of Slack delays the card, which is posted once', async () => {
    app.slack.faults.add({ kind: 'unavailable', method: 'chat.postMessage', times: 1 });
    await ask(seedIncidents.resolved, ids.checkout);
    await cardOf(ids.checkout, seedIncidents.resolved);
    expect(cards(ids.checkout, seedIncidents.resolved)).toHaveLength(1);
  });

  test('a lost answer of Slack causes no second card', async () => {
    app.slack.faults.add({ kind: 'internal', method: 'chat.postMessage', times: 1, after: true });
    await ask(seedIncidents.emptyTitle, ids.checkout);
    const seen = () => app.slack.calls.count('chat.update');
    const before = seen();
    await app.slack.workspace.until(() => seen() > before, 10_000);
    expect(cards(ids.checkout, seedIncidents.emptyTitle)).toHaveLength(1);
  });
});

describe('help, list, timeline', () => {
  test('/incident help lists every command, and so does /incident alone', async () => {
    for (const text of ['help', '']) {
      const { all } = await told(() => ask(text));
      for (const usage of ['/incident list', '/incident timeline', '/incident help']) expect(all).toContain(usage);
    }
  });

  test('/incident list sorts by urgency, and a button shows the next page', async () => {
    const { message, all } = await told(() => ask('list all'));
    expect(all.indexOf('Critical')).toBeGreaterThan(0);
    const next = await told(() =>
      app.slack.workspace.click({
        user: ids.ada,
        channel: ids.incidents,
        ts: message.ts,
        action_id: 'incident:list-page',
      }),
    );
    expect(next.all).not.toBe(all);
  });

  test('/incident timeline shows the newest events to the requester', async () => {
    const { all } = await told(() => ask(`timeline ${seedIncidents.critical}`));
    expect(all).toMatch(/Timeline|timeline/);
  });

  test.each([
    ['incident:details', /details/i],
    ['incident:timeline', /Timeline/],
  ])('the %s modal opens before AWS answers', async (actionId, title) => {
    const card = await cardOf(ids.payments, seedIncidents.alarm);
    app.aws.faults.add({ kind: 'latency', latencyMs: 2500, service: 'ssm-incidents' });
    const answered = app.aws.calls.all().length;
    await app.slack.workspace.click({ user: ids.grace, channel: ids.payments, ts: card.ts, action_id: actionId });
    const loading = await app.slack.workspace.until(() => app.slack.workspace.views(ids.grace)[0], 3000);
    expect(
      app.aws.calls
        .all()
        .slice(answered)
        .map(({ operation }) => operation),
    ).not.toContain('GetIncidentRecord');
    expect(allText(loading)).toContain('Asking AWS');
    await app.slack.workspace.until(
      () => !allText(app.slack.workspace.views(ids.grace)[0]).includes('Asking AWS'),
      15_000,
    );
    expect(app.slack.workspace.views(ids.grace)[0]?.title?.text).toMatch(title);
    await app.slack.workspace.close({ user: ids.grace });
  });
});
