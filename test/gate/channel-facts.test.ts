import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readManifest } from 'slack-aws-sandbox';
import { createEmbeddedSlack, type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { withWorkspace } from '../../src/current-workspace.ts';
import { createChannelFacts } from '../../src/gate/channel-facts.ts';
import { createFindInstallation } from '../../src/gate/installation.ts';
import { openGate } from '../../src/gate/open-gate.ts';
import { createPeople } from '../../src/gate/people.ts';
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
    channels.onSharingEvent(ids.incidents, false);
    expect(await channels.sharing(ids.incidents)).toBe('not shared');
  });

  test('what Slack tells one workspace about a channel is not used for another', async () => {
    const { channels } = open();
    const ask = (teamId: string) => withWorkspace({ teamId, enterpriseId: '' }, () => channels.sharing(ids.incidents));
    expect(await ask('T0ONE')).toBe('not shared');
    slack.workspace.share(ids.incidents, true);
    expect(await ask('T0TWO')).toBe('shared');
    expect(await ask('T0ONE')).toBe('not shared');
    slack.workspace.share(ids.incidents, false);
  });

  test('a refusal is logged once an hour with its code', async () => {
    const { channels } = open();
    for (const ms of [6000, 3_600_000]) {
      expect(await channels.sharing(ids.secret)).toBe('unknown');
      aheadMs += ms;
      expect(await channels.sharing(ids.secret)).toBe('unknown');
      aheadMs += 6000;
    }
    const fields = { channel: ids.secret, code: 'channel_not_found' };
    const message = 'cannot determine whether channel is shared: no incident is shown there';
    expect(warned).toEqual([
      { message, fields },
      { message, fields },
    ]);
  });
});

test.each([
  ['no flag', {}, 'unknown'],
  ['only is_ext_shared', { is_ext_shared: false }, 'not shared'],
  ['only is_shared', { is_shared: false }, 'not shared'],
  ['is_shared, which workspaces of one organisation set too', { is_shared: true }, 'unknown'],
  ['a channel that workspaces of one organisation share', { is_shared: true, is_ext_shared: false }, 'not shared'],
  ['a channel that names a person', { is_ext_shared: false, user: 'U0OUTSIDER' }, 'not shared'],
])('Slack answers with %s', async (_, flags, sharing) => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: true, channel: { id: ids.incidents, ...flags } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = createWebClient('xoxb-1', `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`);
  const people = createPeople(client, createFindInstallation(client), now);
  const channels = createChannelFacts({ slack: client, people, now, log: silentLog });
  expect(await channels.sharing(ids.incidents)).toBe(sharing);
  server.closeAllConnections();
  server.close();
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
