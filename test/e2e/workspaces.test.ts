import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { seedContacts, seedOpsItems, seedPlans, seedRotations, seedTopics } from 'slack-aws-sandbox/aws';
import { ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { withWorkspace } from '../../src/current-workspace.ts';
import { checkSlack } from '../../src/doctor/check-slack.ts';
import { createInstallationStore } from '../../src/installations/installation-store.ts';
import { createSeal } from '../../src/installations/seal.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import { optionalScopes } from '../../src/web-api/scopes.ts';
import { allText } from '../support/all-text.ts';
import { followRedirect, keys, openInstallPage, publicUrl } from '../support/install-pages.ts';
import { startWorkspacesApp, type WorkspacesApp } from './workspaces-app.ts';

vi.setConfig({ testTimeout: 60_000 });

let app: WorkspacesApp;
let places: { north: string; south: string; one: string; other: string; foreign: string; organisation: string };
const lines: string[] = [];
const log = () => lines.join('\n');
beforeAll(async () => {
  for (const method of ['debug', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line: unknown) => void lines.push(String(line)));
  }
  const of = (id: string, letter: string) => id.slice(0, -1) + letter;
  const group = (team: string, id: string, letter = team) => `${of(ids.team, team)}:${of(id, letter)}`;
  app = await startWorkspacesApp({
    environment: {
      LOG_LEVEL: 'debug',
      MENTIONS: ['N', 'S'].map((team) => `2=${group(team, ids.onCall)}`).join(','),
      ON_CALL_GROUPS: ['N', 'S'].map((team) => `payments-rotation=${group(team, ids.managers)}`).join(','),
      // The group of the second workspace is named as one of the first: it counts in neither.
      INCIDENT_EDITORS: [
        ...['N', 'S', 'O'].map((team) => of(ids.ada, team)),
        group('N', ids.onCall),
        group('N', ids.onCall, 'S'),
      ].join(','),
    },
  });
  app.forwardEvents('aws.ssm', seedTopics.chat);
  app.aws.contacts.putRotation({
    arn: seedRotations.payments,
    name: 'Payments weekly',
    contactArns: [seedContacts.chiyo],
    timeZone: 'UTC',
    handOff: { hour: 0, minute: 0 },
    everyDays: 7,
    startMs: Date.now() - 3 * 86_400_000,
  });
  const [north = '', south = '', one = '', other = '', foreign = ''] = app.spaces.workspaces.map(({ id }) => id);
  places = { north, south, one, other, foreign, organisation: app.spaces.organisation };
});
afterAll(async () => {
  await app.stop();
  vi.restoreAllMocks();
});

