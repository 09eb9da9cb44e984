import { seedAccount, seedOpsItems, seedPlans, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { allText } from '../support/all-text.ts';
import { type Editing, editingForFile } from './editing.ts';
import { topicEnvironment } from './topic-channels.ts';

const source = { createdBy: `arn:aws:iam::${seedAccount}:user/ada`, source: 'EC2' };
const place = { account: seedAccount, region: 'eu-west-1' };

const editing = editingForFile({ environment: topicEnvironment });
let arn = '';
let made = 0;

beforeAll(async () => {
  const { app } = editing;
  app.forwardEvents('aws.ssm', seedTopics.chat);
  app.sns.subscribe(seedTopics.chat, `${app.appUrl}/notifications`);
  await until(() => app.sns.topics.subscriptions(seedTopics.chat).some((each) => each.confirmed));
});
beforeEach(() => {
  made += 1;
  arn = editing.app.aws.opsItems.create({ ...place, ...source, title: `Disk ${made} is full`, severity: '2' });
});

const told = async (...asked: Parameters<Editing['told']>) => (await editing.told(...asked)).text;
const until = <T>(look: () => T | Promise<T>) => editing.app.slack.workspace.until(look, 15_000);
const idOf = (item: string) => item.slice(item.lastIndexOf('/') + 1);
const status = (item: string) => editing.app.aws.opsItems.get(item)?.status;
const cards = (channel: string, item: string) =>
  editing.app.slack.workspace
    .messages(channel)
    .filter(({ metadata }) => allText(metadata).includes('incident_ops_item') && allText(metadata).includes(item));
const card = (channel: string, item: string) => until(() => cards(channel, item)[0]);
const shown = async (channel: string = ids.incidents) => {
  await editing.ask(idOf(arn), channel);
  return card(channel, arn);
};
const click = async (action: string, user: string = ids.ada) => {
  const { ts, channel } = await shown();
  return told(
    () => editing.app.slack.workspace.click({ user, channel, ts, action_id: `incident:${action}` }),
    user,
    channel,
  );
};

describe('/incident with an OpsItem', () => {
  test.each([
    ['its id', () => idOf(arn)],
    ['its ARN', () => arn],
    ['an ARN as Incident Manager spells it', () => arn.replace('opsitem', 'opsItem')],
    [
      'a console link',
      () => `https://eu-west-1.console.aws.amazon.com/systems-manager/opsitems/${idOf(arn)}/workbench?region=eu-west-1`,
    ],
  ])('by %s posts its card, once in a channel, and reads it once', async (_, text) => {
    const before = editing.app.aws.calls.count('GetOpsItem');
    await editing.ask(text());
    const { text: story, blocks } = await card(ids.incidents, arn);
    expect(editing.app.aws.calls.count('GetOpsItem') - before).toBe(1);
    expect(story).toBe(`OpsItem, open, severity 2 (high): Disk ${made} is full.`);
    expect(allText(blocks)).toContain('source EC2');
    const answer = await told(() => editing.ask(text()));
    expect(answer).toMatch(/is in this channel already: https:/);
    expect(cards(ids.incidents, arn)).toHaveLength(1);
  });

  test('names the incident that it is the parent of', async () => {
    await editing.ask(idOf(seedOpsItems.critical));
    const { blocks } = await card(ids.incidents, seedOpsItems.critical);
    expect(allText(blocks)).toContain('Checkout latency');
    expect(allText(blocks)).not.toContain('incident:startFromOpsItem');
  });

  test.each([
    ['that does not exist', 'oi-000000000000', {}, /no OpsItem oi-000000000000/],
    [
      'that may not be read',
      '',
      { kind: 'access_denied', operation: 'GetOpsItem' } as const,
      /AWS refused ssm:GetOpsItem/,
    ],
  ])('%s says so to the requester', async (_, id, fault, answer) => {
    if ('kind' in fault) editing.app.aws.faults.add(fault);
    expect(await told(() => editing.ask(id || idOf(arn)))).toMatch(answer);
    expect(cards(ids.incidents, arn)).toEqual([]);
  });

  test('in a shared channel shows nothing and reads nothing', async () => {
    const before = editing.app.aws.calls.count('GetOpsItem');
    const answer = await told(() => editing.ask(idOf(arn), ids.partner), ids.ada, ids.partner);
    expect(answer).toContain('shared with another organisation');
    expect(editing.app.aws.calls.count('GetOpsItem')).toBe(before);
    expect(cards(ids.partner, arn)).toEqual([]);
  });

  test('where a command is about an incident says how to show it', async () => {
    expect(await told(() => editing.ask(`resolve ${arn}`))).toContain('That is an OpsItem, not an incident');
  });

  test('with hostile text pings nobody and has no live link', async () => {
    await editing.ask(idOf(seedOpsItems.hostile));
    const { text, blocks } = await card(ids.incidents, seedOpsItems.hostile);
    for (const part of ['<!channel>', '<!here>', '<https://evil', '<@U012>'])
      expect(text + allText(blocks?.slice(0, 2))).not.toContain(part);
  });
});

describe('an OpsItem that is pasted', () => {
  test('is answered in the thread, and not again by its second mention', async () => {
    const { workspace } = editing.app.slack;
    const { ts } = await workspace.say({
      user: ids.linus,
      channel: ids.incidents,
      text: `see ${idOf(arn)}, really ${arn}`,
    });
    const replies = await until(() => {
      const thread = workspace.thread(ids.incidents, ts).slice(1);
      return thread.length > 0 ? thread : undefined;
    });
    expect(replies.map(({ text }) => text)).toEqual([`OpsItem, open, severity 2 (high): Disk ${made} is full.`]);
  });
});

describe('Resolve on an OpsItem', () => {
  test('resolves it once, says who did it in its data, and updates its card', async () => {
    const answer = await click('resolveOpsItem');
    expect(answer).toContain(`OpsItem resolved: Disk ${made} is full.`);
    expect(status(arn)).toBe('Resolved');
    expect(editing.app.aws.opsItems.get(arn)?.data['Resolved from Slack']?.Value).toMatch(
      new RegExp(`\\(${ids.ada}\\)`),
    );
    const { text, blocks } = await until(() =>
      cards(ids.incidents, arn).find((each) => each.text.includes('resolved')),
    );
    expect(text).toContain('OpsItem, resolved');
    expect(allText(blocks)).not.toContain('incident:resolveOpsItem');
  });

  test('of one that is resolved meanwhile changes nothing and says so', async () => {
    const { ts, channel } = await shown();
    editing.app.aws.opsItems.setStatus(arn, 'Resolved');
    const before = editing.app.aws.calls.count('UpdateOpsItem');
    const { workspace } = editing.app.slack;
    const answer = await told(() =>
      workspace.click({ user: ids.ada, channel, ts, action_id: 'incident:resolveOpsItem' }),
    );
    expect(answer).toContain('it is resolved already. Nothing was changed.');
    expect(editing.app.aws.calls.count('UpdateOpsItem')).toBe(before);
  });

  test.each([
    ['by someone who is no editor', ids.linus, undefined, /Only incident editors/],
    ['without the permission', ids.ada, 'UpdateOpsItem', /AWS refused ssm:UpdateOpsItem/],
  ])('%s changes nothing', async (_, user, operation, answer) => {
    if (operation !== undefined) editing.app.aws.faults.add({ kind: 'access_denied', operation });
    expect(await click('resolveOpsItem', user)).toMatch(answer);
    expect(status(arn)).toBe('Open');
  });

  test('whose response is lost is done once', async () => {
    editing.app.aws.faults.add({ kind: 'reset', operation: 'UpdateOpsItem', afterwards: true, times: 1 });
    await click('resolveOpsItem');
    await until(() => cards(ids.incidents, arn).some(({ text }) => text.includes('resolved')));
    expect(status(arn)).toBe('Resolved');
  });
});

describe('Start incident on an OpsItem', () => {
  test('fills in title and impact, makes the OpsItem the parent, and its card names the incident', async () => {
    const { ts, channel } = await shown();
    const { workspace } = editing.app.slack;
    await workspace.click({ user: ids.ada, channel, ts, action_id: 'incident:startFromOpsItem' });
    const form = allText((await editing.form()).blocks);
    expect(form).toContain(`"initial_value":"Disk ${made} is full"`);
    expect(form).toMatch(/"initial_option":\{[^}]*\{[^}]*High[^}]*\},"value":"2"/);
    expect(await editing.send({ plan: seedPlans.search })).toContain('Started:');
    const started = editing.app.aws.incidents.list().find(({ record }) => record.title === `Disk ${made} is full`);
    expect(started?.record.impact).toBe(2);
    expect(started?.relatedItems.filter(({ identifier }) => identifier.type === 'PARENT')).toMatchObject([
      { identifier: { value: { arn } } },
    ]);
    const { blocks } = await until(() =>
      cards(ids.incidents, arn).find((each) => allText(each.blocks).includes('Incident:')),
    );
    expect(allText(blocks)).not.toContain('incident:startFromOpsItem');
  });
});

