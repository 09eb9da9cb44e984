import { WebClient } from '@slack/web-api';
import { readManifest } from 'slack-aws-sandbox';
import { createEmbeddedWorkspaces, type EmbeddedWorkspaces } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { withWorkspace } from '../../src/current-workspace.ts';
import { createSlackAccess, type SlackAccess } from '../../src/gate/slack-access.ts';
import { createInstallationStore, type InstallationStore } from '../../src/installations/installation-store.ts';
import { createSeal } from '../../src/installations/seal.ts';
import { webClientOptions } from '../../src/web-api/client.ts';
import { type ClockedStore, openClockedStore } from '../support/clocked-store.ts';
import { silentLog } from '../support/silent-log.ts';

const keys = [Buffer.alloc(32, 7)];
const startMs = 1_800_000_000_000;
const redirect_uri = 'https://incidents.example.com/slack/oauth_redirect';

let spaces: EmbeddedWorkspaces;
let stored: ClockedStore;
let installations: InstallationStore;
let north = '';

beforeAll(async () => {
  spaces = await createEmbeddedWorkspaces({ workspaces: ['N'], manifest: readManifest('manifest.yml') });
  north = spaces.workspaces[0]?.id ?? '';
});
afterAll(() => spaces.close());
beforeEach(async () => {
  stored = openClockedStore(startMs);
  installations = createInstallationStore(stored.store, createSeal(keys));
  await install();
  return () => stored.close();
});

/** What the process does that answers the installer. */
async function install(): Promise<void> {
  const asked = new URLSearchParams({ scope: 'chat:write', state: 's', redirect_uri });
  const back = await spaces.agree(`${spaces.url}/oauth/v2/authorize?${asked}`, north);
  const { clientId: client_id, clientSecret: client_secret, apiUrl } = spaces;
  const code = new URL(back).searchParams.get('code') ?? '';
  const client = new WebClient(undefined, webClientOptions(apiUrl));
  const { access_token: botToken = '' } = await client.oauth.v2.access({
    client_id,
    client_secret,
    code,
    redirect_uri,
  });
  const ids = { id: north, teamId: north, appId: 'A01', botId: 'B01', botUserId: 'U01', installedBy: 'U0ADA' };
  const facts = { isEnterpriseInstall: false, name: 'North', scopes: ['chat:write'], installedAtMs: startMs };
  await installations.put({ ...ids, ...facts, tokens: { botToken } }, 'anything');
}

/** A process of the app on the store. */
function openProcess(): SlackAccess {
  const { clientId, clientSecret, signingSecret, apiUrl } = spaces;
  const oauth = { clientId, clientSecret, stateSecret: 'state-secret-state', teams: [north], keys };
  return createSlackAccess({
    config: { slack: { mode: 'http', signingSecret, oauth }, slackApiUrl: apiUrl, channelTeams: new Map() },
    store: stored.store,
    inUse: async function* () {},
    now: () => stored.clock.nowMs,
    sleep: () => Promise.resolve(),
    log: silentLog,
  });
}

const call = ({ slack }: SlackAccess) =>
  withWorkspace({ teamId: north, enterpriseId: '' }, () => slack.auth.test().then(({ ok }) => ok));
/** The calls that Slack was sent meanwhile. */
async function calls(work: () => Promise<unknown>): Promise<number> {
  const before = spaces.calls.length;
  await work();
  return spaces.calls.length - before;
}
const refused = (each: SlackAccess) => expect(call(each)).rejects.toMatchObject({ code: 'slack_token_refused' });

test('a process that remembers the token of an app that was uninstalled calls Slack with it once, and ends nothing', async () => {
  const other = openProcess();
  expect(await call(other)).toBe(true);
  await spaces.uninstall(north, []);
  expect(await calls(() => refused(other))).toBe(1);
  expect(await calls(async () => Promise.all([refused(other), refused(other)]))).toBe(0);
  expect(await installations.get(north)).toBeDefined();
  // The refusal may have passed.
  stored.clock.nowMs += 60_000;
  expect(await calls(() => refused(other))).toBe(1);
});

test('once another process has handled the uninstall, the first refused call says that the app is not installed', async () => {
  const other = openProcess();
  await call(other);
  await spaces.uninstall(north, []);
  await installations.remove(north, (await installations.get(north))?.version ?? 0);
  const message = expect.stringContaining(`The app is not installed in ${north}.`);
  const refusal = { code: 'slack_token_refused', message };
  expect(await calls(() => expect(call(other)).rejects.toMatchObject(refusal))).toBe(1);
  expect(await calls(() => expect(call(other)).rejects.toMatchObject(refusal))).toBe(0);
});

test('a call whose token was replaced by a new installation is made with the new token', async () => {
  const other = openProcess();
  await call(other);
  await spaces.uninstall(north, []);
  await install();
  expect(await calls(async () => expect(await call(other)).toBe(true))).toBe(2);
  expect(await calls(async () => expect(await call(other)).toBe(true))).toBe(1);
});
