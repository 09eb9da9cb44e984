import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isObject, parseJson } from '../json-value.ts';
import { ids } from '../seed.ts';
import type { SlackState } from '../state.ts';
import type { Acknowledgement, Transport } from './transport.ts';

const maxConnections = 10;
const pingEveryMs = 10_000;

export interface SocketServer {
  /** A WebSocket address that may be used once. */
  newUrl(baseUrl: string): string;
  /** How many connections there are. */
  count(): number;
  send: Transport;
  /** Asks every client to connect anew, as Slack does every few hours. */
  refresh(reason?: 'refresh_requested' | 'warning' | 'link_disabled'): void;
  /** Cuts every connection without a word. */
  drop(): void;
  close(): void;
}

/**
 * Socket Mode's side of Slack.
 * @param timeoutMs how long an envelope may stay unacknowledged
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export function createSocketServer(server: Server, state: SlackState, timeoutMs: number): SocketServer {
  const sockets = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const connections: WebSocket[] = [];
  const waiting = new Map<string, (body: unknown) => void>();
  let turn = 0;

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://slack.invalid');
    const known = url.pathname === '/link/' && tickets.delete(url.searchParams.get('ticket') ?? '');
    if (!known || connections.length >= maxConnections) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, welcome);
    return undefined;
  });

  function welcome(socket: WebSocket): void {
    connections.push(socket);
    const ping = setInterval(() => socket.ping(), pingEveryMs);
    ping.unref();
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(ping);
      connections.splice(connections.indexOf(socket), 1);
    });
    socket.on('message', (data) => {
      const message = parseJson(String(data));
      if (isObject(message)) waiting.get(String(message.envelope_id))?.(message.payload);
    });
    const debug_info = { host: 'applink-sandbox', build_number: 1, approximate_connection_time: 18060 };
    const hello = {
      type: 'hello',
      num_connections: connections.length,
      connection_info: { app_id: ids.app },
      debug_info,
    };
    socket.send(JSON.stringify(hello));
  }

  function disconnect(reason: string): void {
    const message = JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-sandbox' } });
    for (const socket of connections) socket.send(message);
  }

  return {
    newUrl(baseUrl) {
      const ticket = state.newSecret(32);
      tickets.add(ticket);
      return `${baseUrl.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${ids.app}`;
    },
    count: () => connections.length,
    send(type, payload, retry) {
      const started = performance.now();
      turn += 1;
      const socket = connections[turn % Math.max(1, connections.length)];
      const done = (rest: Pick<Acknowledgement, 'ok' | 'status' | 'body' | 'reason'>) => ({
        ...rest,
        ackMs: performance.now() - started,
      });
      if (socket === undefined)
        return Promise.resolve(done({ ok: false, status: 0, body: '', reason: 'connection_failed' }));
      const envelope_id = `${state.newSecret(8)}-${state.newSecret(4)}-${state.newSecret(12)}`;
      const reason = retry?.reason === 'http_timeout' ? 'timeout' : (retry?.reason ?? '');
      const retried = type === 'events_api' && { retry_attempt: retry?.num ?? 0, retry_reason: reason };
      const accepts_response_payload = type !== 'events_api';
      return new Promise((resolve) => {
        const settle = (rest: Parameters<typeof done>[0]) => {
          clearTimeout(timer);
          waiting.delete(envelope_id);
          resolve(done(rest));
        };
        const timer = setTimeout(() => settle({ ok: false, status: 0, body: '', reason: 'http_timeout' }), timeoutMs);
        waiting.set(envelope_id, (body) => settle({ ok: true, status: 200, body: body ?? '' }));
        socket.send(JSON.stringify({ envelope_id, type, payload, accepts_response_payload, ...retried }));
      });
    },
    refresh: (reason = 'refresh_requested') => disconnect(reason),
    drop() {
      for (const socket of [...connections]) socket.terminate();
    },
    close() {
      for (const socket of [...connections]) socket.terminate();
      for (const settle of [...waiting.values()]) settle('');
      sockets.close();
    },
  };
}
