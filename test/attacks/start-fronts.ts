import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpFront } from '../../src/fronts/http/server.ts';
import { createSlackFront } from '../../src/fronts/http/slack-front.ts';
import { createSnsHttpsFront } from '../../src/fronts/http/sns-https.ts';
import {
  createSignatureVerifier,
  type SignatureVerifierOptions,
} from '../../src/notifications/sns/verify-signature.ts';
import { openSqliteDatabase } from '../../src/sqlite/database.ts';
import { createSqliteQueue } from '../../src/sqlite/queue.ts';
import { createSqliteStore } from '../../src/sqlite/store.ts';
import { certificate, nowMs, topicArn } from '../notifications/signed-envelope.ts';

export const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';
export const form = 'application/x-www-form-urlencoded';

export interface FrontsOptions {
  /** Fetches the certificates of SNS. Default: the right one, without a request. */
  verifier?: Partial<SignatureVerifierOptions>;
  patienceMs?: number;
}

/** The app's HTTP server with its queue and store, with the clock at the time of the signed envelopes. */
export async function startFronts({ verifier, patienceMs }: FrontsOptions = {}) {
  const now = () => nowMs;
  const database = openSqliteDatabase(':memory:');
  const queue = createSqliteQueue(database, { now });
  const fetched: string[] = [];
  const fetchCertificate = async (url: string) => {
    fetched.push(url);
    return certificate;
  };
  const logged: string[] = [];
  const note = (message: string, fields: object = {}) => void logged.push(JSON.stringify({ message, ...fields }));
  const log = { debug: note, info: note, warn: note, error: note };
  const verifySignature = createSignatureVerifier({ now, fetchCertificate, ...verifier });
  const topics = new Map([[topicArn, ['C1']]]);
  const store = createSqliteStore(database, { now });
  const server = createHttpFront({
    slack: createSlackFront({ signingSecret, queue, now, log }),
    notifications: createSnsHttpsFront({ topics, verifySignature, queue, store, now, log }),
    health: async () => ({ status: 200 }),
    ...(patienceMs !== undefined && { patienceMs }),
    log,
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    /** The addresses of the fetched certificates. */
    fetched,
    logged,
    jobs: async () => (await queue.stats()).waiting,
    postSlack: (body: string | Buffer, headers: Record<string, string>) =>
      fetch(`${url}/slack/events`, { method: 'POST', headers, body: new Uint8Array(Buffer.from(body)) }),
    postSns: (envelope: unknown, headers: Record<string, string> = {}) =>
      fetch(`${url}/notifications`, { method: 'POST', headers, body: JSON.stringify(envelope) }),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await queue.close();
      database.close();
    },
  };
}

export type Fronts = Awaited<ReturnType<typeof startFronts>>;

export interface SignAs {
  secret?: string;
  atS?: number;
  type?: string;
}

/** The headers of a request that Slack signed. */
export function slackHeaders(
  body: string | Buffer,
  { secret = signingSecret, atS = nowMs / 1000, type = form }: SignAs = {},
) {
  const signature = createHmac('sha256', secret).update(`v0:${atS}:`).update(body).digest('hex');
  return {
    'content-type': type,
    'x-slack-request-timestamp': String(atS),
    'x-slack-signature': `v0=${signature}`,
  };
}

/** A server that must never get a request. */
export async function startTrap() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
