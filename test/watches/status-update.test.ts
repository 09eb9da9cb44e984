import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digest } from '../../src/cards/surfaces/digest.ts';
import { statusUpdate } from '../../src/cards/surfaces/status-update.ts';
import { createDigestPoster } from '../../src/clock/digest-post.ts';
import { createDigestStore } from '../../src/clock/digest-store.ts';
import { assigned, leadRole, noResponders } from '../../src/incidents/people/responders.ts';
import type { IncidentSummary } from '../../src/incidents/record.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import type { Watch } from '../../src/incidents/watch.ts';
import type { StatusUpdateJob } from '../../src/jobs/job.ts';
import type { Metrics } from '../../src/metrics.ts';
import { createMessageWriter } from '../../src/posting/message-writer.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import { postStatusUpdate } from '../../src/watches/status-update.ts';
import type { StatusNews } from '../../src/watches/status-update-news.ts';
import { createWebClient } from '../../src/web-api/client.ts';
import { arn, minuteMs, newSnapshot, startKeeper } from '../posting/keeper-parts.ts';
import { arnOf } from '../support/arn-of.ts';
import { silentLog } from '../support/silent-log.ts';

const statusPostsMs = new Map([
  [1, 15 * minuteMs],
  [2, 30 * minuteMs],
]);

let parts: Awaited<ReturnType<typeof startKeeper>>;
let channel: string;
let first: IncidentSnapshot;
/** Whether an outdated card may be redrawn. */
let room: boolean;

beforeEach(async () => {
  parts = await startKeeper();
  room = false;
  channel = parts.ids.incidents;
  first = newSnapshot({ impact: 1, summary: 'Known.' });
  await parts.watchKeeper.begin(first, { channel, by: parts.ids.ada });
  await parts.keeper.show(channel, first);
});
afterEach(() => parts.close());

const watch = async (): Promise<Watch | undefined> => (await parts.watches.get(arn, channel))?.watch;
const posts = () => parts.lines(channel).filter((line) => line.startsWith('Still open'));
const blocks = () => JSON.stringify(parts.slack.workspace.thread(channel, parts.messages(channel)[0]?.ts ?? '').at(-1));
const calls = (method: string) => parts.slack.calls.all().filter((call) => call.method === method).length;

/** How late the posted updates were, as metrics show it. */
const lateness: number[] = [];
const ignore = () => undefined;
const metrics: Metrics = {
  acknowledged: ignore,
  jobEnded: ignore,
  called: ignore,
  cardShown: ignore,
  statusUpdatePosted: (lateMs) => void lateness.push(lateMs),
};

/** Posts the due status update, after advancing the clock to its time. */
async function post(
  snapshot: IncidentSnapshot | undefined,
  more: Partial<StatusUpdateJob> = {},
  attempt = 1,
): Promise<void> {
  const { nextPostMs = 0 } = (await watch()) ?? {};
  const job: StatusUpdateJob = {
    kind: 'status-post',
    arn,
    channel,
    dueMs: nextPostMs,
    redraw: true,
    again: false,
    ...(snapshot && { view: snapshot }),
    ...more,
  };
  await parts.wait(Math.max(0, job.dueMs - parts.now()));
  const slack = createWebClient(parts.slack.botToken, parts.slack.apiUrl);
  const writer = createMessageWriter(slack, silentLog);
  const draw = (one: IncidentSnapshot, news: StatusNews) =>
    statusUpdate(one, { ...news, now: parts.now(), actions: new Set() });
  const { keeper: cards, watchKeeper, watches, cards: cardStore, now } = parts;
  await postStatusUpdate(
    {
      watches,
      watchKeeper,
      cardStore,
      cards,
      gate: parts.gate,
      slack,
      writer,
      draw,
      allowance: async () => room,
      statusPostsMs,
      now,
      log: silentLog,
      metrics,
    },
    job,
    attempt,
  );
}

