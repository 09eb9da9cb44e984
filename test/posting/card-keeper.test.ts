import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { divider } from '../../src/cards/block-kit/blocks.ts';
import { goneCard } from '../../src/cards/surfaces/gone-card.ts';
import { lineCard } from '../../src/cards/surfaces/line-card.ts';
import { waitInQueue } from '../../src/jobs/not-yet.ts';
import { allText } from '../support/all-text.ts';
import { arn, minuteMs, newSnapshot, startKeeper } from './keeper-parts.ts';

const group = 'S0ONCALL01';
let parts: Awaited<ReturnType<typeof startKeeper>>;

beforeEach(async () => {
  parts = await startKeeper(
    new Map([
      [1, group],
      [2, group],
    ]),
  );
});
afterEach(() => parts.close());

const { ids } = await import('slack-aws-sandbox/slack');
const channel = ids.incidents;
const sync = (snapshot = newSnapshot(), bring = true, into: string = channel) =>
  parts.keeper.sync(into, snapshot, bring);
/** Calls that change what people see. */
const writes = () => parts.slack.calls.all().filter(({ method }) => /^chat\.(post|update|delete)/.test(method));
const cardShown = (into: string = channel) => allText(parts.messages(into)[0]?.blocks);

describe('the card of an incident', () => {
  test('a card is posted once, then updated in place', async () => {
    expect(await sync()).toMatchObject({ how: 'posted' });
    expect(await sync(newSnapshot({ title: 'Checkout recovers' }))).toMatchObject({ how: 'updated' });
    expect(parts.messages(channel)).toHaveLength(1);
    expect(cardShown()).toContain('Checkout recovers');
  });

  test('an unchanged snapshot causes no call', async () => {
    const snapshot = newSnapshot();
    await sync(snapshot);
    parts.slack.calls.clear();
    for (const again of [snapshot, { ...snapshot, readAtMs: snapshot.readAtMs + 5000 }, structuredClone(snapshot)])
      await sync(again);
    expect(parts.slack.calls.all()).toEqual([]);
  });

  test('a card that says nothing of a young page says later that nobody has acknowledged it', async () => {
    const page = { arn: 'e1', contactArn: 'c1', startedAtMs: parts.now(), acknowledgementKnown: true };
    const snapshot = newSnapshot({}, { engagements: [page] });
    const readNow = () => ({ ...snapshot, readAtMs: parts.now() });
    await sync(readNow());
    expect(cardShown()).not.toContain('*Nobody has acknowledged*');
    await parts.wait(5 * minuteMs);
    expect(await sync(readNow())).toMatchObject({ how: 'updated' });
    expect(cardShown()).toContain('*Nobody has acknowledged*');
    await parts.wait(5 * minuteMs);
    expect(await sync(readNow())).toEqual({ how: 'unchanged' });
  });

  test('a card that was just updated can wait for its next update elsewhere: until then nothing is stored or sent', async () => {
    await sync();
    const before = await parts.cards.get(arn, channel);
    const linesBefore = parts.lines(channel).length;
    parts.slack.calls.clear();
    const changed = newSnapshot({ impact: 1 });
    const inQueue = () => parts.keeper.sync(channel, changed, true, { rest: waitInQueue });
    await expect(inQueue()).rejects.toMatchObject({ name: 'NotYet' });
    expect(parts.slack.calls.all()).toEqual([]);
    expect(await parts.cards.get(arn, channel)).toEqual(before);
    await parts.wait(1000);
    expect(await inQueue()).toMatchObject({ how: 'updated' });
    expect(parts.lines(channel)).toHaveLength(linesBefore + 1);
  });

  test('after the clock was set back by an hour a card does not rest until that hour is over', async () => {
    await parts.wait(60 * minuteMs);
    await sync();
    await parts.wait(-60 * minuteMs);
    const shown = parts.keeper.sync(channel, newSnapshot({ impact: 1 }), true, { rest: waitInQueue });
    expect(await shown).toMatchObject({ how: 'updated' });
  });

  test('an older record does not replace a newer one', async () => {
    const older = newSnapshot({ title: 'Old title', impact: 1 });
    await sync(newSnapshot({ title: 'New title', impact: 3 }));
    parts.slack.calls.clear();
    expect(await sync(older)).toEqual({ how: 'unchanged' });
    expect(writes()).toEqual([]);
    await parts.keeper.show(channel, older);
    expect(cardShown()).toContain('New title');
    expect(parts.lines(channel)).toEqual([]);
  });

  test('of two snapshots with the same record the later one wins', async () => {
    const runbook = { arn: 'arn:aws:ssm:eu-west-1:111122223333:automation-execution/e1', document: 'Restart' };
    const record = newSnapshot().record;
    const readAtMs = Date.now();
    await sync({ record, readAtMs, runbooks: [{ ...runbook, status: 'Success' }] });
    await sync({ record, readAtMs: readAtMs - 100, runbooks: [{ ...runbook, status: 'InProgress' }] });
    expect(parts.lines(channel).join()).not.toMatch(/Runbook/);
    expect((await parts.cards.get(arn, channel))?.card.reading?.runbooks?.[0]?.status).toBe('Success');
  });

  test('a missing acknowledgement is not shown under a newer time without a new read', async () => {
    const first = newSnapshot();
    const engagement = {
      arn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:engagement/a/b',
      contactArn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:contact/amelia',
      contactName: 'Amelia',
      startedAtMs: Date.now() - 60 * minuteMs,
      acknowledgementKnown: true as const,
    };
    await sync({ ...first, engagements: [engagement] });
    expect(cardShown()).toContain('*Nobody has acknowledged* · paged Amelia');
    await sync({ ...newSnapshot({ impact: 3 }), readAtMs: first.readAtMs + 4 * minuteMs });
    expect(cardShown()).not.toContain('Nobody has acknowledged');
    expect(cardShown()).toMatch(/Nobody had acknowledged when last checked\* \(<!date[^)]*\) · paged Amelia/);
    const again = { ...newSnapshot({ impact: 3 }), readAtMs: first.readAtMs + 5 * minuteMs };
    await sync({ ...again, engagements: [{ ...engagement, acknowledgedAtMs: Date.now() }] });
    expect(cardShown()).toContain('Amelia has acknowledged');
  });

  test('facts that were not read this time stay on the card', async () => {
    const engagement = {
      arn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:engagement/a/b',
      contactArn: 'arn:aws:ssm-contacts:eu-west-1:111122223333:contact/amelia',
      contactName: 'Amelia',
      acknowledgedAtMs: Date.now(),
      acknowledgementKnown: true as const,
    };
    await sync(newSnapshot({}, { engagements: [engagement] }));
    expect(cardShown()).toContain('Amelia');
    await sync(newSnapshot({ impact: 3 }));
    expect(cardShown()).toContain('Amelia');
    expect(parts.lines(channel).join()).not.toMatch(/paged/i);
  });

  test('a card is updated at most once per second', async () => {
    await sync();
    for (const impact of [1, 3, 4]) await sync(newSnapshot({ impact }));
    const updates = parts.slack.calls.all('chat.update').map(({ at }) => at);
    const gaps = updates.slice(1).map((at, index) => at - (updates[index] ?? 0));
    expect(updates).toHaveLength(3);
    expect(Math.min(...gaps)).toBeGreaterThan(950);
  });

  test('an incident that was resolved long ago gets no card', async () => {
    const resolved = { status: 'RESOLVED', resolvedAtMs: Date.now() - 61 * minuteMs };
    expect(await sync(newSnapshot(resolved))).toEqual({ how: 'unchanged' });
    expect(parts.messages(channel)).toEqual([]);
  });

  test('after a card is moved to the bottom its thread continues there, and the old card becomes a link', async () => {
    await sync();
    await parts.keeper.bringDown(channel, newSnapshot({ impact: 3 }));
    const [old, moved] = parts.messages(channel);
    expect(old?.blocks).toHaveLength(1);
    expect(parts.slack.workspace.thread(channel, moved?.ts ?? '').slice(1)).toHaveLength(1);
    await sync(newSnapshot({ impact: 3, title: 'Other' }));
    expect(allText(parts.messages(channel)[1]?.blocks)).toContain('Other');
  });

  test('the card of a deleted record says so, once', async () => {
    await sync();
    const last = () => goneCard({ arn, title: 'Checkout' }, parts.now());
    await parts.keeper.end(channel, arn, 'gone', last);
    await parts.keeper.end(channel, arn, 'gone', last);
    expect(cardShown()).toContain('No longer in Incident Manager');
    expect(parts.slack.calls.count('chat.update')).toBe(1);
    await sync();
    expect(cardShown()).not.toContain('No longer in Incident Manager');
    expect(parts.messages(channel)).toHaveLength(1);
  });

  test('a card that Slack refuses is posted as plain text', async () => {
    const { keeper } = parts.restart((card) => ({ ...card, blocks: Array.from({ length: 51 }, () => divider) }));
    await keeper.sync(channel, newSnapshot({ title: 'Checkout' }), true);
    await keeper.sync(channel, newSnapshot({ title: 'Search' }), true);
    expect(parts.messages(channel)).toHaveLength(1);
    expect(cardShown()).toContain('Search');
    expect(cardShown()).toContain(arn);
  });
});

