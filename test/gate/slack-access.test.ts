import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSlackAccess, type SlackAccess } from '../../src/gate/slack-access.ts';
import type { StoredInstallation } from '../../src/installations/installation-store.ts';
import type { Job } from '../../src/jobs/job.ts';
import { openClockedStore } from '../support/clocked-store.ts';
import { silentLog } from '../support/silent-log.ts';

const [team, organisation, channel] = ['T01', 'E01', 'C01'];
let stored: ReturnType<typeof openClockedStore>;
let slackServer: ReturnType<typeof createServer>;
let slackApiUrl: string;
/** Slack's answer to every call, and the tokens with which it was called. */
let answer: object;
let calledWith: string[];

beforeEach(async () => {
  stored = openClockedStore(1_800_000_000_000);
  answer = { ok: true };
  calledWith = [];
  slackServer = createServer((request, response) => {
    calledWith.push(request.headers.authorization?.replace('Bearer ', '') ?? '');
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => slackServer.listen(0, '127.0.0.1', resolve));
  slackApiUrl = `http://127.0.0.1:${(slackServer.address() as AddressInfo).port}/api/`;
});
afterEach(async () => {
  await stored.close();
  slackServer.closeAllConnections();
  await new Promise((resolve) => slackServer.close(resolve));
});

/** The access of one of the processes that share the store. */
function open(): SlackAccess & { several: NonNullable<SlackAccess['several']> } {
  const oauth = {
    clientId: '1.2',
    clientSecret: 'client-secret',
    stateSecret: 'state-secret-state-secret',
    teams: [team, organisation],
    keys: [Buffer.alloc(32, 1)],
  };
  const slack = { mode: 'http', signingSecret: 'signing-secret', oauth } as const;
  const { several, ...access } = createSlackAccess({
    config: { slack, slackApiUrl, channelTeams: new Map([[channel, team]]) },
    store: stored.store,
    inUse: async function* () {},
    now: () => stored.clock.nowMs,
    sleep: async () => undefined,
    log: silentLog,
  });
  if (several === undefined) throw new Error('several workspaces expected');
  return { ...access, several };
}

const installation = (fields: Partial<StoredInstallation>): StoredInstallation => ({
  id: team,
  teamId: team,
  isEnterpriseInstall: false,
  name: 'North',
  appId: 'A01',
  botId: 'B01',
  botUserId: 'U01',
  scopes: ['chat:write'],
  installedBy: 'U0ADA',
  installedAtMs: stored.clock.nowMs,
  tokens: { botToken: 'xoxb-team' },
  ...fields,
});
const ofOrganisation = (): StoredInstallation =>
  installation({
    id: organisation,
    teamId: undefined,
    enterpriseId: organisation,
    isEnterpriseInstall: true,
    tokens: { botToken: 'xoxb-organisation' },
  });
async function uninstall({ several }: ReturnType<typeof open>, id: string): Promise<void> {
  const { version = 0 } = (await several.installations.get(id)) ?? {};
  await several.installations.remove(id, version);
  await several.left(id);
}

const digest: Job = { kind: 'digest', channel, dueMs: 1, again: false };
const event = (type: string): Job => ({ kind: 'slack', body: { team_id: team, event: { type } }, receivedAtMs: 1 });
/** What became of a job that posts to the channel. */
async function run(access: SlackAccess, job: Job = digest): Promise<'posted' | 'ended quietly' | string> {
  const calls = calledWith.length;
  const work = async () => void (await access.slack.chat.postMessage({ channel, text: 'Hello' }));
  const failure = await access.within(job, work).catch((error: Error) => error.message);
  return failure ?? (calledWith.length > calls ? 'posted' : 'ended quietly');
}

test('work that is running when its workspace uninstalls the app ends quietly, before its next call', async () => {
  const access = open();
  await access.several.installations.put(installation({}), 'anything');
  expect(await run(access)).toBe('posted');
  let goesOn = false;
  await access.within(digest, async () => {
    await uninstall(access, team);
    await access.slack.chat.postMessage({ channel, text: 'Too late' });
    goesOn = true;
  });
  expect({ goesOn, calledWith }).toEqual({ goesOn: false, calledWith: ['xoxb-team'] });
  expect(await run(access)).toBe('ended quietly');
});

test('another process, which remembers the token, learns of it with the first call that Slack refuses', async () => {
  const [one, other] = [open(), open()];
  await one.several.installations.put(installation({}), 'anything');
  expect(await run(other)).toBe('posted');
  answer = { ok: false, error: 'account_inactive' };
  await uninstall(one, team);
  expect(await run(other)).toBe('posted');
  expect(await run(other)).toBe('ended quietly');
});

test('so it does of a workspace that an organisation removed the app from', async () => {
  const [one, other] = [open(), open()];
  await one.several.installations.put(ofOrganisation(), 'anything');
  expect(await run(other)).toBe('posted');
  answer = { ok: false, error: 'team_access_not_granted' };
  await one.several.teamAccess.report(team, false, stored.clock.nowMs);
  expect(await run(other)).toBe('posted');
  expect(await run(other)).toBe('ended quietly');
  expect(await run(other, event('app_mention'))).toBe('ended quietly');
});

test('a workspace that uninstalled the app is not served by an organisation that is not known to be its own', async () => {
  const access = open();
  await access.several.installations.put(installation({}), 'anything');
  await access.several.installations.put(ofOrganisation(), 'anything');
  await uninstall(access, team);
  expect(await run(access)).toBe('ended quietly');
  await access.several.returned(team);
  expect(await run(access)).toBe('posted');
  expect(calledWith).toEqual(['xoxb-organisation']);
});

test('a user group of ON_CALL_GROUPS is one of the workspace that it names, else of the first', async () => {
  const access = open();
  await access.several.installations.put(installation({}), 'anything');
  const other = installation({ id: 'T02', teamId: 'T02', tokens: { botToken: 'xoxb-other' } });
  await access.several.installations.put(other, 'anything');
  const write = async () => void (await access.slack.usergroups.users.list({ usergroup: 'S01' }));
  for (const usergroup of ['T02:S01', 'S01']) await access.within({ kind: 'on-call', usergroup }, write);
  expect(calledWith).toEqual(['xoxb-other', 'xoxb-team']);
});

test('a token that was revoked alone ends nothing: the work waits for the next installation', async () => {
  const access = open();
  await access.several.installations.put(installation({}), 'anything');
  const { version = 0 } = (await access.several.installations.get(team)) ?? {};
  await access.several.installations.remove(team, version);
  access.several.forget(team);
  expect(await run(access)).toMatch(/not installed in T01/);
});

test('what Slack reports of an uninstallation is handled though the installation is gone, and other requests are dropped', async () => {
  const access = open();
  const handled: string[] = [];
  const types = ['app_uninstalled', 'tokens_revoked', 'team_access_granted', 'team_access_revoked', 'app_mention'];
  for (const type of types) await access.within(event(type), async () => void handled.push(type));
  expect(handled).toEqual(types.slice(0, 4));
});
