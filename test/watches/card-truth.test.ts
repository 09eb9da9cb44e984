import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { goneCard } from '../../src/cards/surfaces/gone-card.ts';
import { endGoneCard } from '../../src/watches/gone.ts';
import { arn, minuteMs, newSnapshot, startKeeper } from '../posting/keeper-parts.ts';

let parts: Awaited<ReturnType<typeof startKeeper>>;
let channel: string;

beforeEach(async () => {
  parts = await startKeeper();
  channel = parts.ids.incidents;
});
afterEach(() => parts.close());

const sync = (snapshot = newSnapshot(), bring = true) => parts.keeper.sync(channel, snapshot, bring);
const texts = () => parts.messages(channel).map(({ text }) => text);
const isWatched = () => parts.watchKeeper.isWatched(arn, channel);
const watch = () => parts.watchKeeper.begin(newSnapshot(), { channel, by: parts.ids.ada, cadenceMs: 30 * minuteMs });
const stored = async () => (await parts.cards.get(arn, channel))?.card;

async function watched(): Promise<void> {
  await sync();
  await watch();
  await sync();
}

const tokenFaults = [
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
  'is_inactive',
  'team_access_not_granted',
  'ekm_access_denied',
  'missing_scope',
  'some_new_error',
];

describe('while Slack refuses the app’s token', () => {
  test.each(tokenFaults)('%s: nothing ends, and card and thread are correct afterwards', async (code) => {
    await watched();
    parts.slack.faults.add({ kind: 'refused', code });
    const resolved = newSnapshot({ status: 'RESOLVED' });
    for (let count = 0; count < 3; count += 1) {
      await expect(sync(resolved)).rejects.toMatchObject({ retryable: true });
      expect(await isWatched()).toBe(true);
      expect((await stored())?.ended).toBeUndefined();
    }
    parts.slack.faults.clear();
    await sync(resolved);
    expect(texts()[0]).toMatch(/Resolved/);
    expect(parts.lines(channel).filter((line) => line.includes('Resolved'))).toHaveLength(1);
    expect(await isWatched()).toBe(false);
  });

  test('while the token is refused a first card waits', async () => {
    parts.slack.faults.add({ kind: 'refused', code: 'invalid_auth' });
    await expect(sync()).rejects.toMatchObject({ code: 'slack_token_refused' });
    parts.slack.faults.clear();
    expect(await sync()).toMatchObject({ how: 'posted' });
    expect(parts.messages(channel)).toHaveLength(1);
  });

  test('a watch gets its marker when the token is accepted again', async () => {
    await sync();
    await watch();
    parts.slack.faults.add({ kind: 'refused', code: 'token_revoked', method: 'pins.add' });
    await expect(sync()).rejects.toMatchObject({ code: 'slack_token_refused' });
    parts.slack.faults.clear();
    await sync();
    expect((await parts.watches.get(arn, channel))?.watch.markedTs).toBeDefined();
  });

  test('an app that was removed from the workspace waits until it is installed again', async () => {
    await watched();
    parts.slack.workspace.uninstall();
    await expect(sync(newSnapshot({ title: 'Other' }))).rejects.toMatchObject({ code: 'slack_token_refused' });
    parts.slack.workspace.install();
    await sync(newSnapshot({ title: 'Other' }));
    expect(texts()[0]).toContain('Other');
    expect(await isWatched()).toBe(true);
  });
});