describe('thread entries', () => {
  test('each change has a thread entry; a resolution is also shown in the channel', async () => {
    await sync(newSnapshot({ impact: 2 }));
    await sync(newSnapshot({ impact: 3 }));
    await sync(newSnapshot({ impact: 3, summary: 'Rolled back.' }));
    const { record } = newSnapshot({ impact: 3, summary: 'Rolled back.', status: 'RESOLVED' });
    await sync(newSnapshot({ ...record, resolvedAtMs: record.createdAtMs + 60 * minuteMs }));
    const lines = parts.lines(channel).slice(1);
    expect(lines[0]).toMatch(/Impact: High → Medium, by exampleUser/);
    expect(lines[1]).toMatch(/Summary added by exampleUser.*Rolled back/);
    expect(lines[2]).toMatch(/Resolved after 1 h by exampleUser/);
    expect(lines).toHaveLength(3);
    expect(parts.messages(channel).filter(({ text }) => text.includes('Resolved after 1 h by'))).toHaveLength(1);
  });

  test('user groups are mentioned under a new card and when the impact rises, nowhere else', async () => {
    const mention = `<!subteam^${group}>`;
    await sync(newSnapshot({ impact: 3 }));
    expect(parts.lines(channel)).toEqual([]);
    await sync(newSnapshot({ impact: 2 }));
    await sync(newSnapshot({ impact: 3 }));
    await sync(newSnapshot({ impact: 3, title: 'Other' }));
    await sync(newSnapshot({ impact: 1, title: 'Other' }));
    await sync(newSnapshot({ impact: 1, title: 'Other', status: 'RESOLVED', resolvedAtMs: Date.now() }));
    await sync(newSnapshot({ impact: 1, title: 'Other' }));
    expect(parts.lines(channel).map((line) => line.includes(mention))).toEqual([
      true,
      false,
      false,
      true,
      false,
      false,
    ]);
    await sync(newSnapshot({ impact: 2 }), true, ids.checkout);
    expect(parts.lines(ids.checkout).map((line) => line.includes(mention))).toEqual([true]);
    await sync(newSnapshot({ impact: 2 }), true, ids.checkout);
    expect(parts.lines(ids.checkout)).toHaveLength(1);
  });

  test('a card that a person requested mentions no one', async () => {
    await parts.keeper.show(channel, newSnapshot({ impact: 1 }));
    await sync(newSnapshot({ impact: 1 }));
    expect(allText(parts.slack.calls.all())).not.toContain(group);
  });
});

