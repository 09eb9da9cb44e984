import { createEmbeddedSlack, type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lineCard } from '../../src/cards/surfaces/line-card.ts';
import { plainCard } from '../../src/cards/surfaces/render-card.ts';
import type { IncidentSnapshot } from '../../src/incidents/snapshot.ts';
import { createMessageWriter } from '../../src/posting/message-writer.ts';
import { createCardStore } from '../../src/posting/posted-card.ts';
import { createUnfurlStore } from '../../src/posting/posted-unfurl.ts';
import { createUnfurlKeeper } from '../../src/posting/unfurl-keeper.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import { createWebClient } from '../../src/web-api/client.ts';
import { arnOf } from '../support/arn-of.ts';
import { silentLog } from '../support/silent-log.ts';

const arn = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout/78bd9919-b9ac-962d-91e0-149960600e3f';
const channel = ids.incidents;
const dayMs = 86_400_000;

let slack: EmbeddedSlack;
let nowMs = 0;
let slept: number[] = [];
let close = (): void => undefined;

beforeEach(async () => {
  nowMs = Date.now();
  slept = [];
  slack = await createEmbeddedSlack({ rateLimits: false });
});
afterEach(async () => {
  close();
  await slack.close();
});

function parts() {
  const database = openSqliteDatabase(':memory:');
  close = () => database.close();
  const now = () => nowMs;
  const store = createSqliteStore(database, { now });
  const client = createWebClient(slack.botToken, slack.apiUrl);
  const unfurls = createUnfurlStore(store);
  const keeper = createUnfurlKeeper({
    unfurls,
    cards: createCardStore(store),
    slack: client,
    writer: createMessageWriter(client, silentLog),
    draw: ({ record }) => plainCard(record),
    now,
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
    },
  });
  const { ts } = slack.workspace.say({ user: ids.ada, channel, text: arn });
  const named = { arn, channel, ts, threadTs: ts };
  const answers = () => slack.workspace.thread(channel, ts).slice(1);
  return { keeper, unfurls, client, named, answers };
}

function view(
  fields: Partial<IncidentSnapshot['record']> = {},
  more: Partial<IncidentSnapshot> = {},
): IncidentSnapshot {
  const record: IncidentSnapshot['record'] = {
    arn: arnOf(arn),
    title: 'Checkout is slow',
    status: 'OPEN',
    impact: 2,
    createdAtMs: nowMs - 600_000,
    modifiedAtMs: 1000,
    modifiedBy: '',
    dedupeString: '',
    source: { name: '', createdBy: '' },
    automationExecutions: [],
    chatTopics: [],
    notificationTargets: [],
    ...fields,
  };
  return { record, readAtMs: nowMs, ...more };
}
const failed = { arn: 'arn:aws:ssm:eu-west-1:111122223333:automation-execution/x', status: 'Failed', document: 'Fix' };

describe('posting the answer to a pasted ARN', () => {
  test('the answer to a pasted ARN is posted once, however often it is requested', async () => {
    const { keeper, named, answers } = parts();
    expect(await keeper.show(named, view())).toBe('posted');
    expect(await keeper.show(named, view())).toBe('known');
    expect(await keeper.isAnswered(named)).toBe(true);
    expect(answers()).toHaveLength(1);
  });

  test('an answer that an earlier attempt posted is redrawn, because the incident may have changed since', async () => {
    const { keeper, named, answers } = parts();
    slack.faults.add({ kind: 'reset', method: 'chat.postMessage', after: true, times: 1 });
    await expect(keeper.show(named, view())).rejects.toMatchObject({ transient: true });
    await keeper.show(named, view({ title: 'Checkout is down', modifiedAtMs: 2000 }));
    expect(answers()).toHaveLength(1);
    expect(JSON.stringify(answers())).toContain('Checkout is down');
  });

  test('an answer posted before a crash is found by its metadata and not posted twice', async () => {
    const { keeper, unfurls, client, named, answers } = parts();
    await unfurls.put({ ...named, sinceMs: nowMs }, 'absent');
    const metadata = (of: string, key: string) => ({ event_type: 'incident_unfurl', event_payload: { arn: of, key } });
    const post = (text: string, mark: object) =>
      client.chat.postMessage({ channel, thread_ts: named.ts, text, metadata: mark } as never);
    await post('about another incident', metadata(`${arn}0`, named.ts));
    await post('to another message', metadata(arn, '1.2'));
    await post('this one', metadata(arn, named.ts));
    expect(await keeper.show(named, view())).toBe('posted');
    expect(answers()).toHaveLength(3);
    await keeper.sync(channel, arn, view({ title: 'Checkout is down', modifiedAtMs: 2000 }));
    expect(answers().map(({ text }) => text)).toEqual([
      'about another incident',
      'to another message',
      expect.stringContaining('Checkout is down'),
    ]);
  });

  test('an answer whose post had no answer is found when the incident is withdrawn', async () => {
    const { keeper, named, answers } = parts();
    slack.faults.add({ kind: 'reset', method: 'chat.postMessage', after: true, times: 1 });
    await expect(keeper.show(named, view())).rejects.toMatchObject({ transient: true });
    await keeper.withdraw(channel, arn, lineCard('Not shown here any more.'));
    expect(answers().map(({ text }) => text)).toEqual(['Not shown here any more.']);
  });

  test('an answer that was stored but not posted is posted', async () => {
    const { keeper, unfurls, named, answers } = parts();
    await unfurls.put({ ...named, sinceMs: nowMs }, 'absent');
    await keeper.show(named, view());
    expect(answers()).toHaveLength(1);
  });

  test('in a closed channel no trace of the answer is stored, so that a later attempt can answer', async () => {
    const { keeper, named, answers } = parts();
    slack.workspace.archive(channel);
    expect(await keeper.show(named, view())).toEqual({ refused: 'is_archived' });
    slack.workspace.unarchive(channel);
    expect(await keeper.show(named, view())).toBe('posted');
    expect(answers()).toHaveLength(1);
  });
});