describe('a card that the app may not change', () => {
  test.each(['cant_update_message', 'edit_window_closed'])(
    '%s: a new card replaces the card that cannot be changed',
    async (code) => {
      await watched();
      const [old] = parts.messages(channel);
      parts.slack.faults.add({ kind: 'refused', code, method: 'chat.update', times: 2 });
      expect(await sync(newSnapshot({ impact: 1 }))).toMatchObject({ how: 'posted' });
      const [, card] = parts.messages(channel);
      expect(card?.text).toContain('Critical');
      const thread = (ts = '') => parts.slack.workspace.thread(channel, ts).slice(1);
      expect(thread(card?.ts).map(({ text }) => text)).toEqual([expect.stringMatching(/Impact: High → Critical/)]);
      // The thread of the old card links to the new one.
      expect(thread(old?.ts)).toHaveLength(1);
      expect(JSON.stringify(thread(old?.ts)[0])).toContain(card?.ts.replace('.', ''));
      expect(await isWatched()).toBe(true);
      await sync(newSnapshot({ status: 'RESOLVED' }));
      expect(parts.messages(channel).filter(({ text }) => text.includes('Resolved')).length).toBeGreaterThan(0);
      expect(parts.messages(channel).filter(({ ts }) => ts === card?.ts)[0]?.text).toMatch(/Resolved/);
    },
  );

  test('the link in the old thread is posted once, even if its response is lost', async () => {
    await watched();
    const [old] = parts.messages(channel);
    parts.slack.faults.add({ kind: 'refused', code: 'cant_update_message', method: 'chat.update' });
    const snapshot = newSnapshot({ title: 'Other' });
    parts.slack.faults.add({ kind: 'reset', after: true, method: 'chat.postMessage', times: 1 });
    await expect(sync(snapshot)).rejects.toMatchObject({ code: 'slack_unavailable' });
    await sync(snapshot);
    expect(parts.messages(channel)).toHaveLength(2);
    expect(parts.slack.workspace.thread(channel, old?.ts ?? '').slice(1)).toHaveLength(1);
  });
});

describe('pending thread entries stay bounded', () => {
  const size = async () => JSON.stringify(await stored()).length;
  const summaryOf = (turn: number) => `${turn} ${'x'.repeat(4000)}`;

  test.each(['chat.update', 'chat.postMessage'])('pending entries stay bounded while only %s fails', async (method) => {
    await sync();
    parts.slack.faults.add({ kind: 'rate_limited', method });
    const sizes: number[] = [];
    for (let turn = 0; turn < 40; turn += 1) {
      const snapshot = newSnapshot({ summary: summaryOf(turn), impact: 1 + (turn % 4) });
      await expect(sync(snapshot)).rejects.toMatchObject({ code: 'slack_rate_limited' });
      sizes.push(await size());
    }
    expect(Math.max(...sizes)).toBeLessThan(60_000);
    expect((await stored())?.pending?.length).toBeLessThan(4);
    parts.slack.faults.clear();
    await sync(newSnapshot({ summary: 'Fixed', impact: 4, status: 'RESOLVED' }));
    const lines = parts.lines(channel);
    expect(lines.length).toBeLessThan(4);
    expect(lines.at(-1)).toMatch(/Resolved/);
    expect(await stored()).not.toHaveProperty('pending');
  });

  test('a fact that was read later than the rest gets a thread entry', async () => {
    await sync(newSnapshot({ impact: 3 }));
    parts.slack.faults.add({ kind: 'rate_limited', method: 'chat.update' });
    const engagement = { arn: 'e1', contactArn: 'c1', contactName: 'Grace' };
    const snapshots = [
      newSnapshot({ impact: 4 }),
      newSnapshot({ impact: 4 }, { engagements: [engagement] }),
      newSnapshot({ impact: 5 }, { engagements: [engagement] }),
      newSnapshot({ impact: 5 }, { engagements: [{ ...engagement, acknowledgedAtMs: parts.now() }] }),
    ];
    for (const snapshot of snapshots) await sync(snapshot).catch(() => undefined);
    parts.slack.faults.clear();
    await sync(newSnapshot({ impact: 5 }));
    const entries = parts.lines(channel).join();
    expect(entries).toMatch(/Impact: Medium → No impact/);
    expect(entries).toMatch(/Acknowledged by Grace|Grace acknowledged|acknowledged/i);
  });

  test('a change that was reverted in the meantime gets no thread entry', async () => {
    await sync(newSnapshot({ impact: 3 }));
    parts.slack.faults.add({ kind: 'rate_limited', method: 'chat.update' });
    await expect(sync(newSnapshot({ impact: 4 }))).rejects.toMatchObject({ code: 'slack_rate_limited' });
    await expect(sync(newSnapshot({ impact: 3 }))).rejects.toMatchObject({ code: 'slack_rate_limited' });
    parts.slack.faults.clear();
    await sync(newSnapshot({ impact: 3 }));
    expect(parts.lines(channel)).toEqual([]);
    expect(texts()[0]).toContain('Medium');
  });

  test('a crash at every change leaves a bounded list', async () => {
    await sync();
    parts.slack.faults.add({ kind: 'reset', method: 'chat.postMessage' });
    for (let turn = 0; turn < 30; turn += 1) {
      await sync(newSnapshot({ summary: summaryOf(turn) })).catch(() => undefined);
      ({ keeper: parts.keeper, watchKeeper: parts.watchKeeper } = parts.restart());
      const card = await parts.cards.get(arn, channel);
      // As if the process had crashed before it stored what it had not tried.
      const pending = card?.card.pending?.map(({ fresh: _fresh, before: _before, ...entry }) => entry);
      if (card && pending) await parts.cards.put({ ...card.card, pending }, card.version, parts.now());
    }
    expect((await stored())?.pending?.length).toBeLessThanOrEqual(20);
  });
});

