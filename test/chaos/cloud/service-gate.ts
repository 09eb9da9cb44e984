import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';

/** Faults of one AWS service. Shares are from 0 to 1. */
export interface ServiceFaults {
  /** Refused as too many, before anything happened. */
  throttled?: number;
  /** The connection breaks before the service has the request. */
  absent?: number;
  /** It takes effect, but the answer is lost. */
  lost?: number;
  /** SQS forgets that a message was deleted, and delivers it again at once. */
  redelivered?: number;
  /** The longest delay of messages on their way to the worker, in milliseconds of the machine. */
  lateMs?: number;
}

/** A proxy in front of one AWS service that speaks JSON. It injects faults and reports what passed. */
export interface ServiceGate {
  url: string;
  setFaults(faults: ServiceFaults): void;
  close(): Promise<void>;
}

export interface ServiceGateOptions {
  target: string;
  random: Random;
  /** Receives each successful answer that reached the app. */
  onAnswer?: (operation: string, answer: string) => void;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const throttling = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
  message: 'Rate exceeded',
});

interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  operation: string;
  body: Buffer;
}

export async function openServiceGate({ target, random, onAnswer }: ServiceGateOptions): Promise<ServiceGate> {
  let faults: ServiceFaults = {};
  const agent = new Agent({ keepAlive: true });
  const hits = (share = 0): boolean => share > 0 && random.next() < share;

  function forward({ request, response, operation, body }: Call): Promise<{ status: number; body: Buffer }> {
    return new Promise((resolve, reject) => {
      const { connection: _, 'content-length': __, ...headers } = request.headers;
      const service = String(headers['x-amz-target']).split('.')[0];
      const out = send(
        `${target}${request.url}`,
        { method: 'POST', agent, headers: { ...headers, 'x-amz-target': `${service}.${operation}` } },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks) }));
        },
      );
      out.on('error', reject);
      // The engine must know when the app has gone.
      response.once('close', () => {
        if (!response.writableFinished) out.destroy();
      });
      out.end(body);
    });
  }

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    let body = Buffer.concat(chunks);
    let operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const { throttled, absent, lost, redelivered, lateMs } = faults;
    if (hits(absent)) return void request.socket.destroy();
    const reply = (status: number, answer: string | Buffer): void =>
      void response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer);
    if (hits(throttled)) return reply(400, throttling);
    if (operation === 'DeleteMessage' && hits(redelivered)) {
      operation = 'ChangeMessageVisibility';
      body = Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), VisibilityTimeout: 0 }));
    }
    const answer = await forward({ request, response, operation, body });
    if (operation === 'ReceiveMessage' && lateMs !== undefined) await sleep(random.next() * lateMs);
    if (hits(lost) || request.socket.destroyed) return void request.socket.destroy();
    if (answer.status < 300) onAnswer?.(operation, answer.body.toString());
    reply(answer.status, answer.body);
  }

  const server = createServer(
    (request, response) => void pass(request, response).catch(() => request.socket.destroy()),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    setFaults(next) {
      faults = next;
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
