import { type Logger, LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import { requestSignal } from '../deadline.ts';
import type { Metrics } from '../metrics.ts';
import { measuredFetch } from './measured-fetch.ts';
import { withinScopes } from './within-scopes.ts';

/** The timeout of one call to Slack, in milliseconds. */
const timeoutMs = 8000;

/**
 * `fetch` with a timeout, which also ends when the job that makes the request has to end. For Slack's Web API and for
 * `response_url`s.
 */
export const fetchWithTimeout: typeof fetch = async (input, init) => {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = requestSignal(init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout);
  return fetch(input, { ...init, ...(signal && { signal }) });
};

/**
 * Options for every Slack client of the app. The client neither retries nor waits for rate limits: a failed call fails its
 * job, and the queue retries the job. The client's own retry after a lost response would post a message twice.
 */
export function webClientOptions(slackApiUrl: string, metrics?: Metrics): WebClientOptions {
  return {
    slackApiUrl,
    fetch: withinScopes(measuredFetch(fetchWithTimeout, metrics)),
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silentLogger,
  };
}

/** Creates a client lazily: it is constructed (in a bundle also loaded) on first use, which shortens a cold start. */
export function createWebClient(botToken: string, slackApiUrl: string, metrics?: Metrics): WebClient {
  return lazyClient(() => new WebClient(botToken, webClientOptions(slackApiUrl, metrics)));
}

/** A client that is constructed on first use. */
export function lazyClient(create: () => WebClient): WebClient {
  let client: WebClient | undefined;
  return new Proxy({} as WebClient, {
    get(_, name) {
      client ??= create();
      const value: unknown = Reflect.get(client, name);
      return typeof value === 'function' ? value.bind(client) : value;
    },
  });
}

const ignore = (): void => undefined;

/** Silences the client's own log: every failure is thrown, and the caller decides whether to log it. */
export const silentLogger: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  setLevel: ignore,
  getLevel: () => LogLevel.ERROR,
  setName: ignore,
};