describe('a status update', () => {
  test('a status update shows how long the incident has been open and when the next one comes', async () => {
    lateness.length = 0;
    await post(first);
    expect(lateness).toHaveLength(1);
    expect(lateness[0]).toBeGreaterThanOrEqual(0);
    expect(posts()).toHaveLength(1);
    expect(blocks()).toMatch(/Next update/);
    const { lastPostMs = 0, nextPostMs = 0, unchanged, claim } = (await watch()) ?? {};
    expect(nextPostMs - lastPostMs).toBeGreaterThanOrEqual(13.5 * minuteMs);
    expect(nextPostMs - lastPostMs).toBeLessThanOrEqual(15 * minuteMs);
    expect({ unchanged, claim }).toEqual({ unchanged: 1, claim: undefined });
  });

  test('status updates without changes come up to four times less often, and as usual after a change', async () => {
    const gaps: number[] = [];
    let snapshot = first;
    for (let number = 0; number < 6; number += 1) {
      if (number === 4) snapshot = newSnapshot({ impact: 1, summary: 'Rolled back.' });
      await post(snapshot);
      const { lastPostMs = 0, nextPostMs = 0 } = (await watch()) ?? {};
      gaps.push((nextPostMs - lastPostMs) / (15 * minuteMs));
    }
    for (const [index, most] of [1, 2, 4, 4, 1, 1].entries()) {
      expect(gaps[index]).toBeLessThanOrEqual(most);
      expect(gaps[index]).toBeGreaterThanOrEqual(most * (most > 1 ? 0.75 : 0.9) - 1e-9);
    }
  });

  test('a status update is never repeated, neither by the same job nor after a crash before it was stored', async () => {
    const { nextPostMs: dueMs = 0 } = (await watch()) ?? {};
    await post(first, { dueMs });
    await post(first, { dueMs }, 2);
    expect(posts()).toHaveLength(1);
    const before = (await watch()) as Watch;
    await post(first);
    await parts.watches.put(before, 'anything');
    await post(first, {}, 2);
    await parts.watches.put(before, 'anything');
    await post(first, { again: true });
    expect(posts()).toHaveLength(2);
  });

  test('a status update first completes an earlier attempt, even if the card is not redrawn', async () => {
    room = true;
    const changed = newSnapshot({ impact: 2 });
    parts.slack.faults.add({ kind: 'unavailable', method: 'chat.postMessage', times: 1 });
    await expect(post(changed)).rejects.toMatchObject({ transient: true });
    const said = () =>
      parts.slack.workspace.messages(channel).flatMap(({ ts }) => parts.slack.workspace.thread(channel, ts));
    const entries = () => said().filter(({ text }) => /Critical → High/.test(text)).length;
    expect(entries()).toBe(0);
    await post(changed, { redraw: false }, 2);
    expect(entries()).toBe(1);
    expect(posts()).toHaveLength(1);
  });

  test('a status update that has been rescheduled is skipped', async () => {
    await post(first, { dueMs: 5 });
    expect(posts()).toEqual([]);
    await parts.watchKeeper.end(arn, channel);
    await post(first, { dueMs: 5 });
    expect(posts()).toEqual([]);
  });

  test('a status update leaves the card unchanged when there is no quota to redraw it', async () => {
    const before = calls('chat.update');
    await post(newSnapshot({ impact: 1, summary: 'Rolled back.' }), { redraw: false });
    expect(calls('chat.update')).toBe(before);
    expect(blocks()).toMatch(/Summary edited/);
    await post(newSnapshot({ impact: 1, summary: 'Watching.' }));
    expect(calls('chat.update')).toBe(before + 1);
  });

  test('a status update redraws an outdated card while there is quota for it', async () => {
    room = true;
    const before = calls('chat.update');
    await post(newSnapshot({ impact: 1, summary: 'Rolled back.' }), { redraw: false });
    expect(calls('chat.update')).toBe(before + 1);
    await post(newSnapshot({ impact: 1, summary: 'Rolled back.' }), { redraw: false });
    expect(calls('chat.update')).toBe(before + 1);
  });

  test('a status update never shows anything older than the card', async () => {
    const old = newSnapshot({ impact: 2 });
    await parts.keeper.sync(channel, newSnapshot({ impact: 1 }), false);
    await post(old, { redraw: false });
    expect(posts()[0]).toMatch(/Critical/);
  });

  test('a status update names who was paged even if that could not be read this time', async () => {
    const engaged = { arn: 'arn:e', contactArn: 'arn:c', contactName: 'Ada', acknowledgedAtMs: 1 };
    await post({ ...first, engagements: [engaged] });
    await post(newSnapshot({ impact: 1 }));
    expect(blocks()).toMatch(/Ada/);
  });

  test('under load a status update says how often updates really come', async () => {
    await post(first, { lateMs: 45 * minuteMs });
    expect(blocks()).toMatch(/every 1 h for now instead of 15 min/);
    expect(await watch()).toMatchObject({ lateMs: 45 * minuteMs });
    await post(first);
    expect((await watch())?.lateMs).toBeUndefined();
  });

  test('a changed impact changes the cadence, or ends the status updates if it has none', async () => {
    await post(newSnapshot({ impact: 2 }));
    const { lastPostMs = 0, nextPostMs = 0, impact } = (await watch()) ?? {};
    expect(impact).toBe(2);
    expect(nextPostMs - lastPostMs).toBeGreaterThan(20 * minuteMs);
    await post(newSnapshot({ impact: 5 }));
    expect((await watch())?.nextPostMs).toBeUndefined();
    expect(await watch()).toBeDefined();
  });

  test('the status update of a resolved incident ends the watch', async () => {
    await post(newSnapshot({ impact: 1, status: 'RESOLVED', resolvedAtMs: parts.now() }));
    expect(await watch()).toBeUndefined();
    expect(posts()).toEqual([]);
    expect(parts.lines(channel).filter((line) => /Resolved/.test(line))).toHaveLength(1);
  });

  test('the status update of a deleted record is one line, and ends the watch', async () => {
    await post(undefined);
    expect(await watch()).toBeUndefined();
    expect(parts.lines(channel)).toEqual([expect.stringMatching(/No longer in Incident Manager/)]);
    expect(JSON.stringify(parts.messages(channel)[0])).toMatch(/No longer in Incident Manager/);
  });

  test('a status update says once why the incident cannot be read, and the next ones continue', async () => {
    const fault = { code: 'access_denied', message: 'AWS refused ssm-incidents:GetIncidentRecord.' };
    for (let number = 0; number < 3; number += 1) await post(undefined, { fault });
    expect(parts.lines(channel)).toEqual([expect.stringMatching(/cannot be read\. AWS refused/)]);
    expect((await watch())?.nextPostMs).toBeGreaterThan(parts.now());
    await post(first);
    expect(posts()).toHaveLength(1);
    expect((await watch())?.trouble).toBeUndefined();
  });

  test.each([
    ['the channel is archived', (slack: typeof parts.slack) => slack.workspace.archive(channel)],
    ['the app was removed', (slack: typeof parts.slack) => slack.workspace.leave(channel, parts.ids.botUser)],
  ])('a status update ends the watch when %s', async (_, happens) => {
    happens(parts.slack);
    await parts.wait(2 * minuteMs);
    await post(newSnapshot({ impact: 1, summary: 'Rolled back.' }));
    expect(await watch()).toBeUndefined();
  });
});

