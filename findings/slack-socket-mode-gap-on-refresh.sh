#!/usr/bin/env bash
# @slack/socket-mode 3.1.0: when Slack asks for a new connection, the client has none for five seconds.
#
# A good guess: after a `disconnect` message (Slack sends one to every connection from time to time, reason refresh_requested)
# the client opens the next connection first, or at once, because Slack has nowhere to send commands meanwhile.
# Seen: it closes the connection, waits clientPingTimeout (5,000 ms by default), and only then calls apps.connections.open. A
# smaller clientPingTimeout shortens the gap, and the patience with pings too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --save-exact @slack/socket-mode@3.1.0 ws@8.18.3 >/dev/null 2>&1
cat >run.mjs <<'JS'
import { createServer } from 'node:http';
import { SocketModeClient } from '@slack/socket-mode';
import { WebSocketServer } from 'ws';

async function gap(options) {
  let closedMs;
  let againMs;
  const server = createServer((_request, response) => {
    if (closedMs !== undefined) againMs ??= performance.now();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${server.address().port}/link` }));
  });
  let connections = 0;
  new WebSocketServer({ server }).on('connection', (socket) => {
    connections += 1;
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' } }));
    if (connections > 1) return;
    socket.once('close', () => {
      closedMs = performance.now();
    });
    setTimeout(() => socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' })), 200);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const clientOptions = { slackApiUrl: `http://127.0.0.1:${server.address().port}/api/` };
  const client = new SocketModeClient({ appToken: 'xapp-1', clientOptions, ...options });
  await client.start();
  await new Promise((done) => client.once('reconnecting', () => client.once('connected', done)));
  await client.disconnect();
  server.close();
  return againMs - closedMs;
}

const byDefault = await gap({});
const shorter = await gap({ clientPingTimeout: 1000 });
console.log(JSON.stringify({ byDefaultMs: Math.round(byDefault), withClientPingTimeout1000Ms: Math.round(shorter) }));
process.exit(byDefault > 4500 && shorter > 900 && shorter < byDefault / 2 ? 0 : 1);
JS
node --no-warnings run.mjs