describe('a crash between posting and storing', () => {
  const lost = (method: string) => parts.slack.faults.add({ kind: 'reset', method, times: 1, after: true });
  const afterCrash = () => Object.assign(parts, parts.restart());

  test('a card is found again by its metadata, among two hundred other messages', async () => {
    lost('chat.postMessage');
    await expect(sync()).rejects.toMatchObject({ code: 'slack_unavailable' });
    for (let count = 0; count < 210; count += 1) {
      parts.slack.workspace.say({ user: ids.ada, channel, text: `message ${count}` });
    }
    afterCrash();
    expect(await sync(newSnapshot({ title: 'Later' }))).toMatchObject({ how: 'posted' });
    const cards = parts.messages(channel).filter(({ metadata }) => allText(metadata).includes(arn));
    expect(cards).toHaveLength(1);
    expect(allText(cards[0]?.blocks)).toContain('Later');
  });

  test.each([
    ['posted but its response was lost, its thread lists later changes', 'chat.update', true, 1],
    ['never posted, its thread has no entry', 'chat.postMessage', false, 0],
  ])('after a crash: a first card was %s', async (_, method, came, lines) => {
    parts.slack.faults.add({ kind: 'reset', method: 'chat.postMessage', times: 1, after: came });
    await expect(sync()).rejects.toMatchObject({ code: 'slack_unavailable' });
    parts.slack.faults.add({ kind: 'reset', method, times: 1 });
    const later = newSnapshot({ title: 'Later' });
    await expect(sync(later)).rejects.toMatchObject({ code: 'slack_unavailable' });
    afterCrash();
    await sync(later);
    expect(parts.messages(channel)).toHaveLength(1);
    expect(allText(parts.messages(channel)[0]?.blocks)).toContain('Later');
    expect(parts.lines(channel).filter((line) => line.includes('Title changed'))).toHaveLength(lines);
  });

  test.each(['gone', 'unwatched'] as const)(
    'a card whose post has no answer is found when it ends as %s',
    async (why) => {
      lost('chat.postMessage');
      await expect(sync()).rejects.toMatchObject({ code: 'slack_unavailable' });
      afterCrash();
      await parts.keeper.end(channel, arn, why, () => lineCard('Ended.'));
      expect(parts.messages(channel).map(({ text }) => text)).toEqual(['Ended.']);
      await parts.keeper.show(channel, newSnapshot());
      expect(parts.messages(channel).filter(({ blocks = [] }) => blocks.length > 1)).toHaveLength(1);
    },
  );

  test('a card that ends while it is moved ends in both places', async () => {
    await sync();
    lost('chat.postMessage');
    await expect(parts.keeper.bringDown(channel, newSnapshot())).rejects.toMatchObject({ code: 'slack_unavailable' });
    afterCrash();
    await parts.keeper.end(channel, arn, 'gone', () => lineCard('Ended.'));
    expect(parts.messages(channel).map(({ text }) => text)).toEqual(['Ended.', 'Ended.']);
  });

  test('a card whose post has no answer is found after the channel was closed to the app', async () => {
    lost('chat.postMessage');
    await expect(sync()).rejects.toMatchObject({ code: 'slack_unavailable' });
    parts.slack.workspace.archive(channel);
    afterCrash();
    expect(await sync()).toMatchObject({ how: 'refused' });
    parts.slack.workspace.unarchive(channel);
    await parts.wait(11 * minuteMs);
    expect(await sync(newSnapshot({ title: 'Later' }))).toMatchObject({ how: 'updated' });
    expect(parts.messages(channel)).toHaveLength(1);
    expect(cardShown()).toContain('Later');
  });

  test('a card whose post has no answer is found when a person asks after the channel was closed to the app', async () => {
    lost('chat.postMessage');
    await expect(sync()).rejects.toMatchObject({ code: 'slack_unavailable' });
    parts.slack.workspace.archive(channel);
    afterCrash();
    expect(await sync()).toMatchObject({ how: 'refused' });
    parts.slack.workspace.unarchive(channel);
    await parts.wait(2 * minuteMs);
    expect(await parts.keeper.show(channel, newSnapshot({ title: 'Later' }))).toMatchObject({ how: 'updated' });
    expect(parts.messages(channel)).toHaveLength(1);
  });

  test('a card that was moved is not taken for the current one', async () => {
    await sync();
    await parts.keeper.bringDown(channel, newSnapshot());
    parts.slack.faults.add({ kind: 'reset', method: 'chat.postMessage', times: 1 });
    await expect(parts.keeper.bringDown(channel, newSnapshot())).rejects.toMatchObject({ code: 'slack_unavailable' });
    afterCrash();
    await parts.keeper.bringDown(channel, newSnapshot({ title: 'At the bottom' }));
    const shown = parts.messages(channel).map(({ blocks = [] }) => blocks.length > 1);
    expect(shown).toEqual([false, false, true]);
    expect(allText(parts.messages(channel)[2]?.blocks)).toContain('At the bottom');
  });

  test('a thread entry and its mention are found again', async () => {
    await sync(newSnapshot({ impact: 3 }));
    lost('chat.postMessage');
    const next = newSnapshot({ impact: 1 });
    await expect(sync(next)).rejects.toMatchObject({ code: 'slack_unavailable' });
    afterCrash();
    await sync(next);
    expect(parts.lines(channel)).toHaveLength(1);
  });

  test('a thread entry that Slack refused is posted later without another update of the card', async () => {
    await sync(newSnapshot({ impact: 3 }));
    parts.slack.faults.add({ kind: 'rate_limited', method: 'chat.postMessage', times: 3 });
    const next = newSnapshot({ impact: 4 });
    for (let count = 0; count < 3; count += 1)
      await expect(sync(next)).rejects.toMatchObject({ code: 'slack_rate_limited' });
    await sync(next);
    expect(parts.lines(channel)).toHaveLength(1);
    expect(parts.slack.calls.count('chat.update')).toBe(1);
  });

  test('a thread entry that was stored but not posted is posted, with later changes', async () => {
    await sync(newSnapshot({ impact: 3 }));
    parts.slack.faults.add({ kind: 'reset', method: 'chat.update', times: 1 });
    await expect(sync(newSnapshot({ impact: 4 }))).rejects.toMatchObject({ code: 'slack_unavailable' });
    afterCrash();
    await sync(newSnapshot({ impact: 5 }));
    expect(parts.lines(channel).map((line) => /Impact: .* by/.exec(line)?.[0])).toEqual([
      'Impact: Medium → No impact, by',
    ]);
    expect(parts.messages(channel)).toHaveLength(1);
  });
});