describe('a digest', () => {
  const dayMs = 86_400_000;
  const summary = (title: string, more: Partial<IncidentSummary> = {}): IncidentSummary => ({
    arn: arnOf(`arn:aws:ssm-incidents::111122223333:incident-record/plan/${title.replaceAll(' ', '-')}`),
    title,
    status: 'OPEN',
    impact: 2,
    createdAtMs: parts.now() - 2 * dayMs,
    source: { name: 'aws.cloudwatch', createdBy: '' },
    ...more,
  });

  const ana = { id: 'U1', name: 'Ana Pérez' };

  function start(listed: readonly IncidentSummary[]) {
    const slack = createWebClient(parts.slack.botToken, parts.slack.apiUrl);
    const store = createSqliteStore(openSqliteDatabase(':memory:'), { now: parts.now });
    const digests = createDigestStore(store);
    let lists = 0;
    const run = createDigestPoster({
      digests,
      watches: parts.watches,
      gate: parts.gate,
      incidents: {
        async listIncidents({ status }) {
          lists += 1;
          return { incidents: listed.filter((incident) => incident.status === status), gaps: [] };
        },
      },
      responders: {
        known: async ({ id }) =>
          id === 'Checkout-fails'
            ? assigned(noResponders, { kind: 'role', name: leadRole, person: ana, by: ana, atMs: 0 })
            : undefined,
      },
      slack,
      writer: createMessageWriter(slack, silentLog),
      draw: (incidents, sinceMs) => digest(incidents, { sinceMs, now: parts.now(), actions: new Set() }),
      now: parts.now,
      log: silentLog,
    });
    const enable = (at: string) =>
      digests.put({ channel: at, by: 'U1', minuteOfDay: 540, zone: 'Europe/London', nextMs: parts.now() }, 'anything');
    return { digests, run, enable, lists: () => lists };
  }

  const texts = (at: string) =>
    parts
      .messages(at)
      .flatMap((message) =>
        JSON.stringify(message.metadata ?? {}).includes('incident_digest') ? [JSON.stringify(message)] : [],
      );

  test('a digest lists open, new and resolved incidents, and schedules the next digest', async () => {
    const { digests, run, enable } = start([
      summary('Search is slow', { createdAtMs: parts.now() - 3_600_000 }),
      summary('Checkout fails'),
      summary('Over', { status: 'RESOLVED', resolvedAtMs: parts.now() - 3_600_000 }),
      summary('Long over', { status: 'RESOLVED', resolvedAtMs: parts.now() - 3 * dayMs }),
    ]);
    const at = parts.ids.general;
    await enable(at);
    const dueMs = (await digests.get(at))?.digest.nextMs ?? 0;
    await run({ kind: 'digest', channel: at, dueMs, again: false }, 1);
    const [text = ''] = texts(at);
    expect(text).toMatch(/2 open, 1 opened and 1 resolved since yesterday/);
    expect(text.indexOf('Checkout fails')).toBeLessThan(text.indexOf('Search is slow'));
    expect(text).toMatch(/Checkout fails\*\\n[^"]*Lead: Ana Pérez/);
    expect(text).toMatch(/Time to resolve/);
    expect(text).not.toMatch(/Long over/);
    const after = (await digests.get(at))?.digest;
    expect(after?.nextMs).toBeGreaterThan(dueMs);
    expect((after?.nextMs ?? 0) - dueMs).toBeLessThanOrEqual(25 * 3_600_000);
  });

  test('a digest is posted once, however often its job runs, even after a crash before it was stored', async () => {
    const { digests, run, enable } = start([summary('Checkout fails')]);
    const at = channel;
    await enable(at);
    const before = (await digests.get(at))?.digest;
    const job = { kind: 'digest' as const, channel: at, dueMs: before?.nextMs ?? 0, again: false };
    await run(job, 1);
    await run(job, 2);
    if (before) await digests.put(before, 'anything');
    await run(job, 2);
    expect(texts(at)).toHaveLength(1);
  });

  test('digests of many channels cost one listing', async () => {
    const { digests, run, enable, lists } = start([summary('Checkout fails')]);
    for (const at of [parts.ids.general, parts.ids.payments, parts.ids.checkout]) {
      await enable(at);
      await run({ kind: 'digest', channel: at, dueMs: (await digests.get(at))?.digest.nextMs ?? 0, again: false }, 1);
    }
    expect(lists()).toBe(2);
  });

  test('a digest ends when the channel is closed to the app', async () => {
    const { digests, run, enable } = start([]);
    const at = parts.ids.general;
    await enable(at);
    parts.slack.workspace.archive(at);
    await run({ kind: 'digest', channel: at, dueMs: (await digests.get(at))?.digest.nextMs ?? 0, again: false }, 1);
    expect(await digests.get(at)).toBeUndefined();
  });
});
