import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDynamoStore } from '../../src/cloud/dynamodb-store.ts';
import { AppError } from '../../src/errors.ts';
import { createStateStore } from '../../src/fronts/oauth/state-store.ts';
import { createChannelTeams } from '../../src/installations/channel-teams.ts';
import { createInstallationStore, type StoredInstallation } from '../../src/installations/installation-store.ts';
import { createSeal } from '../../src/installations/seal.ts';
import { createWorkspaces, type RefreshTokens } from '../../src/installations/workspaces.ts';
import type { Store } from '../../src/store/store.ts';
import { startDynamoDb } from '../cloud/start-dynamodb.ts';
import { openClockedStore } from '../support/clocked-store.ts';
import { silentLog } from '../support/silent-log.ts';

const [key, newKey] = [randomBytes(32), randomBytes(32)];
const hourMs = 3_600_000;
const startMs = 1_800_000_000_000;
const installation = (fields: Partial<StoredInstallation> = {}): StoredInstallation => ({
  id: 'T01',
  teamId: 'T01',
  isEnterpriseInstall: false,
  name: 'North',
  appId: 'A01',
  botId: 'B01',
  botUserId: 'U01',
  scopes: ['chat:write'],
  installedBy: 'U0ADA',
  installedAtMs: startMs,
  tokens: { botToken: 'xoxb-1' },
  ...fields,
});
const organisation = installation({ id: 'E01', teamId: undefined, enterpriseId: 'E01', isEnterpriseInstall: true });

interface OpenedStore {
  clock: { nowMs: number };
  store: Store;
  close(): Promise<void>;
}

let dynamo: Awaited<ReturnType<typeof startDynamoDb>>;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(() => dynamo.close());

async function openDynamo(): Promise<OpenedStore> {
  const clock = { nowMs: startMs };
  const tableName = await dynamo.createTable();
  const store = createDynamoStore({ client: dynamo.connect(), tableName, now: () => clock.nowMs });
  return { clock, store, close: () => store.close() };
}

