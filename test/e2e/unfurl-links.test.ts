import { createHmac } from 'node:crypto';
import { seedIncidents, seedPlans } from 'slack-aws-sandbox/aws';
import type { PageEvent, PageMessage } from 'slack-aws-sandbox/page';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { type AppUnderTest, startApp } from '../support/start-app.ts';

let app: AppUnderTest;
const events: PageEvent[] = [];

beforeAll(async () => {
  app = await startApp({ environment: { INCIDENT_EDITORS: ids.ada } });
  app.slack.workspace.onEvent((event) => events.push(event));
});
afterEach(() => {
  app.aws.faults.clear();
  app.slack.faults.clear();
});
afterAll(() => app.stop());

interface Entity {
  url: string;
  external_ref: { id: string };
  app_unfurl_url?: string;
  entity_payload: { attributes: { title: { text: string } } };
}

const { critical, alarm, rule, low } = seedIncidents;
const home = 'https://console.aws.amazon.com/systems-manager/incidents/home';
const once = encodeURIComponent(critical);
const linkTo = (arn: string) => `${home}?region=eu-west-1#/incidents/${encodeURIComponent(arn)}`;
const until = <T>(look: () => T) => app.slack.workspace.until(look, 15_000);

const say = (text: string, channel: string = ids.incidents): PageMessage =>
  app.slack.workspace.say({ user: ids.ada, channel, text });
const now = ({ channel, ts }: { channel: string; ts: string }): PageMessage | undefined =>
  app.slack.workspace.messages(channel).find((message) => message.ts === ts);
const unfurlsOf = (message: PageMessage) => now(message)?.attachments ?? [];
const entityOf = (message: PageMessage, index = 0) => unfurlsOf(message)[index]?.entity as Entity | undefined;
const unfurled = (message: PageMessage) => until(() => entityOf(message));
const repliesTo = ({ channel, ts }: PageMessage) => app.slack.workspace.thread(channel, ts).slice(1);
const told = (user: string = ids.ada) => app.slack.workspace.ephemerals(user).length;
const calls = (method: string) => app.slack.calls.count(method);

/** Waits until earlier links are processed: a later one is unfurled. */
async function settled(): Promise<void> {
  await app.slack.workspace.idle();
  await unfurled(say(linkTo(low)));
}

describe('a console link', () => {
  test.each([
    ['in the fragment', `${home}?region=eu-west-1#/incidents/${critical}`],
    ['encoded', `${home}#${once}`],
    [
      'encoded twice, in the path',
      `https://console.aws.amazon.com/systems-manager/incidents/${encodeURIComponent(once)}/details`,
    ],
    ['in the query, with more of it', `${home}?arn=${once}&tab=timeline`],
    ['of a Region', `https://eu-west-1.console.aws.amazon.com/systems-manager/incidents/home#${once}`],
    ['of GovCloud', `https://us-gov-west-1.console.amazonaws-us-gov.com/systems-manager/incidents/home#${once}`],
    ['of China', `https://cn-north-1.console.amazonaws.cn/systems-manager/incidents/home#${once}`],
    ['of China, without a Region', `https://console.amazonaws.cn/systems-manager/incidents/home#${once}`],
    ['with account and id alone', `${home}?region=eu-west-1#/111122223333/${critical.slice(-36)}`],
  ])('%s unfurls in place as a Work Object', async (_, link) => {
    const message = say(`look at ${link} please`);
    const entity = await unfurled(message);
    expect(entity).toMatchObject({ external_ref: { id: critical }, url: link });
    expect(entity.entity_payload.attributes.title.text).toBe('Checkout latency & errors p99 > 4s');
    expect(unfurlsOf(message)).toHaveLength(1);
    expect(repliesTo(message)).toEqual([]);
  });

  test('each link of a message unfurls, and an ARN of the same incident is not answered again', async () => {
    const message = say(`${linkTo(critical)} and ${linkTo(alarm)}, that is ${critical} and ${rule}`);
    await until(() => unfurlsOf(message).length === 2);
    await until(() => repliesTo(message).length === 1);
    await settled();
    expect(repliesTo(message).map((reply) => allText(reply.metadata))).toEqual([expect.stringContaining(rule)]);
  });

  test('a link unfurls where the app is not a member', async () => {
    await unfurled(say(linkTo(critical), ids.general));
    await unfurled(say(linkTo(critical), ids.payments));
  });

  test('a link in a message that is being written gets a preview for its author', async () => {
    const from = events.length;
    app.slack.workspace.compose({ user: ids.ada, channel: ids.incidents, text: `hm ${linkTo(rule)}` });
    const preview = await until(() => events.slice(from).find((event) => event.type === 'preview'));
    expect(preview).toMatchObject({ entity: { external_ref: { id: rule } } });
  });

  test('a link that an edit adds unfurls', async () => {
    const message = say('one moment');
    const text = `here: ${linkTo(alarm)}`;
    app.slack.workspace.edit({ user: ids.ada, channel: ids.incidents, ts: message.ts, text });
    expect(await unfurled(message)).toMatchObject({ external_ref: { id: alarm } });
  });

  test('a link unfurls as blocks where Slack rejects the Work Object', async () => {
    app.slack.faults.add({ kind: 'refused', code: 'error_processing_metadata', method: 'chat.unfurl', times: 1 });
    const message = say(linkTo(critical));
    const [unfurl] = await until(() => (unfurlsOf(message).length > 0 ? unfurlsOf(message) : undefined));
    expect(unfurl?.entity).toBeUndefined();
    expect(allText(unfurl?.blocks)).toMatch(/Checkout latency.*as of <!date/);
    expect(allText(unfurl?.blocks)).not.toContain('incident:refresh');
  });

  test('a link unfurls late when AWS is slow, and is retried when AWS is down', async () => {
    app.aws.faults.add({ kind: 'latency', latencyMs: 2500, operation: 'GetIncidentRecord', times: 1 });
    await unfurled(say(linkTo(critical)));
    app.aws.faults.add({ kind: 'unavailable', operation: 'GetIncidentRecord', times: 4 });
    await unfurled(say(linkTo(alarm)));
  });
});

