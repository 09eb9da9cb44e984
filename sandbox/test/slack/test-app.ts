import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifySlackRequest } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { createEmbeddedSlack, type EmbeddedSlack } from '../../slack/embedded-slack.ts';
import type { JsonObject } from '../../slack/json-value.ts';
import type { EmbeddedSlackOptions } from '../../slack/options.ts';

/** One request from Slack, after its signature was verified. */
interface Received {
  type: string;
  payload: JsonObject;
  headers: Record<string, string>;
}

interface Reply {
  status?: number;
  body?: string | object;
  delayMs?: number;
  headers?: Record<string, string>;
}

export interface TestApp {
  slack: EmbeddedSlack;
  client: WebClient;
  received: Received[];
  /** The payloads of one kind: `/incident`, `block_actions`, an event's type … */
  of(type: string): JsonObject[];
  /** Sets the app's response from now on. Default: 200 without a body. */
  replyWith(reply: (request: Received) => Reply | undefined): void;
  close(): Promise<void>;
}

/** An embedded Slack, and a small app that verifies signatures with Bolt's own verifier and acknowledges. */
export async function startTestApp(options: EmbeddedSlackOptions = {}): Promise<TestApp> {
  const slack = await createEmbeddedSlack(options);
  const received: Received[] = [];
  let reply: (request: Received) => Reply | undefined = () => undefined;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
      try {
        verifySlackRequest({
          signingSecret: slack.signingSecret,
          body,
          headers: {
            'x-slack-signature': headers['x-slack-signature'] ?? '',
            'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
          },
          nowMilliseconds: (options.now ?? Date.now)(),
        });
      } catch {
        response.writeHead(401).end();
        return;
      }
      const taken = { ...read(body, headers['content-type'] ?? ''), headers };
      received.push(taken);
      const { status = 200, body: answer = '', delayMs = 0, headers: more = {} } = reply(taken) ?? {};
      const json = typeof answer === 'object';
      setTimeout(() => {
        response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/plain', ...more });
        response.end(json ? JSON.stringify(answer) : answer);
      }, delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  slack.setAppUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    slack,
    client: new WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: 2000,
    }),
    received,
    of: (type) => received.filter((one) => one.type === type).map((one) => one.payload),
    replyWith(next) {
      reply = next;
    },
    async close() {
      await slack.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function read(body: string, contentType: string): Omit<Received, 'headers'> {
  if (contentType === 'application/json') {
    const payload = JSON.parse(body) as { type: string; event?: { type: string } };
    return { type: payload.event?.type ?? payload.type, payload: payload as unknown as JsonObject };
  }
  const form = Object.fromEntries(new URLSearchParams(body));
  if (form.payload === undefined) return { type: String(form.command), payload: form };
  const payload = JSON.parse(form.payload) as JsonObject;
  return { type: String(payload.type), payload };
}

/** The error code of a refused call. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { data, code } = error as { data?: { error?: string }; code?: string };
    return data?.error ?? String(code);
  }
  return 'ok';
}
