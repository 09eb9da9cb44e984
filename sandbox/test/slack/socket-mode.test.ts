import { SocketModeClient } from '@slack/socket-mode';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../slack/json-value.ts';
import { startTestApp, type TestApp } from './test-app.ts';

interface Envelope {
  ack: (answer?: object) => Promise<void>;
  type: string;
  body: JsonObject;
  retry_num?: number;
  retry_reason?: string;
  accepts_response_payload: boolean;
}

let app: TestApp;
let client: SocketModeClient;
let envelopes: Envelope[];

beforeEach(async () => {
  app = await startTestApp({ deliverBy: 'socket', ackTimeoutMs: 400, retryDelaysMs: [5, 5, 5] });
  envelopes = [];
  client = new SocketModeClient({
    appToken: app.slack.appToken,
    clientOptions: { slackApiUrl: app.slack.apiUrl },
    clientPingTimeout: 500,
  });
  client.on('slack_event', (envelope: Envelope) => envelopes.push(envelope));
});
afterEach(async () => {
  await client.disconnect();
  await app.close();
});

const acknowledgeAll = (answer?: object) => client.on('slack_event', (envelope: Envelope) => void envelope.ack(answer));

describe("Slack's own Socket Mode client", () => {
  test("Slack's client connects, and receives commands, events and interactions", async () => {
    acknowledgeAll();
    await client.start();
    expect(app.slack.sockets.count()).toBe(1);
    const { workspace } = app.slack;
    const { ids } = workspace;
    expect(await workspace.command({ user: ids.ada, channel: ids.incidents, text: 'list' })).toMatchObject({
      ok: true,
    });
    workspace.say({ user: ids.ada, channel: ids.incidents, text: 'hello' });
    await workspace.idle();
    expect(envelopes.map(({ type, accepts_response_payload }) => [type, accepts_response_payload])).toEqual([
      ['slash_commands', true],
      ['events_api', false],
    ]);
    expect(envelopes[0]?.body).toMatchObject({ command: '/incident', text: 'list', response_url: expect.any(String) });
    expect(envelopes[1]?.body).toMatchObject({ type: 'event_callback', event: { type: 'message', text: 'hello' } });
    expect(app.received).toEqual([]);
  });

  test('a command is answered with the payload of its acknowledgement', async () => {
    acknowledgeAll({ text: 'only you' });
    await client.start();
    const { workspace } = app.slack;
    await workspace.command({ user: workspace.ids.ada, channel: workspace.ids.incidents, text: 'list' });
    expect(workspace.ephemerals(workspace.ids.ada)).toMatchObject([{ text: 'only you' }]);
  });

  test('an unacknowledged event is sent again', async () => {
    client.on('slack_event', (envelope: Envelope) => {
      if (envelope.retry_num === 2) void envelope.ack();
    });
    await client.start();
    const { workspace } = app.slack;
    workspace.say({ user: workspace.ids.ada, channel: workspace.ids.incidents, text: 'hello' });
    await workspace.idle();
    expect(envelopes.map(({ retry_num, retry_reason }) => [retry_num, retry_reason])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
    ]);
    expect(new Set(envelopes.map(({ body }) => body.event_id)).size).toBe(1);
  });

  test('the client reconnects on request and after the connection is cut', async () => {
    acknowledgeAll();
    await client.start();
    const { workspace, sockets, calls } = app.slack;
    for (const cut of [() => sockets.refresh(), () => sockets.drop()]) {
      const before = calls.count('apps.connections.open');
      cut();
      await workspace.until(() => calls.count('apps.connections.open') > before && sockets.count() === 1, 5000);
      const answer = await workspace.command({
        user: workspace.ids.ada,
        channel: workspace.ids.incidents,
        text: 'list',
      });
      expect(answer.ok).toBe(true);
    }
  });
});

describe('without a connection', () => {
  test('without a connection commands fail', async () => {
    const { workspace } = app.slack;
    const answer = await workspace.command({ user: workspace.ids.ada, channel: workspace.ids.incidents, text: 'list' });
    expect(answer).toMatchObject({ ok: false, reason: 'connection_failed' });
  });

  test('a connection requires a ticket, which works once', async () => {
    const open = (url: string) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.onmessage = () => resolve('hello');
        socket.onerror = () => resolve('refused');
      });
    const headers = { authorization: `Bearer ${app.slack.appToken}` };
    const answer = await fetch(`${app.slack.apiUrl}apps.connections.open`, { method: 'POST', headers });
    const { url } = (await answer.json()) as { url: string };
    expect([await open(url), await open(url)]).toEqual(['hello', 'refused']);
    expect(await open(`${app.slack.url.replace('http', 'ws')}/link/?ticket=none`)).toBe('refused');
  });
});