describe('what is not unfurled', () => {
  test.each([
    ['the home page', `${home}?region=eu-west-1`],
    ['another service', `https://eu-west-1.console.aws.amazon.com/ec2/home#Instances:instanceId=i-0abc`],
    ['a response plan', `${home}#/response-plans/${encodeURIComponent(seedPlans.checkout)}`],
    ['another site', `https://example.com/?arn=${once}`],
  ])('a link to %s is not unfurled', async (_, link) => {
    const before = calls('chat.unfurl');
    const message = say(link);
    await app.slack.workspace.idle();
    await settled();
    expect(unfurlsOf(message)).toEqual([]);
    expect(calls('chat.unfurl')).toBe(before + 1);
  });

  test.each(['cannot_unfurl_url', 'cannot_unfurl_message', 'not_in_channel', 'channel_not_found'])(
    'an unfurl that Slack refuses with %s is not retried and causes no message',
    async (code) => {
      const [before, toldBefore] = [calls('chat.unfurl'), told()];
      app.slack.faults.add({ kind: 'refused', code, method: 'chat.unfurl', times: 1 });
      const message = say(linkTo(critical));
      await until(() => calls('chat.unfurl') > before);
      await settled();
      expect(unfurlsOf(message)).toEqual([]);
      expect(calls('chat.unfurl')).toBe(before + 2);
      expect(told()).toBe(toldBefore);
    },
  );

  test('a link to an unknown incident is explained to its author, where the app is a member', async () => {
    const before = told();
    const wrong = linkTo(`${critical.slice(0, -4)}0000`);
    say(wrong, ids.general);
    const message = say(wrong);
    await until(() => told() > before);
    await settled();
    expect(told()).toBe(before + 1);
    expect(app.slack.workspace.ephemerals(ids.ada).at(-1)?.text).toMatch(/No incident 8ab9c2d0…/);
    expect(unfurlsOf(message)).toEqual([]);
    expect(app.slack.workspace.messages(ids.directMessage)).toEqual([]);
  });

  test('a link in a private channel without the app is explained to its author, once', async () => {
    const message = say(linkTo(critical), ids.secret);
    const again = say(linkTo(alarm), ids.secret);
    const told = () => app.slack.workspace.messages(ids.directMessage);
    await until(() => told()[0]);
    await settled();
    expect(told().map(({ text }) => text)).toEqual([expect.stringMatching(/can't tell who else reads the channel/)]);
    expect([message, again].flatMap(unfurlsOf)).toEqual([]);
  });

  test('a link in a shared channel is explained to its author, once', async () => {
    const before = told();
    const message = say(linkTo(critical), ids.partner);
    say(linkTo(alarm), ids.partner);
    await until(() => told() > before);
    await settled();
    expect(told()).toBe(before + 1);
    expect(unfurlsOf(message)).toEqual([]);
  });

  test('a link is not unfurled where unfurling is off', async () => {
    const command = (text: string) =>
      app.slack.workspace.command({ user: ids.ada, channel: ids.checkout, text: `/incident unfurl ${text}` });
    const before = told();
    await command('off');
    await until(() => told() > before);
    const message = say(linkTo(critical), ids.checkout);
    await settled();
    await command('on');
    await until(() => told() > before + 1);
    await unfurled(say(linkTo(critical), ids.checkout));
    expect(unfurlsOf(message)).toEqual([]);
  });
});

describe('an unfurled link', () => {
  test('the button of an unfurled link posts the card, and disappears when Slack refreshes the unfurl', async () => {
    const message = say(linkTo(rule));
    expect(allText(await unfurled(message))).toContain('incident:open');
    const click = { user: ids.ada, channel: ids.incidents, ts: message.ts, action_id: 'incident:open' };
    await app.slack.workspace.click(click);
    await until(() =>
      app.slack.workspace.messages(ids.incidents).some((each) => allText(each.metadata).includes(rule)),
    );
    await unfurled(say(linkTo(rule)));
    await until(() => !allText(entityOf(message)).includes('incident:open'));
  });

  const open = (message: PageMessage) =>
    app.slack.workspace.openEntity({
      user: ids.ada,
      channel: message.channel,
      message_ts: message.ts,
      url: entityOf(message)?.url ?? '',
    });

  test('the details of an unfurled link are current, and the unfurl is refreshed', async () => {
    const message = say(linkTo(alarm));
    await unfurled(message);
    app.aws.incidents.update(alarm, { title: 'Payments are fine again' });
    open(message);
    const shown = await until(() => {
      const pane = app.slack.workspace.flexpane(ids.ada) as Entity | undefined;
      return pane?.external_ref.id === alarm ? pane : undefined;
    });
    expect(shown.entity_payload.attributes.title.text).toBe('Payments are fine again');
    await until(() => entityOf(message)?.entity_payload.attributes.title.text === 'Payments are fine again');
  });

  test('the details of an unfurled link have buttons', async () => {
    const arn = app.aws.incidents.start(seedPlans.search, { title: 'To be shown' });
    const message = say(linkTo(arn));
    await unfurled(message);
    const from = events.length;
    open(message);
    await until(() => events.slice(from).find((event) => event.type === 'flexpane'));
    await app.slack.workspace.click({ user: ids.ada, flexpane: true, action_id: 'incident:open' });
    await until(() => app.slack.workspace.messages(ids.incidents).some((each) => allText(each.metadata).includes(arn)));
  });

  test.each([
    ['the record is gone', () => void 0, { status: 'not_found' }],
    [
      'AWS refuses',
      () => app.aws.faults.add({ kind: 'access_denied', operation: 'GetIncidentRecord' }),
      { status: 'custom', custom_message: expect.stringContaining('ssm-incidents:GetIncidentRecord') },
    ],
    [
      'AWS does not answer',
      () => app.aws.faults.add({ kind: 'unavailable', operation: 'GetIncidentRecord' }),
      { status: 'timeout' },
    ],
  ])('the details pane shows the error: %s', async (_, breaks, error) => {
    const arn = app.aws.incidents.start(seedPlans.search, { title: 'Short-lived' });
    const message = say(linkTo(arn));
    await unfurled(message);
    app.aws.incidents.delete(arn);
    breaks();
    const from = events.length;
    open(message);
    expect(await until(() => events.slice(from).find((event) => event.type === 'flexpane'))).toMatchObject({ error });
  });

  test('the details pane shows nothing in a channel that became shared', async () => {
    const message = say(linkTo(critical));
    await unfurled(message);
    app.slack.workspace.share(ids.incidents, true);
    const from = events.length;
    open(message);
    const shown = await until(() => events.slice(from).find((event) => event.type === 'flexpane'));
    app.slack.workspace.share(ids.incidents, false);
    expect(shown).toMatchObject({ error: { custom_message: expect.stringMatching(/shared with another/) } });
  });
});

describe('a card', () => {
  test('a card is a Work Object too, and its details open from it', async () => {
    const arn = app.aws.incidents.start(seedPlans.search, { title: 'Search times out' });
    await app.slack.workspace.command({ user: ids.ada, channel: ids.payments, text: arn });
    const cardOf = () =>
      app.slack.workspace.messages(ids.payments).find((each) => allText(each.metadata).includes(arn));
    const card = await until(cardOf);
    expect(card.entities).toMatchObject([{ external_ref: { id: arn } }]);
    const [entity] = (card.entities ?? []) as Entity[];
    const link = entity?.url ?? '';
    const from = events.length;
    app.slack.workspace.openEntity({ user: ids.ada, channel: ids.payments, message_ts: card.ts, url: link });
    const pane = await until(() => events.slice(from).find((event) => event.type === 'flexpane'));
    expect(pane).toMatchObject({ entity: { external_ref: { id: arn }, url: link } });
    app.slack.workspace.share(ids.payments, true);
    await until(() => (cardOf()?.entities ?? []).length === 0);
    app.slack.workspace.share(ids.payments, false);
  });

  test('details that Slack refuses are shown without what a card has not', async () => {
    const message = say(linkTo(alarm));
    const { url } = await unfurled(message);
    app.slack.faults.add({ kind: 'refused', method: 'entity.presentDetails', code: 'invalid_metadata', times: 1 });
    const from = events.length;
    app.slack.workspace.openEntity({ user: ids.ada, channel: message.channel, message_ts: message.ts, url });
    const pane = await until(() => events.slice(from).find((event) => event.type === 'flexpane'));
    expect(pane).toMatchObject({
      entity: { external_ref: { id: alarm }, entity_payload: { fields: { severity: {} } } },
    });
    expect(allText(pane)).not.toContain('custom_fields');
  });

  test('an unfurl whose Work Object Slack left out is made of blocks', async () => {
    app.slack.faults.add({ kind: 'warned', method: 'chat.unfurl', code: 'error_processing_metadata', times: 1 });
    const message = say(linkTo(alarm));
    await until(() => (unfurlsOf(message)[0]?.blocks ?? []).length > 0);
    expect(entityOf(message)).toBeUndefined();
  });
});

describe('an edit in the details', () => {
  const pane = (message: PageMessage, user: string) => ({
    user,
    channel: message.channel,
    message_ts: message.ts,
    url: entityOf(message)?.url ?? '',
  });
  const openAs = async (message: PageMessage, user: string): Promise<void> => {
    const from = events.length;
    app.slack.workspace.openEntity(pane(message, user));
    await until(() => events.slice(from).find((event) => event.type === 'flexpane'));
  };
  const record = (arn: string) => app.aws.incidents.get(arn)?.record;
  const incident = () => app.aws.incidents.start(seedPlans.search, { title: 'Search is odd', impact: 4 });

  test("an editor's edit in the details pane is saved, shown and recorded in the timeline", async () => {
    const arn = incident();
    const message = say(linkTo(arn));
    await unfurled(message);
    await openAs(message, ids.ada);
    const from = events.length;
    await app.slack.workspace.editEntity(pane(message, ids.ada), { title: 'Search is down', severity: '2' });
    await until(() => record(arn)?.title === 'Search is down');
    expect(record(arn)).toMatchObject({ impact: 2 });
    await until(() =>
      events.slice(from).some((event) => event.type === 'flexpane' && allText(event.entity).includes('is down')),
    );
    await until(() => allText(app.aws.incidents.get(arn)?.events).includes('from Slack by'));
  });

  test('the details pane offers editing to editors only, and refuses others', async () => {
    const arn = incident();
    const message = say(linkTo(arn));
    await unfurled(message);
    await openAs(message, ids.grace);
    const edit = app.slack.workspace.editEntity(pane(message, ids.grace), { title: 'Mine' });
    await expect(edit).rejects.toThrow('field_not_editable');
    await send(arn, ids.grace, { title: { 'title.input': { type: 'plain_text_input', value: 'Mine' } } });
    const presented = () => app.slack.calls.all('entity.presentDetails').map(({ args }) => allText(args));
    await until(() => presented().some((text) => text.includes('Only incident editors')));
    expect(record(arn)?.title).toBe('Search is odd');
  });

  test('an edit in the details pane that conflicts with another is shown before it is saved', async () => {
    const arn = incident();
    const message = say(linkTo(arn));
    await unfurled(message);
    await openAs(message, ids.ada);
    app.aws.incidents.update(arn, { title: 'Search is slow' });
    const from = events.length;
    await app.slack.workspace.editEntity(pane(message, ids.ada), { title: 'Search is down' });
    const refused = await until(() => events.slice(from).find((event) => event.type === 'flexpane'));
    expect(refused).toMatchObject({
      error: { status: 'edit_error', custom_message: expect.stringMatching(/changed/) },
    });
    expect(record(arn)?.title).toBe('Search is slow');
    await app.slack.workspace.editEntity(pane(message, ids.ada), { title: 'Search is down' });
    await until(() => record(arn)?.title === 'Search is down');
  });

  /** Sends a payload that Slack's client would not send. */
  async function send(arn: string, user: string, values: object): Promise<void> {
    const view = {
      id: 'V1',
      hash: '1.a',
      type: 'entity_detail',
      callback_id: '',
      external_ref: { id: arn },
      state: { values },
    };
    const payload = { type: 'view_submission', team: { id: ids.team }, user: { id: user }, trigger_id: '1.2.3', view };
    const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
    const at = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', app.slack.signingSecret).update(`v0:${at}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': at,
      'x-slack-signature': `v0=${signature}`,
    };
    const answer = await fetch(`${app.appUrl}/slack/events`, { method: 'POST', headers, body });
    expect(answer.status).toBe(200);
  }
});