test('a resolution that is posted only after the reopening is not the last entry of an open incident', async () => {
  await sync();
  await parts.watchKeeper.begin(newSnapshot(), { channel, by: ids.ada });
  parts.slack.faults.add({ kind: 'reset', method: 'chat.postMessage', times: 1 });
  await expect(sync(newSnapshot({ status: 'RESOLVED' }))).rejects.toMatchObject({ code: 'slack_unavailable' });
  await sync(newSnapshot({ status: 'OPEN', summary: 'It is back.' }));
  expect(parts.lines(channel).slice(1)).toEqual([
    expect.stringMatching(/^✅ Resolved by/),
    expect.stringMatching(/^🟠 Reopened by .*"It is back\."/),
  ]);
  expect(await parts.watchKeeper.isWatched(arn, channel)).toBe(true);
});

test.each(['not watched', 'watched'])(
  'the channel gets the end and the reopening, with the title (%s)',
  async (how) => {
    const title = 'Checkout latency';
    await sync(newSnapshot({ title }));
    if (how === 'watched') await parts.watchKeeper.begin(newSnapshot({ title }), { channel, by: ids.ada });
    await sync(newSnapshot({ title, status: 'RESOLVED' }));
    await sync(newSnapshot({ title, status: 'OPEN' }));
    const [, resolved, reopened, ...more] = parts.messages(channel);
    expect(resolved?.text).toMatch(/Resolved .*by exampleUser \(Admin\): Checkout latency/);
    expect(JSON.stringify(resolved?.blocks)).toMatch(/✅ .*Resolved.* by exampleUser \(Admin\): Checkout latency/);
    expect(reopened?.text).toBe('🟠 Reopened by exampleUser (Admin): Checkout latency.');
    expect(JSON.stringify(reopened?.blocks)).toContain('🟠 Reopened by exampleUser (Admin): Checkout latency');
    expect(more).toEqual([]);
  },
);

