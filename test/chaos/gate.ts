import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';

/** Faults on the way from Slack and SNS to the app. Shares are from 0 to 1. */
export interface GateFaults {
  /** The app receives it, but its answer is lost. */
  lost?: number;
  /** It arrives twice. */
  twice?: number;
  /** The connection breaks before the app has it. */
  cut?: number;
  /** The longest delay, in milliseconds of the machine, so that other requests overtake it. */
  lateMs?: number;
}

/** A request as it passed. */
export interface Passed {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  atMs: number;
  /** The app answered by a success. */
  taken: boolean;
  /** Whether the sender received the answer. */
  acknowledged: boolean;
}

/** A proxy in front of the app: its address stays when the app restarts, and it injects faults. */
export interface Gate {
  url: string;
  /** Requests go to these in turn. */
  setTargets(urls: readonly string[]): void;
  setFaults(faults: GateFaults): void;
  readonly passed: readonly Passed[];
  close(): Promise<void>;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export async function openGate(random: Random, now: () => number): Promise<Gate> {
  const passed: Passed[] = [];
  let targets: readonly string[] = [];
  let turn = 0;
  let faults: GateFaults = {};
  const hits = (share = 0): boolean => share > 0 && random.next() < share;

  function forward(request: IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      turn += 1;
      const target = targets[turn % targets.length];
      if (target === undefined) return reject(new Error('the app is down'));
      const { connection: _, ...headers } = request.headers;
      const out = send(`${target}${request.url}`, { method: request.method ?? 'POST', headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
        );
      });
      out.on('error', reject);
      out.end(body);
    });
  }

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { url: path = '', headers } = request;
    const one: Passed = { path, headers, body: body.toString(), atMs: now(), taken: false, acknowledged: false };
    passed.push(one);
    const { lost, twice, cut, lateMs } = faults;
    const [isLost, isTwice, isCut] = [hits(lost), hits(twice), hits(cut)];
    if (lateMs !== undefined) await sleep(random.next() * lateMs);
    try {
      if (isCut) throw new Error('cut');
      const answer = await forward(request, body);
      one.taken = answer.status < 300;
      if (isTwice)
        void sleep(random.next() * 300)
          .then(() => forward(request, body))
          .catch(() => undefined);
      if (isLost) throw new Error('lost');
      response.writeHead(answer.status, answer.headers).end(answer.body, () => {
        one.acknowledged = one.taken;
      });
    } catch {
      request.socket.destroy();
    }
  }

  const server = createServer((request, response) => void pass(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    setTargets(urls) {
      targets = urls;
    },
    setFaults(next) {
      faults = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