const slackOf = (id: string) => {
  const found = app.spaces.workspaces.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no workspace ${id}`);
  return found.slack.workspace;
};
const until = <T>(holds: () => T | Promise<T>) => slackOf(places.north).until(holds, 30_000);
const cardsIn = (id: string, arn: string, channel: string = ids.incidents) =>
  slackOf(id)
    .messages(channel)
    .filter((message) => JSON.stringify(message).includes(arn.split('/').at(-1) ?? '?'));
/** The card of the OpsItem. */
const opsItemIn = (id: string) =>
  slackOf(id)
    .messages(ids.incidents)
    .map(({ metadata, text }) => (JSON.stringify(metadata ?? '').includes('incident_ops_item') ? text : undefined))
    .find((text) => text !== undefined);
/** Whether the app has no jobs, running or waiting: what was sent or changed before is done. */
function hasNoJobs(): boolean {
  const database = new DatabaseSync(app.database, { readOnly: true });
  try {
    return database.prepare('SELECT id FROM jobs UNION SELECT id FROM delayed_jobs').get() === undefined;
  } finally {
    database.close();
  }
}
/** How many incidents the channels of a workspace watch. */
function watchedIn(id: string): number {
  const database = new DatabaseSync(app.database, { readOnly: true });
  try {
    const rows = database.prepare("SELECT sort_key FROM items WHERE partition_key LIKE 'watches %'").all();
    return rows.filter(({ sort_key: channel }) => String(channel).endsWith(id.slice(-1))).length;
  } finally {
    database.close();
  }
}
const start = (title: string) => app.aws.incidents.start(seedPlans.checkout, { title, impact: 2 });

describe('the installation page', () => {
  test('says what the app will be able to do, and leads to Slack with a state', async () => {
    const { authorizeUrl, cookie, text, headers } = await openInstallPage(app.appUrl);
    expect(text).toContain('The app will be able to:');
    for (const { brings } of Object.values(optionalScopes)) expect(text).toContain(`<li>${brings}</li>`);
    const query = new URL(authorizeUrl).searchParams;
    expect(query.get('client_id')).toBe(app.spaces.clientId);
    expect(query.get('redirect_uri')).toBe(`${publicUrl}/slack/oauth_redirect`);
    expect(query.get('scope')).toContain('chat:write');
    expect(cookie).toBe(`slack-app-oauth-state=${query.get('state')}`);
    expect(headers.get('set-cookie')).toMatch(/Secure; HttpOnly/);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('a state is good for one use, in one browser, unchanged', async () => {
    const { authorizeUrl, cookie } = await openInstallPage(app.appUrl);
    const location = await app.spaces.agree(authorizeUrl, places.north);
    const state = new URL(location).searchParams.get('state') ?? '';
    const [nonce = '', until = '', signature = ''] = state.split('.');
    for (const forged of [
      `${nonce}.${Number(until) + 1}.${signature}`,
      `${nonce}.${until}.${'A'.repeat(signature.length)}`,
      nonce,
      '..',
    ]) {
      const answer = await followRedirect(
        app.appUrl,
        location.replace(state, forged),
        `slack-app-oauth-state=${forged}`,
      );
      expect(answer.status, forged).toBe(400);
      expect(answer.text).toMatch(/used before, is older than ten minutes, or was opened in another browser/);
    }
    expect((await followRedirect(app.appUrl, location, '')).status).toBe(400);
    expect((await followRedirect(app.appUrl, location, 'slack-app-oauth-state=other')).status).toBe(400);
    expect((await followRedirect(app.appUrl, location, cookie)).status).toBe(200);
    const again = await app.spaces.agree(authorizeUrl, places.north);
    expect((await followRedirect(app.appUrl, again, cookie)).status).toBe(400);
  });

  test.each([
    ['without a state', '?code=1', 400, /not started on this page/],
    ['without a code', '?state=1', 400, /Slack sent no code/],
    ['after Cancel', '?error=access_denied&state=1', 403, /You did not agree/],
  ])('%s: a page says what happened and leads back', async (_name, query, status, words) => {
    const answer = await followRedirect(app.appUrl, `${publicUrl}/slack/oauth_redirect${query}`, '');
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(words);
    expect(answer.text).toContain('href="/slack/install"');
  });

  test('a workspace that is not listed is refused, keeps nothing, and its token is revoked', async () => {
    const before = app.spaces.calls.length;
    const { status, text } = await app.install(places.foreign);
    expect(status).toBe(403);
    expect(text).toContain(`add ${places.foreign} to INSTALL_TEAMS`);
    expect(app.spaces.grantOf(places.foreign)).toBeUndefined();
    expect(app.spaces.calls.slice(before).filter((call) => call.startsWith('auth.revoke '))).toHaveLength(1);
  });

  test('an installation for an organisation says that it adds the app to no workspace', async () => {
    const { status, text } = await app.install(places.organisation);
    expect(status).toBe(200);
    expect(text).toContain('adds it to no workspace yet');
    await app.spaces.setTeamAccess([places.one, places.other], true);
  });

  test('other methods and paths get nothing', async () => {
    const answer = await fetch(`${app.appUrl}/slack/install`, { method: 'POST' });
    expect(answer.status).toBe(405);
    expect((await fetch(`${app.appUrl}/slack/other`)).status).toBe(404);
  });
});

describe('several workspaces', () => {
  let arn: string;

  test('an incident gets a card in each, with the token of each', async () => {
    expect((await app.install(places.south)).status).toBe(200);
    arn = start('Checkout is slow');
    const all = [places.north, places.south, places.one, places.other];
    await until(() => all.every((id) => cardsIn(id, arn).length === 1));
    const posts = app.spaces.calls.filter((call) => call.startsWith('chat.postMessage'));
    for (const id of [places.north, places.south, places.organisation])
      expect(
        posts.some((call) => call.includes(id)),
        id,
      ).toBe(true);
  });

  test('MENTIONS mentions the group of each workspace that has one, and none in another', async () => {
    const mentioned = (id: string) => {
      const ts = cardsIn(id, arn)[0]?.ts ?? '';
      return /<!subteam\^(\w+)>/.exec(JSON.stringify(slackOf(id).thread(ids.incidents, ts)))?.[1];
    };
    const groups = () => [places.north, places.south, places.one].map(mentioned);
    await until(() => groups().filter((each) => each !== undefined).length === 2 && hasNoJobs());
    expect(groups()).toEqual([ids.onCall, ids.onCall, undefined]);
  });

  test('ON_CALL_GROUPS keeps a group of each workspace equal to who is on call, with the token of each', async () => {
    await until(() =>
      [places.north, places.south].every((id) => slackOf(id).usergroup(ids.managers).join() === ids.chiyo),
    );
    const set = app.spaces.calls.filter((call) => call.startsWith('usergroups.users.update'));
    expect(set.sort()).toEqual(
      [places.north, places.south].map((id) => `usergroups.users.update ${app.spaces.grantOf(id)?.token}`).sort(),
    );
  });

  test('a group of INCIDENT_EDITORS counts in its own workspace, and audit lines name the workspace', async () => {
    const notes = [
      [places.north, ids.grace],
      [places.south, ids.grace],
      [places.one, ids.ada],
    ] as const;
    for (const [id, user] of notes)
      await slackOf(id).command({ user, channel: ids.checkout, text: `note ${arn} By ${user} in ${id}` });
    await until(() =>
      allText(slackOf(places.south).ephemerals(ids.grace, ids.checkout)).includes('Only incident editors'),
    );
    const audited = () =>
      lines
        .map((line) => JSON.parse(line) as { audit?: boolean; action?: string; team?: string })
        .flatMap(({ audit, action, team }) => (audit && action === 'note' ? [team] : []));
    await until(() => audited().length === 2 && hasNoJobs());
    expect(audited().sort()).toEqual([places.north, places.one].sort());
  });

  test('a command is answered in its own workspace, and shows nothing of another’s channels', async () => {
    const south = app.spaces.workspaces[1];
    await slackOf(places.north).command({ user: ids.ada, channel: ids.checkout, text: `watch ${arn}` });
    await until(() => cardsIn(places.north, arn, ids.checkout).length > 0);
    const own = await until(() => slackOf(places.north).ephemerals(ids.ada, ids.checkout).length);
    await slackOf(places.south).command({ user: ids.ada, channel: ids.checkout, text: 'watching' });
    await until(() => slackOf(places.south).ephemerals(ids.ada).length > 0);
    expect(cardsIn(places.south, arn, ids.checkout)).toEqual([]);
    expect(allText(slackOf(places.south).ephemerals(ids.ada))).not.toContain('Checkout is slow');
    expect(slackOf(places.north).ephemerals(ids.ada, ids.checkout).length).toBe(own);
    expect(south?.seen(ids.checkout)).toBeDefined();
  });

  test('an event of one workspace about a channel of another is refused', async () => {
    const [north, south] = app.spaces.workspaces;
    const stolen = south?.seen(ids.checkout) ?? '';
    await slackOf(places.south).command({ user: ids.ada, channel: ids.checkout, text: 'help' });
    await until(() => slackOf(places.south).ephemerals(ids.ada, ids.checkout).length > 1);
    const before = app.spaces.calls.length;
    const event = {
      type: 'app_mention',
      user: north?.seen(ids.ada),
      channel: stolen,
      text: `<@${north?.seen(ids.botUser)}> watch ${arn}`,
      ts: '1795764001.000100',
      event_ts: '1795764001.000100',
    };
    await app.spaces.send(event, places.north);
    // The answer goes to the person alone, in their own workspace.
    const answers = () => app.spaces.calls.slice(before).filter((call) => call.startsWith('chat.post'));
    await until(() => answers().some((call) => call === `chat.postMessage ${app.spaces.grantOf(places.north)?.token}`));
    expect(answers().filter((call) => !call.includes(places.north))).toEqual([]);
    expect(cardsIn(places.south, arn, ids.checkout)).toEqual([]);
  });

  test('a request of a workspace without the app is not answered', async () => {
    const event = { type: 'app_home_opened', user: 'U0OTHER', tab: 'home', event_ts: '1795764002.000100' };
    expect(await app.spaces.send(event, 'T0NOBODYX')).toBe(200);
    const own = { ...event, user: app.spaces.workspaces[0]?.seen(ids.ada) };
    await app.spaces.send({ ...own, event_ts: '1795764003.000100' }, places.north);
    await until(() => slackOf(places.north).home(ids.ada) !== undefined);
    expect(app.spaces.calls.filter((call) => call.startsWith('views.publish') && !call.includes(places.north))).toEqual(
      [],
    );
  });

  test('a room belongs to the workspace in which it was asked for', async () => {
    const made = () => app.spaces.calls.filter((call) => call.startsWith('conversations.create'));
    await slackOf(places.south).command({ user: ids.ada, channel: ids.incidents, text: `room ${arn}` });
    await until(() => made().length > 0);
    expect(made().filter((call) => !call.includes(places.south))).toEqual([]);
    const before = app.spaces.calls.length;
    app.aws.incidents.update(arn, { summary: 'The database is full.' });
    const updates = () => app.spaces.calls.slice(before).filter((call) => call.startsWith('chat.update'));
    // Two in the south: #incidents and the room.
    await until(() => updates().filter((call) => call.includes(places.south)).length === 2);
    await slackOf(places.south).command({ user: ids.ada, channel: ids.incidents, text: `watch ${arn}` });
    await until(() => watchedIn(places.south) === 1 && hasNoJobs());
    for (const id of [places.south, places.other])
      await slackOf(id).command({ user: ids.ada, channel: ids.incidents, text: seedOpsItems.critical });
    await slackOf(places.north).command({ user: ids.ada, channel: ids.incidents, text: 'opsitems on' });
    await until(() => [places.south, places.other].every((id) => opsItemIn(id) !== undefined) && hasNoJobs());
  });

  test('the rate limit of one workspace slows no other, and it catches up', async () => {
    const south = app.spaces.workspaces[1];
    for (const method of ['chat.update', 'chat.postMessage'])
      south?.slack.faults.add({ kind: 'rate_limited', method, retryAfterS: 30 });
    app.aws.incidents.update(arn, { summary: 'A node was drained.' });
    const isShown = (id: string) => /node was drained/.test(allText(cardsIn(id, arn)[0]?.blocks));
    await until(() => [places.north, places.one, places.other].every(isShown));
    expect(isShown(places.south)).toBe(false);
    south?.slack.faults.clear();
    await until(() => isShown(places.south) && hasNoJobs());
  });

  test('the doctor checks each workspace, and tells one nothing of another', async () => {
    const database = openSqliteDatabase(app.database);
    const store = createSqliteStore(database, { now: Date.now });
    const config = readConfig(app.appEnvironment);
    const check = async () =>
      (await checkSlack({ config, store })).map(({ state, subject, found }) => `${state} ${subject}: ${found}`);
    const whole = await check();
    const { teamId, enterpriseId } = { teamId: places.south, enterpriseId: '' };
    const south = await withWorkspace({ teamId, enterpriseId }, check);
    await app.spaces.uninstall(places.south, []);
    const broken = await check();
    database.close();
    for (const id of [places.north, places.south])
      expect(whole).toContain(`ok Workspace Workspace ${id}: its token works`);
    expect(whole).toContain('ok Organisation Organisation: its token works');
    expect(whole.filter((line) => line.includes('cards can be posted there'))).toHaveLength(4);
    expect(south.filter((line) => line.includes('its token works'))).toHaveLength(1);
    for (const id of [places.north, places.organisation]) expect(south.join()).not.toContain(id);
    expect(broken).toContain(`fix Workspace Workspace ${places.south}: Slack says account_inactive`);
  });

  test('one uninstalls: its cards stay as they are, and the others go on', async () => {
    await app.spaces.uninstall(places.south, ['tokens_revoked', 'app_uninstalled']);
    const before = allText(cardsIn(places.south, arn)[0]?.blocks);
    app.aws.incidents.update(arn, { impact: 1 });
    app.aws.opsItems.update(seedOpsItems.critical, { title: 'The disk is full' });
    await until(() => opsItemIn(places.other)?.includes('The disk is full'));
    await until(() =>
      [places.north, places.one, places.other].every((id) => /Critical/.test(allText(cardsIn(id, arn)[0]?.blocks))),
    );
    await until(() => watchedIn(places.south) === 0 && hasNoJobs());
    expect(allText(cardsIn(places.south, arn)[0]?.blocks)).toBe(before);
  });

  test('a late uninstall event ends nothing of the newer installation', async () => {
    const installed = await app.install(places.south);
    expect(installed.status).toBe(200);
    await slackOf(places.south).command({ user: ids.ada, channel: ids.payments, text: 'help' });
    const { token } = app.spaces.grantOf(places.south) ?? {};
    await app.spaces.send({ type: 'app_uninstalled', event_ts: '1000.0001' }, places.south);
    const second = start('Payments fail');
    await until(() => cardsIn(places.south, second).length === 1);
    expect(app.spaces.calls.some((call) => call === `chat.postMessage ${token}`)).toBe(true);
  });

  test('an organisation removes the app from one of its workspaces: its work ends quietly, and the other’s goes on', async () => {
    const watched = () => watchedIn(places.other);
    await slackOf(places.other).command({ user: ids.ada, channel: ids.incidents, text: `watch ${arn}` });
    await until(() => watched() > 0 && hasNoJobs());
    // A card that is being updated, and a person who waits for an answer, at the very moment.
    const update = app.spaces.pause('chat.update', places.other);
    const question = app.spaces.pause('users.info', places.other);
    app.aws.incidents.update(arn, { impact: 3 });
    await slackOf(places.other).command({ user: ids.grace, channel: ids.incidents, text: `timeline ${arn}` });
    await Promise.all([update.reached, question.reached]);
    const answers = slackOf(places.other).ephemerals(ids.grace).length;
    await app.spaces.setTeamAccess([places.other], false);
    await until(() => watched() === 0);
    const before = allText(cardsIn(places.other, arn)[0]?.blocks);
    update.resume();
    question.resume();
    app.aws.incidents.update(arn, { summary: 'The disk was replaced.' });
    await until(
      () =>
        [places.north, places.one].every((id) => /disk was replaced/.test(allText(cardsIn(id, arn)[0]?.blocks))) &&
        hasNoJobs(),
    );
    expect(allText(cardsIn(places.other, arn)[0]?.blocks)).toBe(before);
    expect(slackOf(places.other).ephemerals(ids.grace).length).toBe(answers);
    // Not one call: neither the jobs that were running nor later ones.
    expect(app.spaces.refusals.filter((call) => call.includes(places.organisation))).toEqual([]);
    expect(log()).not.toContain('job given up');
  });

  test('it is added again: new incidents come there, whatever late event arrives', async () => {
    await app.spaces.setTeamAccess([places.other], true);
    await app.spaces.send(
      { type: 'team_access_revoked', team_ids: [places.other], event_ts: '1000.0001' },
      places.organisation,
    );
    const third = start('Search is down');
    await until(() => [places.one, places.other].every((id) => cardsIn(id, third).length === 1));
    await slackOf(places.other).command({ user: ids.ada, channel: ids.incidents, text: `watch ${third}` });
    await until(() => watchedIn(places.other) > 0);
  });

  test('the organisation uninstalls: the work of its workspaces ends, and nothing more is sent there', async () => {
    await app.spaces.uninstall(places.organisation);
    await until(() => watchedIn(places.other) === 0);
    expect(watchedIn(places.north)).toBeGreaterThan(0);
    const refused = app.spaces.refusals.length;
    app.aws.incidents.update(arn, { summary: 'All is well again.' });
    await until(() => /well again/.test(allText(cardsIn(places.north, arn)[0]?.blocks)));
    expect(app.spaces.refusals.slice(refused)).toEqual([]);
  });

  test('no token or secret is in a job, a dead letter, the rest of the stored file, or a line of the log', async () => {
    const refused = { kind: 'refused', code: 'invalid_arguments', method: 'views.publish', times: 9 } as const;
    app.spaces.workspaces[0]?.slack.faults.add(refused);
    const opened = { type: 'app_home_opened', user: app.spaces.workspaces[0]?.seen(ids.ben), tab: 'home' };
    await app.spaces.send({ ...opened, event_ts: '1795764009.000100' }, places.north);
    await until(() => log().includes('job given up'));
    const file = ['', '-wal'].map((end) => readFileSync(`${app.database}${end}`, 'latin1')).join('');
    expect(file).toContain('app_home_opened');
    const secrets = [app.spaces.clientSecret, 'state-secret-state-secret', app.spaces.signingSecret, keys];
    for (const [where, text] of Object.entries({ file, log: log() })) {
      expect(text.length, where).toBeGreaterThan(10_000);
      expect(text, where).not.toMatch(/xox[be]/);
      for (const secret of secrets) expect(text.includes(secret), where).toBe(false);
    }
  });

  test('a stolen database file opens nothing without the key', async () => {
    const database = openSqliteDatabase(app.database);
    const store = createSqliteStore(database, { now: Date.now });
    const thief = createInstallationStore(store, createSeal([Buffer.alloc(32, 8)]));
    await expect(thief.get(places.north)).rejects.toThrow(/none of the keys opens the token/);
    const owner = createInstallationStore(store, createSeal([Buffer.from(keys, 'base64')]));
    const token = (await owner.get(places.north))?.installation.tokens.botToken;
    database.close();
    expect(token).toBe(app.spaces.grantOf(places.north)?.token);
  });
});
