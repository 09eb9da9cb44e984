import { WebClient } from '@slack/web-api';
import { createEmbeddedSlack, type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lineCard } from '../../src/cards/surfaces/line-card.ts';
import { AppError } from '../../src/errors.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import type { JobToSend } from '../../src/jobs/queue.ts';
import { createMessageWriter } from '../../src/posting/message-writer.ts';
import { sendRoomChecks } from '../../src/rooms/room-checks.ts';
import { createRoomStore } from '../../src/rooms/room-store.ts';
import { createRoomWork, type RoomsOptions, type RoomWork } from '../../src/rooms/room-work.ts';
import type { Store } from '../../src/store/store.ts';
import { webClientOptions } from '../../src/web-api/client.ts';
import { snapshot as example } from '../cards/example-incidents.ts';
import { arnOf } from '../support/arn-of.ts';
import { openClockedStore } from '../support/clocked-store.ts';
import { silentLog } from '../support/silent-log.ts';

const dayMs = 86_400_000;
const archiveMs = 3 * dayMs;
/** The embedded Slack's time never goes back: each test begins later. */
const firstMs = Date.UTC(2026, 10, 20, 10);

let slack: EmbeddedSlack;
let clock: { nowMs: number };
let store: Store;
let sent: JobToSend[];
let count = 0;
/** What AWS has. */
let now: IncidentSnapshot | 'gone';

beforeAll(async () => {
  slack = await createEmbeddedSlack({ rateLimits: false, now: () => clock?.nowMs ?? firstMs, manifest: { scopes } });
});
afterAll(() => slack.close());

const scopes = [
  ...['channels:manage', 'groups:write', 'channels:read', 'groups:read', 'channels:history', 'groups:history'],
  ...['chat:write', 'bookmarks:read', 'bookmarks:write', 'users:read'],
];

beforeEach(() => {
  count += 1;
  const opened = openClockedStore(firstMs + count * 100 * dayMs);
  ({ clock, store } = opened);
  sent = [];
  slack.faults.clear();
  slack.calls.clear();
  now = incident(`Incident ${count}`);
  return opened.close;
});

/** An incident of its own for each test. */
function incident(title: string): IncidentSnapshot {
  const arn = arnOf(`arn:aws:ssm-incidents::111122223333:incident-record/plan/${String(count).padStart(8, '0')}`);
  const { engagements: _paged, responders: _responders, ...rest } = example;
  const record = { ...example.record, arn, title, status: 'OPEN', createdAtMs: clock.nowMs };
  return { ...rest, readAtMs: clock.nowMs, record };
}

const resolved = (of: IncidentSnapshot): IncidentSnapshot => ({
  ...of,
  record: { ...of.record, status: 'RESOLVED', resolvedAtMs: clock.nowMs },
});

function rooms(more: Partial<RoomsOptions> = {}, over: Store = store): RoomWork {
  const client = new WebClient(slack.botToken, webClientOptions(slack.apiUrl));
  return createRoomWork({
    settings: { impacts: new Set(), name: 'inc-{title}', isPrivate: false, archiveMs },
    rooms: createRoomStore(over, () => clock.nowMs, archiveMs),
    slack: client,
    writer: createMessageWriter(client, silentLog),
    gate: { isMember: async (user) => user !== ids.guest && user !== ids.stranger },
    findInstallation: async () => ({
      teamId: ids.team,
      isEnterpriseInstall: false,
      botId: ids.bot,
      botUserId: ids.botUser,
    }),
    findInvitees: async () => [],
    claimChannel: async () => true,
    beginWatch: async () => undefined,
    drawWelcome: () => lineCard('Welcome'),
    linksOf: () => [{ title: 'Runbook', url: 'https://example.com/runbook' }],
    readSnapshot: async () => {
      if (now === 'gone') throw new AppError('no_such_incident', 'There is no such incident.');
      return now;
    },
    adoptCard: async () => undefined,
    mayMake: async () => true,
    refresh: async () => undefined,
    queue: { send: async (jobs) => void sent.push(...jobs) },
    now: () => clock.nowMs,
    log: silentLog,
    ...more,
  });
}

const stored = async (of: string) => (await createRoomStore(store, () => clock.nowMs, archiveMs).get(of))?.room;
const view = (): IncidentSnapshot => (now === 'gone' ? incident('gone') : now);
const made = () => slack.calls.all('conversations.create').filter(({ ok }) => ok).length;
const texts = (channel: string) => slack.workspace.messages(channel).map(({ text }) => text);
const opened = async (by?: string): Promise<string> =>
  (await rooms().open(view(), by === undefined ? {} : { by })).room.channel ?? '';
const isArchived = (channel: string) => slack.workspace.channel(channel).is_archived === true;
const membersOf = async (channel: string) =>
  (await new WebClient(slack.botToken, webClientOptions(slack.apiUrl)).conversations.members({ channel })).members;

