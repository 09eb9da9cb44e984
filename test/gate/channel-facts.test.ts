import { readManifest } from 'slack-aws-sandbox';
import { createEmbeddedSlack, type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openGate } from '../../src/gate/open-gate.ts';
import { oneWorkspace } from '../../src/gate/slack-access.ts';
import type { LogFields } from '../../src/log.ts';
import { createWebClient } from '../../src/web-api/client.ts';
import { silentLog } from '../support/silent-log.ts';

let slack: EmbeddedSlack;
let aheadMs = 0;
let warned: { message: string; fields: LogFields }[] = [];
const now = () => Date.now() + aheadMs;
const incident = 'arn:aws:ssm-incidents::111122223333:incident-record/checkout-plan/x';

beforeAll(async () => {
  slack = await createEmbeddedSlack({ manifest: readManifest('manifest.yml'), rateLimits: false });
});
afterEach(() => {
  slack.faults.clear();
  slack.calls.clear();
  warned = [];
  aheadMs = 0;
});
afterAll(() => slack.close());

function open(of: EmbeddedSlack = slack, isWatched = false) {
  const warn = (message: string, fields: LogFields = {}) => void warned.push({ message, fields });
  const log = { ...silentLog, warn };
  const client = createWebClient(of.botToken, of.apiUrl);
  return openGate({ access: oneWorkspace(client, ''), isWatched: async () => isWatched, now, log });
}

describe('sharing of a channel', () => {
  test.each([
    ['a public channel', ids.incidents, 'not shared'],
    ['a channel shared with another organisation', ids.partner, 'shared'],
    ['a private channel that the app is not in', ids.secret, 'unknown'],
    ['a channel that does not exist', 'C0NOWHERE', 'unknown'],
    ['a direct message with a member', ids.directMessage, 'not shared'],
  ])('sharing of %s', async (_, channel, sharing) => {
    expect(await open().channels.sharing(channel)).toBe(sharing);
  });

  test('a direct message with someone of another organisation is shared', async () => {
    const { workspace } = slack;
    const outsider = workspace.addUser({ name: 'otto', team_id: ids.otherTeam });
    const channel = workspace.addChannel({ name: '', members: [outsider, ids.botUser], is_im: true, user: outsider });
    expect(await open().channels.sharing(channel)).toBe('shared');
  });

  test('a channel that another organisation is invited to counts as shared', async () => {
    const members = [ids.ada, ids.botUser];
    const channel = slack.workspace.addChannel({ name: 'invited', members, is_pending_ext_shared: true });
    expect(await open().channels.sharing(channel)).toBe('shared');
  });

  test('a direct message that names no person may be shared', async () => {
    const members = [ids.ada, ids.botUser];
    const channel = slack.workspace.addChannel({ name: '', members, is_im: true, user: '' });
    expect(await open().channels.sharing(channel)).toBe('unknown');
  });

  test('a transient error is not cached', async () => {
    const { channels } = open();
    slack.faults.add({ kind: 'unavailable', method: 'conversations.info', times: 1 });
    await expect(channels.sharing(ids.incidents)).rejects.toMatchObject({ code: 'slack_unavailable' });
    expect(await channels.sharing(ids.incidents)).toBe('not shared');
  });

  test('a refusal is cached for seconds, an answer for a minute', async () => {
    const { channels } = open();
    slack.faults.add({ kind: 'refused', code: 'channel_is_limited_access', method: 'conversations.info', times: 1 });
    expect(await channels.sharing(ids.incidents)).toBe('unknown');
    aheadMs += 6000;
    expect(await channels.sharing(ids.incidents)).toBe('not shared');
    slack.workspace.share(ids.incidents, true);
    expect(await channels.sharing(ids.incidents)).toBe('not shared');
    aheadMs += 61_000;
    expect(await channels.sharing(ids.incidents)).toBe('shared');
    slack.workspace.share(ids.incidents, false);
  });

  test('sharing reported by an event applies at once', async () => {
    const { channels } = open();
    expect(await channels.sharing(ids.checkout)).toBe('not shared');
    channels.onSharingEvent(ids.checkout, true);
    expect(await channels.sharing(ids.checkout)).toBe('shared');
    expect(await channels.isMember(ids.checkout)).toBe(true);
    slack.calls.clear();
    channels.onSharingEvent(ids.checkout, false);
    expect(await channels.sharing(ids.checkout)).toBe('not shared');
    expect(slack.calls.count('conversations.info')).toBe(1);
  });
});

describe('without the required scope', () => {
  const scopesWithout = (scope: string) => (readManifest('manifest.yml').scopes ?? []).filter((each) => each !== scope);

  test.each([
    ['im:read', ids.directMessage],
    ['channels:read', ids.incidents],
  ])('without %s nothing is shown in the channel, and the log names the scope once', async (scope, channel) => {
    const narrow = await createEmbeddedSlack({
      manifest: { ...readManifest('manifest.yml'), scopes: scopesWithout(scope) },
    });
    const { gate } = open(narrow);
    expect(await gate.mayPost({ incident }, channel)).toBe(false);
    expect(await gate.shownTo({ incident }, channel)).toBe('requester');
    aheadMs += 10_000;
    await gate.mayPost({ incident }, channel);
    expect(warned).toEqual([
      {
        message: 'cannot determine whether channel is shared: no incident is shown there',
        fields: { channel, code: 'missing_scope', scope },
      },
    ]);
    await narrow.close();
  });
});

describe('watches', () => {
  test.each([ids.partner, ids.secret])('a watch opens %s for its incident only', async (channel) => {
    const { gate } = open(slack, true);
    expect(await gate.mayPost({ incident }, channel)).toBe(true);
    expect(slack.calls.count('conversations.info')).toBe(0);
    for (const subject of ['plan', 'runbook', 'list', 'alarm', 'topic'] as const) {
      expect(await gate.mayPost(subject, channel)).toBe(false);
      expect(await gate.shownTo(subject, channel)).not.toBe('channel');
    }
  });
});