describe.each<[string, () => Promise<OpenedStore>]>([
  ['SQLite', async () => openClockedStore(startMs)],
  ['DynamoDB', openDynamo],
])('in %s', (_name, openStore) => {
  let stored: OpenedStore;
  beforeEach(async () => {
    stored = await openStore();
  });
  afterEach(() => stored.close());

  const storeWith = (...keys: Buffer[]) => createInstallationStore(stored.store, createSeal(keys));

  /** Another process on the same store. */
  function open(refresh: RefreshTokens = () => Promise.reject(new Error('not asked for')), keys = [key]) {
    const { store, clock } = stored;
    const now = () => clock.nowMs;
    return createWorkspaces({
      installations: storeWith(...keys),
      store,
      refresh,
      now,
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
      log: silentLog,
    });
  }

  describe('the installation of a workspace', () => {
    test('is its own, else its organisation’s; a request for the organisation prefers that', async () => {
      const installations = storeWith(key);
      await installations.put(organisation, 'anything');
      const grid = { teamId: 'T01', enterpriseId: 'E01' };
      expect((await open().installationOf(grid))?.id).toBe('E01');
      await installations.put(installation(), 'anything');
      expect((await open().installationOf(grid))?.id).toBe('T01');
      expect((await open().installationOf(grid, true))?.id).toBe('E01');
      expect((await open().installationOf({ teamId: 'T09', enterpriseId: 'E09' }))?.id).toBeUndefined();
    });

    test('of a workspace whose organisation is not named is that of the only organisation', async () => {
      await storeWith(key).put(organisation, 'anything');
      expect((await open().installationOf({ teamId: 'T02', enterpriseId: '' }))?.id).toBe('E01');
      await storeWith(key).put({ ...organisation, id: 'E02', enterpriseId: 'E02' }, 'anything');
      expect(await open().installationOf({ teamId: 'T02', enterpriseId: '' })).toBeUndefined();
    });

    test('is sealed with the new key once it is used, so that the old key can go', async () => {
      await storeWith(key).put(installation(), 'anything');
      await open(undefined, [newKey, key]).installationOf({ teamId: 'T01', enterpriseId: '' });
      expect((await storeWith(newKey).get('T01'))?.installation.tokens).toEqual({ botToken: 'xoxb-1' });
    });

    test('is removed and replaced only as it was read: a newer one stays', async () => {
      const installations = storeWith(key);
      await installations.put(installation(), 'anything');
      const { version = 0 } = (await installations.get('T01')) ?? {};
      await installations.put(installation({ tokens: { botToken: 'xoxb-new' } }), 'anything');
      expect(await installations.put(installation(), version)).toBe(false);
      expect(await installations.remove('T01', version)).toBe(false);
      const newer = await installations.get('T01');
      expect(newer?.installation.tokens).toEqual({ botToken: 'xoxb-new' });
      expect(await installations.remove('T01', newer?.version ?? 0)).toBe(true);
      expect(await installations.list()).toEqual([]);
    });

    test('is not remembered if it was forgotten while it was read', async () => {
      const installations = storeWith(key);
      await installations.put(installation(), 'anything');
      const workspaces = open();
      const place = { teamId: 'T01', enterpriseId: '' };
      const reading = workspaces.installationOf(place);
      workspaces.forget('T01');
      expect(await reading).toBeDefined();
      const { version = 0 } = (await installations.get('T01')) ?? {};
      await installations.remove('T01', version);
      expect(await workspaces.installationOf(place)).toBeUndefined();
    });

    test('is in progress for ten minutes, and its state is good for one use in all processes', async () => {
      const { store, clock } = stored;
      const [one, other] = [0, 1].map(() =>
        createStateStore({ store, secret: 'state-secret-state', install: { scopes: [] }, now: () => clock.nowMs }),
      );
      const at = new Date(startMs);
      const state = (await one?.generateStateParam({ scopes: [] }, at)) ?? '';
      await other?.verifyStateParam(at, state);
      await expect(one?.verifyStateParam(at, state)).rejects.toThrow('used');
      const late = (await one?.generateStateParam({ scopes: [] }, at)) ?? '';
      clock.nowMs += 600_000;
      await expect(other?.verifyStateParam(at, late)).rejects.toThrow('too old');
    });

    test('a list of installations has no tokens', async () => {
      await storeWith(key).put(installation(), 'anything');
      expect(JSON.stringify(await storeWith(newKey).list())).not.toMatch(/xoxb|tokens/);
    });

    test('a stolen store shows no token', async () => {
      await storeWith(key).put(installation({ tokens: { botToken: 'xoxb-1', refreshToken: 'xoxe-1' } }), 'anything');
      expect(JSON.stringify(await stored.store.scan(''))).not.toMatch(/xox/);
    });
  });

  describe('token rotation', () => {
    const rotated = () =>
      installation({
        tokens: { botToken: 'xoxe.xoxb-1', refreshToken: 'xoxe-1' },
        expiresAtMs: stored.clock.nowMs + hourMs,
      });
    const place = { teamId: 'T01', enterpriseId: '' };

    /** Slack's side: each refresh token is good for one use. */
    function slackSide() {
      let [valid, count] = ['xoxe-1', 1];
      const refresh: RefreshTokens = async (token) => {
        await new Promise((resolve) => setImmediate(resolve));
        if (token !== valid) throw new AppError('slack_token_refused', 'invalid_refresh_token');
        count += 1;
        valid = `xoxe-${count}`;
        const expiresAtMs = stored.clock.nowMs + 12 * hourMs;
        return { botToken: `xoxe.xoxb-${count}`, refreshToken: valid, expiresAtMs };
      };
      return { refresh, count: () => count };
    }

    test('processes that find the same token about to end replace it once', async () => {
      await storeWith(key).put(rotated(), 'anything');
      const slack = slackSide();
      const processes = Array.from({ length: 5 }, () => open(slack.refresh));
      const found = await Promise.all(processes.map((each) => each.installationOf(place)));
      expect(slack.count()).toBe(2);
      // The old token works until it ends.
      for (const each of found) expect(['xoxe.xoxb-1', 'xoxe.xoxb-2']).toContain(each?.tokens.botToken);
      stored.clock.nowMs += 61_000;
      expect((await processes[0]?.installationOf(place))?.tokens.botToken).toBe('xoxe.xoxb-2');
    });

    test('with a token that has ended, all wait for the one that replaces it', async () => {
      await storeWith(key).put({ ...rotated(), expiresAtMs: startMs - 1 }, 'anything');
      const slack = slackSide();
      const found = await Promise.all(Array.from({ length: 4 }, () => open(slack.refresh).installationOf(place)));
      expect(found.map((each) => each?.tokens.botToken)).toEqual(Array(4).fill('xoxe.xoxb-2'));
      expect(slack.count()).toBe(2);
    });

    test('a refusal costs nothing while the old token works, and is an error once it has ended', async () => {
      await storeWith(key).put(rotated(), 'anything');
      const refused: RefreshTokens = () => Promise.reject(new AppError('slack_unavailable', 'away'));
      expect((await open(refused).installationOf(place))?.tokens.botToken).toBe('xoxe.xoxb-1');
      stored.clock.nowMs += hourMs;
      await expect(open(refused).installationOf(place)).rejects.toMatchObject({ code: 'slack_unavailable' });
      // The lock is free again.
      expect((await open(slackSide().refresh).installationOf(place))?.tokens.botToken).toBe('xoxe.xoxb-2');
    });

    test('an installation during the refresh wins: its token is newer', async () => {
      await storeWith(key).put(rotated(), 'anything');
      const reinstalled = installation({ tokens: { botToken: 'xoxb-new' } });
      const refresh: RefreshTokens = async (token) => {
        await storeWith(key).put(reinstalled, 'anything');
        return slackSide().refresh(token);
      };
      expect((await open(refresh).installationOf(place))?.tokens.botToken).toBe('xoxb-new');
      expect((await storeWith(key).get('T01'))?.installation.tokens.botToken).toBe('xoxb-new');
    });
  });

  describe('the workspace of a channel', () => {
    const north = { teamId: 'T01', enterpriseId: '' };
    const south = { teamId: 'T02', enterpriseId: '' };

    test('is the first that claims it, in every process', async () => {
      const [one, other] = [0, 1].map(() => createChannelTeams(stored.store, new Map(), () => startMs));
      expect(await one?.of('C01')).toBeUndefined();
      expect(await one?.claim('C01', north)).toEqual(north);
      expect(await other?.claim('C01', south)).toEqual(north);
      expect(await other?.of('C01')).toEqual(north);
    });

    test('is the one that the configuration names, whatever was claimed before', async () => {
      await createChannelTeams(stored.store, new Map(), () => startMs).claim('C01', south);
      const teams = createChannelTeams(stored.store, new Map([['C01', 'T01']]), () => startMs);
      expect(await teams.of('C01')).toEqual(north);
      expect(await teams.claim('C01', south)).toEqual(north);
    });
  });
});