describe('one room', () => {
  test('of many workers at once, each retried after a conflict', async () => {
    const work = async (): Promise<string> => {
      for (;;) {
        try {
          return await opened(ids.ada);
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'job_conflict') throw error;
        }
      }
    };
    const channels = await Promise.all(Array.from({ length: 6 }, work));
    expect(new Set(channels).size).toBe(1);
    expect(made()).toBe(1);
  });

  test('however often the worker dies between two steps', async () => {
    for (let writes = 0; writes < 20; writes += 1) {
      let left = writes;
      // Dies at a write of the store: what was done in Slack by then is not recorded.
      const dying: Store = {
        ...store,
        write: (...args) => {
          left -= 1;
          return left < 0 ? Promise.reject(new Error('died')) : store.write(...args);
        },
      };
      await rooms({}, dying)
        .open(view(), { by: ids.ada })
        .catch(() => undefined);
    }
    const channel = await opened(ids.ada);
    expect(made()).toBe(1);
    expect(texts(channel).filter((text) => text === 'Welcome')).toHaveLength(1);
    expect(slack.workspace.channel(channel).bookmarks).toHaveLength(1);
    expect(await membersOf(channel)).toEqual([ids.botUser, ids.ada]);
  });

  test('of its own for each of two incidents of the same name, whatever answers are lost', async () => {
    slack.faults.add({ kind: 'reset', after: true, method: 'conversations.create', times: 2 });
    const first = { ...incident('Same name') };
    count += 1;
    const second = { ...incident('Same name') };
    const open = (each: IncidentSnapshot) =>
      rooms()
        .open(each, {})
        .catch(() => undefined);
    await open(first);
    await open(second);
    const names = [(await open(first))?.room.name, (await open(second))?.room.name];
    expect(names).toEqual(['inc-same-name', 'inc-same-name-2']);
    expect(made()).toBe(2);
  });

  test('another one only where the first was deleted', async () => {
    slack.workspace.deleteChannel(await opened());
    await opened();
    expect(made()).toBe(2);
  });
});

describe('people', () => {
  const contact = (name: string) => `arn:aws:ssm-contacts:eu-west-1:111122223333:contact/${name}`;
  const paged = (...names: string[]): IncidentSnapshot => ({
    ...view(),
    engagements: names.map((name) => ({ arn: `${contact(name)}/1`, contactArn: contact(name) })),
  });
  const users: Readonly<Record<string, { user: string; named?: boolean }>> = {
    ana: { user: ids.ada },
    gil: { user: ids.guest },
    named: { user: ids.guest, named: true },
    sam: { user: ids.stranger },
    gone: { user: 'U404' },
  };
  const findInvitees: RoomsOptions['findInvitees'] = async (arns) =>
    arns.flatMap((arn) => users[arn.split('/').at(-1) ?? ''] ?? []);

  test('who were paged are invited; guests and people of other organisations are not', async () => {
    const { room } = await rooms({ findInvitees }).open(paged('ana', 'gil', 'sam', 'gone'), { by: ids.grace });
    expect(await membersOf(room.channel ?? '')).toEqual([ids.botUser, ids.grace, ids.ada]);
    expect(room.people).toEqual({
      [ids.grace]: 'invited',
      [ids.ada]: 'invited',
      [ids.guest]: 'not a member',
      [ids.stranger]: 'not a member',
      U404: 'user_not_found',
    });
  });

  test('a guest is invited only if the configuration names them', async () => {
    const { room } = await rooms({ findInvitees }).open(paged('named'), {});
    expect(await membersOf(room.channel ?? '')).toEqual([ids.botUser, ids.guest]);
  });

  test('no one is invited twice, not even after they left', async () => {
    const { room } = await rooms({ findInvitees }).open(paged('ana'), {});
    const channel = room.channel ?? '';
    slack.workspace.leave(channel, ids.ada);
    await rooms({ findInvitees }).keep(paged('ana', 'gone'));
    expect(await membersOf(channel)).toEqual([ids.botUser]);
    expect(slack.calls.all('conversations.invite').map(({ args }) => args.users)).toEqual([ids.ada, 'U404']);
  });

  test('a room that is in step costs no call to Slack', async () => {
    await opened();
    slack.calls.clear();
    sent = [];
    await rooms().follow(view());
    await rooms().keep(view());
    expect({ calls: slack.calls.all().length, sent }).toEqual({ calls: 0, sent: [] });
  });
});

test('work that waited for its turn brings the room in step with what AWS says now', async () => {
  const before = view();
  const channel = await opened();
  now = { ...before, record: { ...before.record, title: 'Two shards are lost' } };
  await rooms().keep(now);
  clock.nowMs += 60_000;
  await rooms().keep(before);
  expect(slack.workspace.channel(channel).topic).toContain('Two shards are lost');
});

test('a new incident waits for its room where Slack’s rate is used up; a person does not', async () => {
  const busy = rooms({ mayMake: async () => false });
  await expect(busy.open(view(), {})).rejects.toMatchObject({ code: 'slack_rate_limited', retryAfterMs: 10_000 });
  expect((await busy.open(view(), { by: ids.ada })).isNew).toBe(true);
});

