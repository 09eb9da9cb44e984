import { setTimeout as sleep } from 'node:timers/promises';
import { createEmbeddedSlack, type EmbeddedSlack, ids } from 'slack-aws-sandbox/slack';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type SocketFront, startSocketFront } from '../../../src/fronts/socket/front.ts';
import type { JobToSend } from '../../../src/jobs/queue.ts';

let slack: EmbeddedSlack;
let front: SocketFront | undefined;
let jobs: JobToSend[];
let lines: { level: string; message: string; code?: unknown; reason?: unknown; shape?: unknown }[];

beforeEach(async () => {
  slack = await createEmbeddedSlack({ deliverBy: 'socket', rateLimits: false, ackTimeoutMs: 2000 });
  jobs = [];
  lines = [];
});
afterEach(async () => {
  await front?.stop();
  front = undefined;
  await slack.close();
});

function logged(level: string) {
  return (message: string, fields: object = {}) => void lines.push({ level, message, ...fields });
}

async function start(appToken = slack.appToken): Promise<SocketFront> {
  front = await startSocketFront({
    appToken,
    slackApiUrl: slack.apiUrl,
    queue: { send: async (sent) => void jobs.push(...sent) },
    now: Date.now,
    // The shortest pauses.
    random: () => 0.999,
    timeouts: { helloMs: 3000, lingerMs: 1500 },
    log: { debug: logged('debug'), info: logged('info'), warn: logged('warn'), error: logged('error') },
  });
  return front;
}

const command = (text = 'list') => slack.workspace.command({ user: ids.ada, channel: ids.incidents, text });
const until = (happened: () => boolean, ms = 15_000) => slack.workspace.until(happened, ms);
const said = (level: string) => lines.filter((line) => line.level === level);

/** Types commands one after the other until `end` is called. Counts them and collects the failed ones. */
function typeCommands() {
  let typing = true;
  let count = 0;
  const failed: string[] = [];
  const finished = (async () => {
    for (; typing; count += 1) {
      const answer = await command(`list ${count}`);
      if (!answer.ok) failed.push(`${count}: ${answer.reason}`);
      await sleep(5);
    }
  })();
  return {
    async end() {
      typing = false;
      await finished;
      return { count, failed };
    },
  };
}

