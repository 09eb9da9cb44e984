import { seedPlans } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDigestStore } from '../../src/clock/digest-store.ts';
import { AppError } from '../../src/errors.ts';
import { createChannelSettings } from '../../src/posting/channel-settings.ts';
import { createCardStore } from '../../src/posting/posted-card.ts';
import { createUnfurlStore } from '../../src/posting/posted-unfurl.ts';
import { createUninstalledMark } from '../../src/slack/uninstalled-mark.ts';
import { createWatchStore } from '../../src/watches/watch.ts';
import { createWebClient } from '../../src/web-api/client.ts';
import { allText } from '../support/all-text.ts';
import { silentLog } from '../support/silent-log.ts';
import { startClockedApp } from './clocked-app.ts';

vi.setConfig({ testTimeout: 60_000 });

const channel = ids.checkout;
let app: Awaited<ReturnType<typeof startClockedApp>>;
/** Watches with and without status updates. */
let watched: string[];
/** Incidents that are only shown: by a card, and by the answer to a pasted ARN. */
let shown: string;

beforeEach(async () => {
  app = await startClockedApp([]);
  const start = (impact: number) => app.aws.incidents.start(seedPlans.search, { title: `Impact ${impact}`, impact });
  watched = [start(1), start(5)];
  shown = start(2);
  for (const arn of watched) await app.command(`watch ${arn}`, channel);
  await app.command(shown, channel);
  await app.command('digest 09:00 UTC', channel);
  await app.command('unfurl off', ids.incidents);
  app.slack.workspace.say({ user: ids.ada, channel, text: `look: ${shown}` });
  await delivered();
  expect(await left()).toEqual({ watches: 2, digests: 1, cards: 3, answers: 1 });
});
afterEach(() => app.close());

/** Waits until Slack's events are processed. */
async function delivered(): Promise<void> {
  await app.slack.workspace.idle();
  await app.work();
}

async function left() {
  const { store } = app;
  const [cards, answers] = [createCardStore(store), createUnfurlStore(store)];
  const kept = await Promise.all([...watched, shown].map((arn) => cards.get(arn, channel)));
  return {
    watches: (await createWatchStore(store).inChannel(channel)).length,
    digests: Number((await createDigestStore(store).get(channel)) !== undefined),
    cards: kept.filter((stored) => stored !== undefined && stored.card.ended === undefined).length,
    answers: (await answers.of(shown)).filter(({ unfurl }) => unfurl.shown !== undefined).length,
  };
}

const nothing = { watches: 0, digests: 0, cards: 0, answers: 0 };
const everything = { watches: 2, digests: 1, cards: 3, answers: 1 };

/** The envelope of an event, which Slack may send late or again. */
const envelope = (event: object) => ({
  type: 'event_callback',
  team_id: ids.team,
  api_app_id: ids.app,
  event_id: 'Ev0LATE',
  event,
});
const eventTs = () => (app.now() / 1000).toFixed(6);

test('uninstalling ends watches, digests, cards and answers, and Slack is not called again', async () => {
  app.slack.workspace.uninstall();
  await delivered();
  expect(await left()).toEqual(nothing);
  // The settings of a channel stay for the next installation.
  expect(await createChannelSettings(app.store).get(ids.incidents)).toMatchObject({ unfurl: false });
  app.slack.calls.clear();
  for (const arn of [...watched, shown]) app.aws.incidents.update(arn, { title: 'Changed' });
  await app.pass(3600);
  expect(app.slack.calls.all()).toEqual([]);
  expect(await app.queue.stats()).toMatchObject({ waiting: 0, parked: 0 });
});

test('an uninstall event ends nothing while the token works: it is of an earlier installation', async () => {
  await app.slack.workspace.redeliver(envelope({ type: 'app_uninstalled', event_ts: eventTs() }));
  await delivered();
  expect(await left()).toEqual(everything);
});