test('a private room is a private channel', async () => {
  const settings = { impacts: new Set<number>(), name: 'inc-{id}', isPrivate: true };
  const { room } = await rooms({ settings }).open(view(), {});
  expect(slack.workspace.channel(room.channel ?? '').is_private).toBe(true);
});

describe('archiving', () => {
  const arn = () => view().record.arn;
  /** Resolves the incident, and lets days pass. */
  async function resolvedFor(days: number): Promise<string> {
    const channel = await opened();
    now = resolved(view());
    await rooms().keep(view());
    await pass(days);
    return channel;
  }
  async function pass(days: number): Promise<void> {
    clock.nowMs += days * dayMs;
    if (now !== 'gone' || days > 0) await rooms().check(arn());
  }
  const warnings = (channel: string) => texts(channel).filter((text) => text.includes('this room is silent')).length;

  test('the clock looks when it is due, and not before', async () => {
    await resolvedFor(0);
    const jobs: JobToSend[] = [];
    const tick = () =>
      sendRoomChecks({ store, queue: { send: async (all) => void jobs.push(...all) }, horizonMs: 60_000 }, clock.nowMs);
    clock.nowMs += 2 * dayMs - 60_000;
    await tick();
    expect(jobs).toEqual([]);
    clock.nowMs += 120_000;
    await tick();
    await tick();
    expect(jobs.map(({ job }) => job)).toEqual([
      { kind: 'room', arn: arn().arn, what: 'check', channel: expect.any(String) },
    ]);
  });

  test('warns once, then archives', async () => {
    const channel = await resolvedFor(2);
    await pass(0.5);
    expect({ warned: warnings(channel), archived: isArchived(channel) }).toEqual({ warned: 1, archived: false });
    await pass(0.5);
    expect({ warned: warnings(channel), archived: isArchived(channel) }).toEqual({ warned: 1, archived: true });
  });

  test('a warning whose answer was lost is not repeated, and none is left out', async () => {
    const channel = await resolvedFor(0);
    slack.faults.add({ kind: 'reset', after: true, method: 'chat.postMessage', times: 1 });
    await pass(2).catch(() => undefined);
    await pass(1);
    expect({ warned: warnings(channel), archived: isArchived(channel) }).toEqual({ warned: 1, archived: false });
    await pass(1);
    expect(isArchived(channel)).toBe(true);
  });

  test.each(['in the channel', 'in a thread'])('what people write %s begins the silence anew', async (where) => {
    const channel = await resolvedFor(2);
    slack.workspace.invite(channel, ids.ada);
    const [parent] = slack.workspace.messages(channel).filter(({ text }) => text === 'Welcome');
    const thread = where === 'in a thread' && parent ? { thread_ts: parent.ts } : {};
    slack.workspace.say({ user: ids.ada, channel, text: 'Wait', ...thread });
    await pass(1);
    expect({ warned: warnings(channel), archived: isArchived(channel) }).toEqual({ warned: 1, archived: false });
    await pass(1.1);
    expect({ warned: warnings(channel), archived: isArchived(channel) }).toEqual({ warned: 2, archived: false });
  });

  test('a reopened incident keeps its room', async () => {
    const channel = await resolvedFor(2);
    now = incident(view().record.title);
    await pass(10);
    expect(isArchived(channel)).toBe(false);
    expect((await stored(arn().arn))?.warning).toBeUndefined();
  });

  test('a record that is gone counts as resolved', async () => {
    const channel = await resolvedFor(2);
    const known = arn();
    now = 'gone';
    clock.nowMs += dayMs;
    await rooms().check(known);
    expect(isArchived(channel)).toBe(true);
  });

  test('someone who keeps it ends it for good, and the warning says so', async () => {
    const channel = await resolvedFor(2);
    expect(await rooms().keepOpen(arn(), ids.ada)).toBe(true);
    await pass(30);
    expect(isArchived(channel)).toBe(false);
    expect(texts(channel)).toContain('This room is kept: the app does not archive it.');
  });

  test('admins who reserve it keep the room', async () => {
    const channel = await resolvedFor(2);
    slack.workspace.reserve('archive channels', true);
    await pass(1);
    slack.workspace.reserve('archive channels', false);
    await pass(30);
    expect({ warned: warnings(channel), archived: isArchived(channel) }).toEqual({ warned: 1, archived: false });
  });

  test('a room that people archived, or removed the app from, is left alone', async () => {
    const channel = await resolvedFor(0);
    slack.workspace.leave(channel, ids.botUser);
    await pass(2);
    expect((await stored(arn().arn))?.ended).toMatchObject({ code: 'not_in_channel' });
    slack.workspace.invite(channel, ids.botUser);
    await pass(30);
    expect(isArchived(channel)).toBe(false);
    expect(await rooms().keepOpen(arn(), ids.ada)).toBe(false);
  });
});
