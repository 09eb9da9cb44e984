import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { SignedRequest } from './signed-commands.ts';

/** Throughput and latency of a server under load. */
export interface LoadResult {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/** A server in its own process. */
export interface Server {
  url: string;
  stop(): void;
  /** Resident set and live heap after a garbage collection, in bytes. Only `serve-app.ts` answers. */
  memory(): Promise<{ rss: number; heap: number }>;
}

/** The flags of Node with which `npm start` runs the app in a checkout. */
function startFlags(checkout: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

/**
 * Starts `bench/FILE` in a child process, as `npm start` does, which reports its port and ends with this process.
 * @param checkout another checkout, to run its build
 */
export async function startServer(
  file: string,
  env: NodeJS.ProcessEnv = process.env,
  checkout = join(import.meta.dirname, '..'),
): Promise<Server> {
  const child: ChildProcess = fork(join(checkout, 'bench', file), { env, execArgv: startFlags(checkout) });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${file} exited`)));
  const [port] = (await Promise.race([once(child, 'message'), ended])) as [number];
  ended.catch(() => undefined);
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => child.disconnect(),
    async memory() {
      child.send('memory');
      const [answer] = await once(child, 'message');
      return answer as { rss: number; heap: number };
    },
  };
}

/** Number of connections that send at the same time, each waiting for its answer: enough to saturate one core of a server. */
const connections = 50;

/** The request as it goes over the wire. */
function encode({ method, path, headers, body }: SignedRequest, host: string): string {
  const length = Buffer.byteLength(body);
  const lines = Object.entries({ host, ...headers, 'content-length': String(length) }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/**
 * Finds one complete response at the start of what was received.
 * @returns its status and length in characters; `undefined` while it is incomplete
 */
function firstResponse(received: string): { status: number; length: number } | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const head = received.slice(0, headEnd);
  const bodyStart = headEnd + 4;
  const contentLength = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  // Without a Content-Length the body comes in chunks; the last one is empty.
  const lastChunk = received.indexOf('0\r\n\r\n', bodyStart);
  const chunkedEnd = lastChunk === -1 ? Number.POSITIVE_INFINITY : lastChunk + 5;
  const length = contentLength === undefined ? chunkedEnd : bodyStart + Number(contentLength);
  return received.length < length ? undefined : { status: Number(head.slice(9, 12)), length };
}

/**
 * Sends requests over one keep-alive connection, one at a time.
 * @param onAnswer called with each response's status and its latency in milliseconds
 */
function sendOverOneConnection(url: URL, requests: readonly string[], onAnswer: (status: number, ms: number) => void) {
  return new Promise<void>((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname);
    // Latin-1: one character for each byte, so that Content-Length can be compared with the text's length.
    socket.setEncoding('latin1').setNoDelay(true);
    let next = 0;
    let sentMs = 0;
    let received = '';
    const send = (): void => {
      const request = requests[next];
      if (request === undefined) return void socket.end();
      next += 1;
      sentMs = performance.now();
      socket.write(request);
    };
    socket.once('connect', send);
    socket.on('data', (chunk: string) => {
      received += chunk;
      const response = firstResponse(received);
      if (response === undefined) return;
      received = received.slice(response.length);
      onAnswer(response.status, performance.now() - sentMs);
      send();
    });
    socket.once('error', reject);
    socket.once('close', resolve);
  });
}

/**
 * Sends each request once, over {@link connections} connections. The first answer on each connection counts for neither
 * rate nor latency: it waits while the client opens the other connections.
 * @throws Error when any request is not answered with 200
 */
export async function load(server: Server, requests: readonly SignedRequest[]): Promise<LoadResult> {
  const url = new URL(server.url);
  const encoded = requests.map((request) => encode(request, url.host));
  const share = Math.ceil(encoded.length / connections);
  const latenciesMs: number[] = [];
  let acknowledged = 0;
  let firstMs = 0;
  let lastMs = 0;
  const sending = Array.from({ length: connections }, (_, index) => {
    let isFirst = true;
    return sendOverOneConnection(url, encoded.slice(index * share, (index + 1) * share), (status, ms) => {
      if (status === 200) acknowledged += 1;
      lastMs = performance.now();
      firstMs ||= lastMs;
      if (!isFirst) latenciesMs.push(ms);
      isFirst = false;
    });
  });
  await Promise.all(sending);
  const failed = requests.length - acknowledged;
  if (failed > 0) throw new Error(`${failed} of ${requests.length} requests were not acknowledged`);
  latenciesMs.sort((a, b) => a - b);
  const at = (quantile: number) => latenciesMs[Math.floor(quantile * latenciesMs.length)] ?? 0;
  return { perSecond: (latenciesMs.length / (lastMs - firstMs)) * 1000, p50Ms: at(0.5), p99Ms: at(0.99) };
}
