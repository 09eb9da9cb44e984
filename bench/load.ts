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
  /** Of those that can tell: what they hold, and what their heap holds without garbage, in bytes. */
  memory(): Promise<{ rss: number; heap: number }>;
}

/** Starts `bench/FILE`, which tells its port and ends with this process. */
export async function startServer(file: string, env: NodeJS.ProcessEnv = process.env): Promise<Server> {
  const child: ChildProcess = fork(`${import.meta.dirname}/${file}`, { env });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${file} ended`)));
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

const connections = 50;

/**
 * Sends each request once, over 50 connections that each wait for their answer: one core of the server saturates. Rate and
 * latencies are taken from the answers themselves: the client's own duration counts in whole seconds. A connection's first
 * answer counts for neither: it waits while the client opens all the others.
 * @throws when any answer is not 200
 */
export async function load({ url }: Server, requests: readonly SignedRequest[]): Promise<LoadResult> {
  const each = Math.ceil(requests.length / connections);
  let given = 0;
  const latenciesMs: number[] = [];
  let firstMs = 0;
  let lastMs = 0;
  const { '2xx': good } = await autocannon({
    url,
    connections,
    amount: requests.length,
    setupClient(client) {
      client.setRequests(requests.slice(given, given + each));
      given += each;
      let isOpen = false;
      client.on('response', (_status, _bytes, ms) => {
        lastMs = performance.now();
        firstMs ||= lastMs;
        if (isOpen) latenciesMs.push(ms);
        isOpen = true;
      });
    },
  });
  const failed = requests.length - good;
  if (failed > 0) throw new Error(`${failed} of ${requests.length} requests were not acknowledged`);
  latenciesMs.sort((a, b) => a - b);
  const at = (share: number) => latenciesMs[Math.floor(share * latenciesMs.length)] ?? 0;
  return { perSecond: (latenciesMs.length / (lastMs - firstMs)) * 1000, p50Ms: at(0.5), p99Ms: at(0.99) };
}