describe('the Socket Mode front', () => {
  test('a command is acknowledged when its job is stored, and the front is healthy', async () => {
    const { alive } = await start();
    expect(alive).toBe(true);
    expect(await command()).toMatchObject({ ok: true });
    expect(jobs).toMatchObject([{ job: { kind: 'slack', body: { command: '/incident', text: 'list' } } }]);
  });

  test.each(['warning', 'refresh_requested'] as const)(
    'when Slack closes a connection with %s, the next one is open first and no command is lost',
    async (reason) => {
      await start();
      const typed = typeCommands();
      for (let round = 0; round < 3; round += 1) {
        const opened = slack.calls.count('apps.connections.open');
        slack.sockets.recycle(reason, 400);
        await until(() => slack.sockets.count() === 2);
        expect(front?.alive).toBe(true);
        await until(() => slack.sockets.count() === 1);
        expect(front?.alive).toBe(true);
        expect(slack.calls.count('apps.connections.open')).toBe(opened + 1);
      }
      const { count, failed } = await typed.end();
      expect(count).toBeGreaterThan(20);
      expect(failed).toEqual([]);
      expect(said('warn').concat(said('error'))).toEqual([]);
    },
  );

  test('if Slack leaves the old connection open, the app closes it', { timeout: 30_000 }, async () => {
    await start();
    slack.sockets.refresh('refresh_requested');
    await until(() => slack.sockets.count() === 2);
    await until(() => slack.sockets.count() === 1);
    expect(await command()).toMatchObject({ ok: true });
  });

  test('while the next connection is refused the old one keeps working', async () => {
    await start();
    slack.faults.add({ kind: 'refused', code: 'internal_error', method: 'apps.connections.open', times: 2 });
    const typed = typeCommands();
    slack.sockets.recycle('warning', 6000);
    await until(() => said('error').length > 0);
    expect(front?.alive).toBe(true);
    await until(() => slack.sockets.count() === 2);
    expect((await typed.end()).failed).toEqual([]);
  });

  test('a cut connection is reopened, and the health reflects it', async () => {
    await start();
    slack.faults.add({ kind: 'unavailable', method: 'apps.connections.open', times: 2 });
    slack.sockets.drop();
    await until(() => front?.alive === false);
    expect(await command()).toMatchObject({ ok: false });
    await until(() => front?.alive === true);
    expect(await command()).toMatchObject({ ok: true });
    expect(said('warn')).toMatchObject([{ message: 'connection to Slack lost' }]);
  });

  test.each([
    'account_inactive',
    'not_authed',
    'invalid_auth',
    'user_removed_from_team',
    'team_disabled',
    'token_revoked',
  ])('a reconnect refused with %s logs one line, and the app connects when Slack allows it', async (code) => {
    await start();
    slack.faults.add({ kind: 'refused', code, method: 'apps.connections.open', times: 2 });
    slack.sockets.drop();
    await until(() => slack.calls.count('apps.connections.open') === 4);
    await until(() => front?.alive === true);
    expect(said('error')).toMatchObject([{ message: 'cannot connect to Slack by Socket Mode', code }]);
  });

  test.each(['unavailable', 'reset', 'nonsense', 'half_json', 'internal', 'rate_limited', 'fatal_error'] as const)(
    'a reconnect that fails with %s is retried',
    async (kind) => {
      await start();
      slack.faults.add({ kind, method: 'apps.connections.open', times: 1, retryAfterS: 1 });
      slack.sockets.drop();
      await until(() => slack.calls.count('apps.connections.open') >= 2);
      await until(() => front?.alive === true);
      expect(said('error')).toHaveLength(1);
    },
  );

  test.each(['refuse', 'stall', 'silent', 'garble'] as const)(
    'a WebSocket request that meets %s is aborted and retried',
    { timeout: 40_000 },
    async (reception) => {
      await start();
      slack.sockets.receive(reception);
      slack.sockets.drop();
      await until(() => said('error').length > 0, 30_000);
      await until(() => front?.alive === true);
      expect(await command()).toMatchObject({ ok: true });
    },
  );

  test('bytes that are not a WebSocket frame end only that connection', async () => {
    await start();
    slack.sockets.garble();
    await until(() => said('warn').length > 0);
    await until(() => front?.alive === true);
    expect(await command()).toMatchObject({ ok: true });
  });

  test('an apps.connections.open without an answer is aborted', { timeout: 40_000 }, async () => {
    await start();
    slack.faults.add({ kind: 'stall', method: 'apps.connections.open', times: 1 });
    slack.sockets.drop();
    await until(() => said('error').length > 0, 30_000);
    await until(() => front?.alive === true);
  });

  test('an unresponsive connection is replaced', { timeout: 40_000 }, async () => {
    await start();
    slack.sockets.freeze();
    await until(() => slack.calls.count('apps.connections.open') === 2, 30_000);
    await until(() => front?.alive === true);
    expect(said('warn')).toMatchObject([{ reason: expect.stringMatching(/pong/) }]);
  });

  test.each([
    ['no JSON', '{"type":'],
    ['a number', '7'],
    ['null', 'null'],
    ['a list', '[]'],
    ['nothing', ''],
    ['bytes', Buffer.from([0, 1, 2])],
    ['no type', '{}'],
    ['an unknown type', '{"type":"goodbye"}'],
    ['an event without payload', '{"type":"events_api","envelope_id":"1"}'],
    ['a payload that is not an object', '{"type":"events_api","envelope_id":"1","payload":"x"}'],
    ['an envelope without id', '{"type":"slash_commands","payload":{}}'],
  ])('a message that is %s logs one line, and the connection stays', async (_, data) => {
    await start();
    slack.sockets.say(data);
    await until(() => said('warn').length > 0);
    expect(said('warn')).toMatchObject([
      { message: 'Socket Mode message has an unknown shape', shape: expect.any(String) },
    ]);
    expect(await command()).toMatchObject({ ok: true });
    expect(slack.calls.count('apps.connections.open')).toBe(1);
  });

  test.each([
    ['an event callback without an event', { type: 'app_rate_limited', minute_rate_limited: 1 }],
    ['an event with the name of one of the client’s own', { type: 'event_callback', event: { type: 'disconnected' } }],
  ])('%s does not end the connection', async (_, payload) => {
    await start();
    slack.sockets.say(JSON.stringify({ type: 'events_api', envelope_id: 'e1', payload }));
    expect(await command()).toMatchObject({ ok: true });
    expect(front?.alive).toBe(true);
    expect(slack.calls.count('apps.connections.open')).toBe(1);
  });

  test('when Socket Mode is disabled the app logs one line, and connects when it is enabled', async () => {
    await start();
    slack.faults.add({ kind: 'refused', code: 'not_allowed', method: 'apps.connections.open', times: 2 });
    slack.sockets.recycle('link_disabled', 10);
    await until(() => front?.alive === false);
    await until(() => front?.alive === true);
    expect(said('warn')).toMatchObject([{ reason: 'link_disabled' }]);
    expect(said('error')).toMatchObject([{ code: 'not_allowed' }]);
  });
});

describe('the start of Socket Mode', () => {
  test('an invalid app-level token is one configuration line', async () => {
    await expect(start('xapp-wrong')).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringMatching(/^SLACK_APP_TOKEN: found .*invalid_auth.*, expected .*connections:write$/),
    });
    expect(said('error')).toEqual([]);
  });

  test('the app starts while Slack is down, and connects when it is back', async () => {
    slack.faults.add({ kind: 'unavailable', method: 'apps.connections.open', times: 2 });
    expect((await start()).alive).toBe(false);
    await until(() => front?.alive === true);
  });

  test('a stop while Slack is unresponsive ends in time', { timeout: 10_000 }, async () => {
    await start();
    slack.sockets.freeze();
    await front?.stop();
    front = undefined;
  });
});