describe('channels that cannot have the card', () => {
  test('a deleted card is noticed, and restored by a person, not by notifications', async () => {
    const posted = await sync();
    if (posted.how !== 'posted') throw new Error('no card');
    parts.slack.workspace.remove({ user: ids.botUser, channel, ts: posted.ts });
    expect(await sync(newSnapshot({ title: 'A' }))).toEqual({ how: 'unchanged' });
    parts.slack.calls.clear();
    await sync(newSnapshot({ title: 'B' }));
    expect(parts.slack.calls.all()).toEqual([]);
    expect(await parts.keeper.show(channel, newSnapshot({ title: 'C' }))).toMatchObject({ how: 'posted' });
  });

  test.each([
    ['and the card is redrawn', { title: 'Other' }],
    ['and nothing else changes', {}],
  ])('a card deleted while an entry is posted to its thread is noticed, %s', async (_, more) => {
    const posted = await sync(newSnapshot({ impact: 3 }));
    if (posted.how !== 'posted') throw new Error('no card');
    parts.slack.faults.add({ kind: 'reset', method: 'chat.postMessage', times: 1 });
    const snapshot = newSnapshot({ impact: 4 });
    await expect(sync(snapshot)).rejects.toMatchObject({ code: 'slack_unavailable' });
    parts.slack.workspace.remove({ user: ids.botUser, channel, ts: posted.ts });
    expect(await sync({ ...snapshot, record: { ...snapshot.record, ...more } })).toEqual({ how: 'unchanged' });
    expect((await parts.cards.get(arn, channel))?.card.ended).toBe('deleted');
  });

  test('an archived channel is noticed, and gets no calls for ten minutes', async () => {
    await sync();
    parts.slack.workspace.archive(channel);
    expect(await sync(newSnapshot({ title: 'A' }))).toMatchObject({ how: 'refused' });
    parts.slack.calls.clear();
    await sync(newSnapshot({ title: 'B' }));
    expect(parts.slack.calls.all()).toEqual([]);
    parts.slack.workspace.unarchive(channel);
    await parts.wait(11 * minuteMs);
    await sync(newSnapshot({ title: 'C' }));
    expect(cardShown()).toContain('🟠 C');
    expect(parts.messages(channel)).toHaveLength(1);
  });

  test('a private channel without the app gets no card until the app is invited, because its sharing is unknown', async () => {
    expect(await sync(newSnapshot(), true, ids.secret)).toEqual({ how: 'shared' });
    expect(parts.slack.calls.count('chat.postMessage')).toBe(0);
    parts.slack.workspace.invite(ids.secret, ids.botUser);
    await parts.wait(6000);
    expect(await sync(newSnapshot(), true, ids.secret)).toMatchObject({ how: 'posted' });
  });

  test('the app does not post to a public channel after its removal, although Slack allows it', async () => {
    await sync();
    parts.slack.workspace.leave(channel, ids.botUser);
    await parts.wait(2 * minuteMs);
    expect(await sync(newSnapshot({ title: 'A' }))).toMatchObject({ how: 'refused', code: 'not_in_channel' });
    await parts.wait(11 * minuteMs);
    expect(await sync(newSnapshot({ title: 'B' }))).toEqual({ how: 'unchanged' });
    parts.slack.workspace.invite(channel, ids.botUser);
    await parts.wait(11 * minuteMs);
    expect(await sync(newSnapshot({ title: 'D' }))).toMatchObject({ how: 'updated' });
  });

  test('a channel that becomes shared with another organisation gets no more messages', async () => {
    await sync(newSnapshot({ title: 'Inside' }));
    parts.slack.workspace.share(channel, true);
    await parts.wait(2 * minuteMs);
    expect(await sync(newSnapshot({ title: 'Secret' }))).toEqual({ how: 'shared', outdated: true });
    expect(await parts.keeper.show(channel, newSnapshot({ title: 'Secret' }))).toEqual({ how: 'shared' });
    expect(await parts.keeper.bringDown(channel, newSnapshot({ title: 'Secret' }))).toEqual({ how: 'shared' });
    expect(allText(parts.slack.workspace.messages(channel))).not.toContain('Secret');
    await parts.watchKeeper.begin(newSnapshot(), { channel, by: ids.ada });
    expect(await sync(newSnapshot({ title: 'Shown' }))).toMatchObject({ how: 'updated' });
  });
});
