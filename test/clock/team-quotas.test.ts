import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAllowance } from '../../src/clock/card-allowance.ts';
import { createDigestStore } from '../../src/clock/digest-store.ts';
import type { TickOptions } from '../../src/clock/tick.ts';
import { createDynamoStore } from '../../src/cloud/dynamodb-store.ts';
import { withWorkspace } from '../../src/current-workspace.ts';
import { createTeamOf } from '../../src/gate/team-of.ts';
import { createChannelTeams } from '../../src/installations/channel-teams.ts';
import type { JobToSend } from '../../src/jobs/queue.ts';
import type { Store } from '../../src/store/store.ts';
import { createWatchStore } from '../../src/watches/watch.ts';
import { startDynamoDb } from '../cloud/start-dynamodb.ts';
import { type ClockedStore, openClockedStore } from '../support/clocked-store.ts';

const startMs = Date.UTC(2026, 0, 5, 9);
const minuteMs = 60_000;
const rates = { posts: 10, channelPosts: 50, updates: 5, reads: 420, engagements: 30 };

let dynamo: Awaited<ReturnType<typeof startDynamoDb>>;
beforeAll(async () => {
  dynamo = await startDynamoDb();
});
afterAll(() => dynamo.close());

interface OpenedStore {
  store: Store;
  close(): Promise<void>;
}

async function openDynamo(clock: ClockedStore['clock']): Promise<OpenedStore> {
  const tableName = await dynamo.createTable();
  const store = createDynamoStore({ client: dynamo.connect(), tableName, now: () => clock.nowMs });
  return { store, close: () => store.close() };
}

describe.each<[string, (clocked: ClockedStore) => Promise<OpenedStore>]>([
  ['SQLite', async ({ store }) => ({ store, close: async () => undefined })],
  ['DynamoDB', ({ clock }) => openDynamo(clock)],
])('quotas in %s', (_name, openStore) => {
  let clocked: ClockedStore;
  let stored: OpenedStore;
  let sent: JobToSend[];
  beforeEach(async () => {
    clocked = openClockedStore(startMs);
    stored = await openStore(clocked);
    sent = [];
  });
  afterEach(async () => {
    await stored.close();
    await clocked.close();
  });

  const run = (options: Partial<TickOptions> = {}) =>
    clocked.runTick({
      store: stored.store,
      queue: { send: async (jobs) => void sent.push(...jobs) },
      statusPostsMs: new Map([[1, 15 * minuteMs]]),
      rates,
      ...options,
    });
  const putDueWatch = (number: number, channel: string, nextPostMs: number) =>
    createWatchStore(stored.store).put(
      {
        arn: `arn:aws:ssm-incidents::111122223333:incident-record/plan/${number}`,
        channel,
        by: 'U1',
        sinceMs: startMs,
        impact: 1,
        nextPostMs,
      },
      'anything',
    );
  const postsIn = (channel: string) =>
    sent.flatMap(({ job }) => (job.kind === 'status-read' ? job.posts.filter((post) => post.channel === channel) : []));
  const teamOf = async (channel: string) => channel.slice(0, 2);
  const ledger = async () => (await stored.store.get({ partition: 'clock', sort: 'ledger' }))?.value;

  test('the storm of one workspace takes neither status updates nor digests from another', async () => {
    for (let number = 0; number < 30; number += 1) await putDueWatch(number, 'T1 storm', startMs - minuteMs);
    await putDueWatch(99, 'T2 calm', startMs);
    const digest = { by: 'U1', minuteOfDay: 540, zone: 'UTC' };
    await createDigestStore(stored.store).put({ ...digest, channel: 'T2 digest', nextMs: startMs }, 'anything');
    expect(await run({ teamOf })).toEqual({ posts: 11, reads: 11, digests: 1, busy: false });
    expect(postsIn('T1 storm')).toHaveLength(10);
    expect(postsIn('T2 calm')).toHaveLength(1);
    clocked.clock.nowMs += 1000;
    await putDueWatch(98, 'T2 calm', clocked.clock.nowMs);
    await run({ teamOf });
    expect(postsIn('T2 calm')).toHaveLength(2);
    expect(postsIn('T1 storm').length).toBeLessThanOrEqual(11);
  });

  test('with one workspace they are stored as earlier versions stored them, and read as these left them', async () => {
    await putDueWatch(1, 'C1', startMs);
    await run();
    expect(await ledger()).toMatchObject({ bookings: { posts: startMs + 6000, updates: startMs + 12_000 } });
    for (let number = 2; number < 20; number += 1) await putDueWatch(number, `C${number}`, startMs);
    expect(await run()).toMatchObject({ posts: 9 });
    // It becomes one of several: what it booked goes on counting for no other.
    expect(await run({ teamOf: async () => 'T1' })).toMatchObject({ posts: 9 });
    expect(await ledger()).toMatchObject({ bookings: { posts: { T1: startMs + minuteMs - 6000 } } });
  });

  test('of rare actions each workspace has its own', async () => {
    const mayMake = createAllowance(stored.store, 'rooms', 2);
    const often = (teamId: string) =>
      withWorkspace({ teamId, enterpriseId: '' }, async () => {
        let count = 0;
        while (await mayMake(startMs)) count += 1;
        return count;
      });
    expect([await often('T1'), await often('T1'), await often('T2')]).toEqual([2, 0, 2]);
    await mayMake(startMs);
    expect(await stored.store.get({ partition: 'clock', sort: 'allowance rooms' })).toBeDefined();
  });

  test('a channel uses the quotas of the workspace that it belongs to, else of the first that may install', async () => {
    const oauth = { clientId: '1.2', clientSecret: 's', stateSecret: 's', teams: ['T1'], keys: [] };
    const slack = { mode: 'http', signingSecret: 's', oauth } as const;
    const now = () => startMs;
    const config = { slack, channelTeams: new Map([['C2', 'T2']]), homeTeam: 'T1' };
    await createChannelTeams(stored.store, new Map(), now).claim('C3', { teamId: 'T3', enterpriseId: 'E1' });
    const teamOfChannel = createTeamOf(config, stored.store, now);
    expect(await Promise.all(['C1', 'C2', 'C3'].map((id) => teamOfChannel?.(id)))).toEqual(['T1', 'T2', 'T3']);
    const single = { mode: 'http', signingSecret: 's', botToken: 'xoxb-1' } as const;
    expect(createTeamOf({ ...config, slack: single }, stored.store, now)).toBeUndefined();
  });
});
