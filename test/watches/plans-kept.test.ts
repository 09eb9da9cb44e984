import { afterEach, beforeEach, expect, test } from 'vitest';
import { digest } from '../../src/cards/surfaces/digest.ts';
import { statusUpdate } from '../../src/cards/surfaces/status-update.ts';
import { createDigestPoster } from '../../src/clock/digest-post.ts';
import { createDigestStore } from '../../src/clock/digest-store.ts';
import { createMessageWriter } from '../../src/posting/message-writer.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import { postStatusUpdate } from '../../src/watches/status-update.ts';
import { createWebClient } from '../../src/web-api/client.ts';
import { arn, minuteMs, newSnapshot, startKeeper } from '../posting/keeper-parts.ts';
import { silentLog } from '../support/silent-log.ts';

const dayMs = 86_400_000;

let parts: Awaited<ReturnType<typeof startKeeper>>;
let channel: string;

beforeEach(async () => {
  parts = await startKeeper();
  channel = parts.ids.incidents;
});
afterEach(() => parts.close());

async function watched() {
  const snapshot = newSnapshot({ impact: 1 });
  await parts.watchKeeper.begin(snapshot, { channel, by: parts.ids.ada });
  await parts.keeper.show(channel, snapshot);
  return snapshot;
}

/** Sets when the next status update is due. */
async function plan(nextPostMs: number): Promise<void> {
  const stored = await parts.watches.get(arn, channel);
  if (stored === undefined) throw new Error('there is no watch');
  await parts.watches.put({ ...stored.watch, nextPostMs }, stored.version);
}
const planned = async () => (await parts.watches.get(arn, channel))?.watch.nextPostMs;

test('a change does not delay the next status update', async () => {
  await watched();
  const nextMs = parts.now() + minuteMs;
  await plan(nextMs);
  await parts.keeper.sync(channel, newSnapshot({ impact: 1, title: 'Renamed' }), false);
  expect(await planned()).toBe(nextMs);
});

test('a setting that people change during a status update is kept', async () => {
  const snapshot = await watched();
  const dueMs = parts.now();
  await plan(dueMs);
  const slack = createWebClient(parts.slack.botToken, parts.slack.apiUrl);
  const quietUntilMs = parts.now() + 8 * 60 * minuteMs;
  const writer = createMessageWriter(slack, silentLog);
  const { keeper: cards, watchKeeper, watches, cards: cardStore, now } = parts;
  await postStatusUpdate(
    {
      watches,
      watchKeeper,
      cardStore,
      cards,
      gate: parts.gate,
      slack,
      writer: {
        ...writer,
        // A person pauses the status updates while one is being posted.
        post: async (...message) => {
          await plan(quietUntilMs);
          return writer.post(...message);
        },
      },
      draw: (one, news) => statusUpdate(one, { ...news, now: now(), actions: new Set() }),
      allowance: async () => true,
      statusPostsMs: new Map([[1, 15 * minuteMs]]),
      now,
      log: silentLog,
    },
    { kind: 'status-post', arn, channel, dueMs, redraw: true, again: false, view: snapshot },
    1,
  );
  expect(parts.lines(channel).filter((line) => line.startsWith('Still open'))).toHaveLength(1);
  expect(await planned()).toBe(quietUntilMs);
});

test('a digest that is days late is followed by the next one, not by the missed ones', async () => {
  const database = openSqliteDatabase(':memory:');
  const digests = createDigestStore(createSqliteStore(database, { now: parts.now }));
  const slack = createWebClient(parts.slack.botToken, parts.slack.apiUrl);
  const post = createDigestPoster({
    digests,
    watches: { inChannel: async () => [] },
    gate: parts.gate,
    incidents: { listIncidents: async () => ({ incidents: [], gaps: [] }) },
    responders: { known: async () => undefined },
    slack,
    writer: createMessageWriter(slack, silentLog),
    draw: (incidents, sinceMs) => digest(incidents, { sinceMs, now: parts.now(), actions: new Set() }),
    now: parts.now,
    log: silentLog,
  });
  const dueMs = parts.now() - 3 * dayMs;
  await digests.put({ channel, by: parts.ids.ada, minuteOfDay: 540, zone: 'UTC', nextMs: dueMs }, 'absent');
  await post({ kind: 'digest', channel, dueMs, again: false }, 1);
  const { nextMs = 0 } = (await digests.get(channel))?.digest ?? {};
  expect(nextMs).toBeGreaterThan(parts.now());
  database.close();
});