test('a revoked token alone ends nothing: it may be replaced', async () => {
  app.slack.faults.add({ kind: 'refused', code: 'token_revoked', method: 'auth.test' });
  const event = { type: 'tokens_revoked', tokens: { oauth: [], bot: [ids.botUser] }, event_ts: eventTs() };
  await app.slack.workspace.redeliver(envelope(event));
  await delivered();
  expect(await left()).toEqual(everything);
});

test.each(['invalid_auth', 'ratelimited', 'internal_error'])(
  'while auth.test answers %s nothing ends; the event is retried and ignored when the token works',
  async (code) => {
    app.slack.faults.add({ kind: 'refused', code, method: 'auth.test' });
    await app.slack.workspace.redeliver(envelope({ type: 'app_uninstalled', event_ts: eventTs() }));
    await delivered();
    app.slack.faults.clear();
    await app.pass(60);
    expect(await left()).toEqual(everything);
    expect(await app.queue.stats()).toMatchObject({ parked: 0 });
  },
);

test('after uninstallation notifications do nothing, with one line in the log, until the app is installed again', async () => {
  await app.close();
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  app = await startClockedApp([channel], { log: { ...silentLog, warn: note, info: note } });
  app.slack.workspace.uninstall();
  await delivered();
  app.slack.calls.clear();
  app.aws.calls.clear();
  const arn = app.aws.incidents.start(seedPlans.search, { title: 'Unseen', impact: 1 });
  await app.pass(30);
  expect(app.slack.calls.all()).toEqual([]);
  expect(app.aws.calls.all()).toEqual([]);
  app.aws.incidents.update(arn, { title: 'Changed' });
  await app.pass(90);
  app.aws.incidents.update(arn, { title: 'Changed again' });
  await app.work();
  expect(app.slack.calls.all().map(({ method }) => method)).toEqual(['auth.test']);
  expect(lines.filter((line) => line.includes('the app is uninstalled'))).toHaveLength(1);
  expect(await app.queue.stats()).toMatchObject({ waiting: 0, parked: 0 });
  app.slack.workspace.install();
  await app.pass(60);
  app.aws.incidents.update(arn, { title: 'Seen' });
  await app.pass(5);
  expect(lines).toContain('the app is installed again');
  expect(allText(app.slack.workspace.messages(channel))).toContain('Seen');
});

test('another process learns of the uninstallation with its first refused call; a refused token alone is none', async () => {
  const slack = createWebClient(app.slack.botToken, app.slack.apiUrl);
  const parts = { store: app.store, slack, botToken: app.slack.botToken, now: app.now, log: silentLog };
  const job = { kind: 'digest', channel, dueMs: 1, again: false } as const;
  const refused = new AppError('slack_token_refused', 'Slack refused the app.');
  const mark = createUninstalledMark(parts);
  expect(await mark.explains(job, refused)).toBe(false);
  await createUninstalledMark(parts).set();
  expect(await mark.skips(job)).toBe(false);
  expect(await mark.explains(job, new AppError('slack_unavailable', 'Slack did not answer.'))).toBe(false);
  expect(await mark.explains(job, refused)).toBe(true);
  expect(await mark.skips(job)).toBe(true);
  // The token of a new installation is another one.
  const fresh = createUninstalledMark({ ...parts, botToken: 'xoxb-new' });
  expect(await fresh.explains(job, refused)).toBe(false);
});

test('what began after the uninstall event stays', async () => {
  const event = { type: 'app_uninstalled', event_ts: eventTs() };
  await app.pass(10);
  const later = app.aws.incidents.start(seedPlans.search, { title: 'Later', impact: 1 });
  await app.command(`watch ${later}`, ids.incidents);
  await app.command('digest 10:00 UTC', ids.incidents);
  app.slack.faults.add({ kind: 'refused', code: 'account_inactive', method: 'auth.test' });
  await app.slack.workspace.redeliver(envelope(event));
  await delivered();
  expect(await left()).toEqual(nothing);
  expect(await createWatchStore(app.store).get(later, ids.incidents)).toBeDefined();
  expect(await createDigestStore(app.store).get(ids.incidents)).toBeDefined();
  expect((await createCardStore(app.store).get(later, ids.incidents))?.card.ended).toBeUndefined();
});
