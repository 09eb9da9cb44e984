import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import type { SignedRequest } from './signed-commands.ts';

/** What a server under load did. */
export interface LoadResult {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
}

/** A server in a process of its own. */
export interface Server {
  url: string;
  stop(): void;
}

/** Starts `bench/FILE`, which tells its port and ends with this process. */
export async function startServer(file: string, env: NodeJS.ProcessEnv = process.env): Promise<Server> {
  const child: ChildProcess = fork(`${import.meta.dirname}/${file}`, { env });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${file} ended`)));
  const [port] = (await Promise.race([once(child, 'message'), ended])) as [number];
  ended.catch(() => undefined);
  return { url: `http://127.0.0.1:${port}`, stop: () => child.disconnect() };
}

const connections = 50;

/**
 * Sends each request once, over 50 connections that each wait for their answer: one core of the server saturates.
 * @throws when any answer is not 200
 */
export async function load({ url }: Server, requests: readonly SignedRequest[]): Promise<LoadResult> {
  const each = Math.ceil(requests.length / connections);
  let given = 0;
  const result = await autocannon({
    url,
    connections,
    amount: requests.length,
    setupClient(client) {
      client.setRequests(requests.slice(given, given + each));
      given += each;
    },
  });
  const failed = requests.length - result['2xx'];
  if (failed > 0) throw new Error(`${failed} of ${requests.length} requests were not acknowledged`);
  return { perSecond: requests.length / result.duration, p50Ms: result.latency.p50, p99Ms: result.latency.p99 };
}
