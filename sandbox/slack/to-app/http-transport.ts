import { type JsonObject, parseJson } from '../json-value.ts';
import { signature } from './signature.ts';
import type { Acknowledgement, AppRequestKind, FailureReason, Transport } from './transport.ts';

export interface HttpTransportOptions {
  /** The app's base URL without a path; `undefined` while there is no app. */
  appUrl(): string | undefined;
  signingSecret: string;
  timeoutMs: number;
  now(): number;
  /** Aborts all requests in progress. */
  signal: AbortSignal;
}

/** Commands are forms, interactions a form with a JSON field, events JSON. */
function encode(kind: AppRequestKind, payload: JsonObject): { type: string; body: string } {
  if (kind === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) };
  const fields = kind === 'interactive' ? { payload: JSON.stringify(payload) } : stringFields(payload);
  return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() };
}

const stringFields = (payload: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]));

/** Signed HTTP requests to `<appUrl>/slack/events`. */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  return async (kind, payload, retry) => {
    const started = performance.now();
    const failed = (reason: FailureReason, status = 0, body: unknown = ''): Acknowledgement => {
      return { ok: false, status, ackMs: performance.now() - started, body, reason };
    };
    const appUrl = options.appUrl();
    if (appUrl === undefined) return failed('connection_failed');
    const { type, body } = encode(kind, payload);
    const timestampS = Math.floor(options.now() / 1000);
    const timeout = AbortSignal.timeout(options.timeoutMs);
    try {
      const response = await fetch(`${appUrl.replace(/\/$/, '')}/slack/events`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'content-type': type,
          'x-slack-request-timestamp': String(timestampS),
          'x-slack-signature': signature(options.signingSecret, timestampS, body),
          ...(retry && { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason }),
        },
        body,
        signal: AbortSignal.any([timeout, options.signal]),
      });
      const text = await response.text();
      const answer = /json/.test(response.headers.get('content-type') ?? '') ? (parseJson(text) ?? text) : text;
      const noRetry = response.headers.get('x-slack-no-retry') === '1';
      if (response.status >= 300 && response.status < 400) return failed('too_many_redirects', response.status);
      if (!response.ok) return { ...failed('http_error', response.status, answer), noRetry };
      return { ok: true, status: response.status, ackMs: performance.now() - started, body: answer };
    } catch {
      return failed(timeout.aborted ? 'http_timeout' : 'connection_failed');
    }
  };
}