describe('a record that was reported as deleted and is readable again', () => {
  const reportDeleted = () => {
    const { watches, watchKeeper, keeper, gate, now } = parts;
    const options = { watches, watchKeeper, cardStore: parts.cards, cards: keeper, gate, now, ...parts.writing() };
    return endGoneCard(options, arn, channel);
  };

  test('the card is revived, its thread says so, and the watch continues', async () => {
    await watched();
    await reportDeleted();
    expect(texts()[0]).toContain('No longer in Incident Manager');
    expect(await isWatched()).toBe(false);
    await sync(newSnapshot({ title: 'Checkout is failing' }), false);
    expect(parts.messages(channel)).toHaveLength(1);
    expect(texts()[0]).toContain('Checkout is failing');
    expect(parts.lines(channel).slice(-2)).toEqual([
      'No longer in Incident Manager. Its watch in this channel ends here.',
      'Back in Incident Manager: the record was read again, and this card is current. Its watch in this channel goes on.',
    ]);
    const { watch: now } = (await parts.watches.get(arn, channel)) ?? {};
    expect(now).toMatchObject({
      by: parts.ids.ada,
      cadenceMs: 30 * minuteMs,
      markedTs: parts.messages(channel)[0]?.ts,
    });
    expect(now?.nextPostMs).toBeGreaterThan(parts.now());
  });

  test('each deletion and each revival is reported once', async () => {
    await watched();
    for (let turn = 1; turn <= 2; turn += 1) {
      await reportDeleted();
      await reportDeleted();
      parts.slack.faults.add({ kind: 'reset', after: true, method: 'chat.postMessage', times: 1 });
      const snapshot = newSnapshot();
      await expect(sync(snapshot, false)).rejects.toMatchObject({ code: 'slack_unavailable' });
      await sync(snapshot, false);
      await sync(snapshot, false);
      await parts.wait(2000);
      await sync(newSnapshot({ title: `Turn ${turn}` }), false);
    }
    const lines = parts.lines(channel);
    expect(lines.filter((line) => line.startsWith('No longer'))).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith('Back in'))).toHaveLength(2);
  });

  test('a record that is resolved when it is readable again gets a resolution in its thread, and no watch', async () => {
    await watched();
    await reportDeleted();
    await sync(newSnapshot({ status: 'RESOLVED' }), false);
    expect(texts()[0]).toMatch(/Resolved/);
    expect(await isWatched()).toBe(false);
  });

  test('a person who requests the revived incident sees its card too', async () => {
    await watched();
    await reportDeleted();
    expect(await parts.keeper.show(channel, newSnapshot())).toMatchObject({ how: 'updated' });
    expect(await isWatched()).toBe(true);
  });

  test('a card that was ended in a shared channel is not revived', async () => {
    await sync();
    await parts.keeper.end(channel, arn, 'unwatched', () => goneCard({ arn, title: 'x' }, parts.now()));
    expect(await sync(newSnapshot(), false)).toEqual({ how: 'unchanged' });
  });
});