describe('an existing answer', () => {
  const updates = () => slack.calls.count('chat.update');

  test.each([
    ['nothing', {}],
    ['who changed it', { modifiedBy: 'another user', modifiedAtMs: 2000 }],
    ['the summary', { summary: 'Known by now.', modifiedAtMs: 2000 }],
  ])('an answer is not redrawn when only %s changed', async (_, fields) => {
    const { keeper, named } = parts();
    await keeper.show(named, view());
    await keeper.sync(channel, arn, view(fields));
    expect(updates()).toBe(0);
  });

  test.each([
    ['the title', { title: 'Checkout is down' }],
    ['the impact', { impact: 1 }],
    ['the state', { status: 'RESOLVED', resolvedAtMs: 1 }],
  ])('an answer is redrawn when %s changed', async (_, fields) => {
    const { keeper, named } = parts();
    await keeper.show(named, view());
    await keeper.sync(channel, arn, view({ ...fields, modifiedAtMs: 2000 }));
    await keeper.sync(channel, arn, view({ ...fields, modifiedAtMs: 2000 }));
    expect(updates()).toBe(1);
  });

  test('an answer does not go back to an older record', async () => {
    const { keeper, named } = parts();
    await keeper.show(named, view({ modifiedAtMs: 3000 }));
    await keeper.sync(channel, arn, view({ title: 'Before', modifiedAtMs: 2000 }));
    expect(updates()).toBe(0);
  });

  test('an answer keeps facts that a snapshot lacks', async () => {
    const { keeper, named } = parts();
    await keeper.show(named, view({ automationExecutions: [failed.arn] }, { runbooks: [failed] }));
    await keeper.sync(channel, arn, view({ automationExecutions: [failed.arn], modifiedAtMs: 2000 }));
    expect(updates()).toBe(0);
    const mended = { ...failed, status: 'Success' };
    await keeper.sync(channel, arn, view({ automationExecutions: [failed.arn] }, { runbooks: [mended] }));
    expect(updates()).toBe(1);
  });

  test('an answer is updated at most once per second', async () => {
    const { keeper, named } = parts();
    await keeper.show(named, view());
    for (const impact of [1, 2, 3]) await keeper.sync(channel, arn, view({ impact, modifiedAtMs: 1000 + impact }));
    expect(updates()).toBe(3);
    expect(slept).toEqual([1000, 1000, 1000]);
  });

  test('an answer is updated for a day', async () => {
    const { keeper, named } = parts();
    await keeper.show(named, view());
    nowMs += dayMs - 1;
    expect(await keeper.channelsOf(arn)).toEqual([channel]);
    nowMs += 1;
    expect(await keeper.channelsOf(arn)).toEqual([]);
    await keeper.sync(channel, arn, view({ impact: 1, modifiedAtMs: 2000 }));
    expect(updates()).toBe(0);
    expect(await keeper.show(named, view())).toBe('known');
  });

  test('a deleted answer is not updated any more', async () => {
    const { keeper, client, named, answers } = parts();
    await keeper.show(named, view());
    await client.chat.delete({ channel, ts: answers()[0]?.ts ?? '' });
    await keeper.sync(channel, arn, view({ impact: 1, modifiedAtMs: 2000 }));
    expect(await keeper.channelsOf(arn)).toEqual([]);
    expect(await keeper.show(named, view())).toBe('known');
    expect(answers()).toEqual([]);
  });

  test('an answer says once that the record was deleted', async () => {
    const { keeper, named, answers } = parts();
    await keeper.show(named, view());
    await keeper.sync(channel, arn, undefined);
    await keeper.sync(channel, arn, undefined);
    expect(answers()[0]?.text).toMatch(/^No longer in Incident Manager: Checkout is slow/);
    expect(updates()).toBe(1);
  });

  test('an answer without an incident is never redrawn', async () => {
    const { keeper, named } = parts();
    await keeper.reply(named, plainCard(view().record));
    expect(await keeper.channelsOf(arn)).toEqual([]);
  });
});