describe('an incident with a parent OpsItem', () => {
  const start = () => editing.app.aws.incidents.start(seedPlans.search, { title: `Search ${made}` });
  const parentOf = (incident: string) => {
    const items = editing.app.aws.incidents.get(incident)?.relatedItems ?? [];
    return (
      items.flatMap(({ identifier: { type, value } }) =>
        type === 'PARENT' && 'arn' in value ? [String(value.arn)] : [],
      )[0] ?? ''
    );
  };

  test('shows its state in Details', async () => {
    const incident = start();
    await editing.click('details', incident);
    const view = await until(() => {
      const text = allText(editing.app.slack.workspace.views(ids.ada).at(-1)?.blocks);
      return text.includes('Parent OpsItem:') ? text : undefined;
    });
    expect(view).toContain(`|${idOf(parentOf(incident))}> (Open`);
  });

  test('once it is resolved, is offered for resolving too', async () => {
    const incident = start();
    const { workspace } = editing.app.slack;
    const answer = await told(() => editing.click('resolve', incident));
    expect(answer).toMatch(/Resolved: Search \d+\. Its OpsItem oi-[0-9a-f]{12} is still open\./);
    expect(status(parentOf(incident))).toBe('Open');
    const question = workspace.ephemerals(ids.ada, ids.incidents).at(-1);
    await workspace.click({
      user: ids.ada,
      channel: ids.incidents,
      ts: question?.ts ?? '',
      action_id: 'incident:resolveOpsItem',
    });
    await until(() => status(parentOf(incident)) === 'Resolved');
    await until(() => {
      const events = editing.app.aws.incidents.get(incident)?.events ?? [];
      return events.some(({ eventData }) => /OpsItem oi-[0-9a-f]+ resolved from Slack by/.test(eventData));
    });
  });

  test('without the right to read it, is resolved as before', async () => {
    const incident = start();
    editing.app.aws.faults.add({ kind: 'access_denied', operation: 'GetOpsItem' });
    expect(await told(() => editing.click('resolve', incident))).toMatch(/^Resolved: Search \d+\.$/);
  });
});

