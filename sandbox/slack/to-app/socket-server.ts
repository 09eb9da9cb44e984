import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isObject, parseJson } from '../json-value.ts';
import { ids } from '../seed.ts';
import type { SlackState } from '../state.ts';
import type { Acknowledgement, Transport } from './transport.ts';

const maxConnections = 10;
const pingEveryMs = 10_000;

/** The response to a WebSocket request: refuse it, never answer, accept without a hello, or answer with garbage. */
export type Reception = 'refuse' | 'stall' | 'silent' | 'garble';

type DisconnectReason = 'refresh_requested' | 'warning' | 'link_disabled';

export interface SocketServer {
  /** A WebSocket URL that can be used once. */
  newUrl(baseUrl: string): string;
  /** Number of open connections. */
  count(): number;
  send: Transport;
  /** Sends every client a disconnect message, without closing. */
  refresh(reason?: DisconnectReason): void;
  /**
   * Ends the open connections as Slack does every few hours: announces it, then sends nothing new on them and closes
   * them a while later.
   */
  recycle(reason: DisconnectReason, closeAfterMs: number): void;
  /** Cuts every connection without a close frame. */
  drop(): void;
  /** Sends an arbitrary message on every connection. */
  say(data: string | Buffer): void;
  /** Sends bytes that are not a WebSocket frame on every connection. */
  garble(): void;
  /** Makes the open connections unresponsive: nothing is read, no ping is answered, none is closed. */
  freeze(): void;
  /** Sets the response to the next `times` WebSocket requests. */
  receive(reception: Reception, times?: number): void;
  close(): void;
}

interface Connection {
  socket: WebSocket;
  /** The stream that frames are written to. */
  wire: Duplex;
  /** Envelopes that are not acknowledged yet. */
  waiting: Set<Promise<unknown>>;
}

/**
 * The server side of Socket Mode.
 * @param timeoutMs how long an envelope may stay unacknowledged
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export function createSocketServer(
  server: Server,
  state: Pick<SlackState, 'newSecret'>,
  timeoutMs: number,
): SocketServer {
  const sockets = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const stalled = new Set<Duplex>();
  const acknowledged = new Map<string, (body: unknown) => void>();
  let connections: Connection[] = [];
  let receptions: Reception[] = [];
  let turn = 0;

  server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://slack.invalid');
    const known = url.pathname === '/link/' && tickets.delete(url.searchParams.get('ticket') ?? '');
    const reception = receptions.shift();
    if (reception === 'stall') return stalled.add(wire);
    if (reception === 'garble') return wire.end('nonsense\r\n\r\n');
    if (reception === 'refuse' || !known || connections.length >= maxConnections)
      return wire.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    return sockets.handleUpgrade(request, wire, head, (socket) => {
      if (reception !== 'silent') welcome({ socket, wire, waiting: new Set() });
    });
  });

  function welcome(connection: Connection): void {
    const { socket } = connection;
    connections.push(connection);
    const ping = setInterval(() => socket.ping(), pingEveryMs);
    ping.unref();
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(ping);
      connections = connections.filter((each) => each !== connection);
    });
    socket.on('message', (data) => {
      const message = parseJson(String(data));
      if (isObject(message)) acknowledged.get(String(message.envelope_id))?.(message.payload);
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

  function disconnect(reason: DisconnectReason): void {
    const message = JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-sandbox' } });
    for (const { socket } of connections) socket.send(message);
  }

  async function retire(leaving: readonly Connection[]): Promise<void> {
    connections = connections.filter((each) => !leaving.includes(each));
    for (const { socket, waiting } of leaving) {
      await Promise.all(waiting);
      socket.close(1000);
    }
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
      const connection = connections[turn % Math.max(1, connections.length)];
      const done = (rest: Pick<Acknowledgement, 'ok' | 'status' | 'body' | 'reason'>) => ({
        ...rest,
        ackMs: performance.now() - started,
      });
      if (connection === undefined)
        return Promise.resolve(done({ ok: false, status: 0, body: '', reason: 'connection_failed' }));
      const { socket, waiting } = connection;
      const envelope_id = `${state.newSecret(8)}-${state.newSecret(4)}-${state.newSecret(12)}`;
      const reason = retry?.reason === 'http_timeout' ? 'timeout' : (retry?.reason ?? '');
      const retried = type === 'events_api' && { retry_attempt: retry?.num ?? 0, retry_reason: reason };
      const accepts_response_payload = type !== 'events_api';
      const answer = new Promise<Acknowledgement>((resolve) => {
        const settle = (rest: Parameters<typeof done>[0]) => {
          clearTimeout(timer);
          acknowledged.delete(envelope_id);
          waiting.delete(answer);
          resolve(done(rest));
        };
        const timer = setTimeout(() => settle({ ok: false, status: 0, body: '', reason: 'http_timeout' }), timeoutMs);
        acknowledged.set(envelope_id, (body) => settle({ ok: true, status: 200, body: body ?? '' }));
        socket.send(JSON.stringify({ envelope_id, type, payload, accepts_response_payload, ...retried }));
      });
      waiting.add(answer);
      return answer;
    },
    refresh: (reason = 'refresh_requested') => disconnect(reason),
    recycle(reason, closeAfterMs) {
      const leaving = [...connections];
      disconnect(reason);
      setTimeout(() => void retire(leaving), closeAfterMs).unref();
    },
    drop() {
      for (const { socket } of connections) socket.terminate();
    },
    say(data) {
      for (const { socket } of connections) socket.send(data);
    },
    garble() {
      for (const { wire } of connections) wire.write(Buffer.alloc(16, 0xff));
    },
    freeze() {
      for (const { socket } of connections) socket.pause();
    },
    receive(reception, times = 1) {
      receptions = Array.from({ length: times }, () => reception);
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      for (const wire of stalled) wire.destroy();
      for (const settle of [...acknowledged.values()]) settle('');
      sockets.close();
    },
  };
}