describe('the settings of a channel', () => {
  test.each([
    ['unfurl', 'I don\'t know "maybe". /incident unfurl takes on or off.'],
    ['alarms', 'I don\'t know "maybe". /incident alarms takes on, off, charts on or charts off.'],
    ['opsitems', 'I don\'t know "maybe". /incident opsitems takes on or off. /incident oi-… shows one OpsItem.'],
  ])('/incident %s with an unknown word says what it takes', async (command, answer) => {
    expect(await told(() => editing.ask(`${command} maybe`))).toBe(answer);
  });

  test.each([
    ['alarms', 'so alarms are not posted here'],
    ['opsitems', 'so OpsItems are not posted here'],
  ])('/incident %s on is refused in a shared channel', async (command, answer) => {
    expect(await told(() => editing.ask(`${command} on`, ids.partner), ids.ada, ids.partner)).toContain(answer);
    expect(await told(() => editing.ask(command, ids.partner), ids.ada, ids.partner)).toContain(
      `${command} on changes`,
    );
  });

  test('words are read without regard to case and spaces', async () => {
    expect(await told(() => editing.ask('alarms  Chart   OFF'))).toContain('get no chart under their card');
    expect(await told(() => editing.ask('unfurl ON'))).toContain('are answered in this channel');
  });
});

describe('OpsItem events', () => {
  const settle = () =>
    until(async () => {
      const { jobs } = (await (await fetch(`${editing.app.appUrl}/healthz`)).json()) as {
        jobs: { waiting: number; running: number };
      };
      return jobs.waiting + jobs.running === 0;
    });

  test('become one card, updated in place, in the channels that asked', async () => {
    const { aws, slack } = editing.app;
    expect(await told(() => editing.ask('opsitems on', ids.checkout), ids.ada, ids.checkout)).toContain('get a card');
    const item = aws.opsItems.create({ ...place, ...source, title: 'Queue is stuck', severity: '3' });
    await card(ids.checkout, item);
    aws.opsItems.update(item, { status: 'InProgress' });
    aws.opsItems.update(item, { title: 'Queue is stuck again' });
    const { text } = await until(() => cards(ids.checkout, item).find((each) => each.text.includes('again')));
    expect(text).toBe('OpsItem, in progress, severity 3 (medium): Queue is stuck again.');
    await settle();
    expect(cards(ids.checkout, item)).toHaveLength(1);
    expect(cards(ids.incidents, item)).toEqual([]);
    await told(() => editing.ask('opsitems off', ids.checkout), ids.ada, ids.checkout);
    const other = aws.opsItems.create({ ...place, ...source, title: 'Nobody asked' });
    await settle();
    expect(cards(ids.checkout, other)).toEqual([]);
    expect(slack.workspace.messages(ids.checkout).some((each) => each.text.includes('Nobody asked'))).toBe(false);
  });

  test('of the OpsItem’s own topic, in whatever words, lead to its card', async () => {
    await told(() => editing.ask('opsitems on', ids.checkout), ids.ada, ids.checkout);
    editing.app.sns.publish(seedTopics.chat, `Something happened to OpsItem ${idOf(arn)}`);
    await card(ids.checkout, arn);
    await told(() => editing.ask('opsitems off', ids.checkout), ids.ada, ids.checkout);
  });
});

// The last one: the app does not ask again for a minute.
test('an OpsItem without the right to list related items is shown without its incident', async () => {
  editing.app.aws.faults.add({ kind: 'access_denied', operation: 'ListOpsItemRelatedItems' });
  await shown();
  expect(allText((await card(ids.incidents, arn)).blocks)).toContain('severity 2');
});
