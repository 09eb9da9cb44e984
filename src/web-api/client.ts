import { type Logger, LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import { requestSignal } from '../deadline.ts';

/** How long one call to Slack may take, in milliseconds. */
const timeoutMs = 8000;

/**
 * A `fetch` that always ends, and no later than the job that makes the request, for Slack's Web API and for
 * `response_url`s alike.
 */
export const fetchInTime: typeof fetch = async (input, init) => {
  const ends = AbortSignal.timeout(timeoutMs);
  const signal = requestSignal(init?.signal ? AbortSignal.any([init.signal, ends]) : ends);
  return fetch(input, { ...init, ...(signal && { signal }) });
};

/**
 * Options for every Slack client of the app. The client itself tries nothing again and waits for nothing: a refused
 * call fails its job, and the queue knows when to come back. (Left to itself the client retries a lost answer, and a
 * message would be posted twice.)
 */
export function webClientOptions(slackApiUrl: string): WebClientOptions {
  return {
    slackApiUrl,
    fetch: fetchInTime,
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silentLogger,
  };
}

/** A client that is made (in a bundle: loaded, too) when it is first used: a function that starts has no need of it yet. */
export function createWebClient(botToken: string, slackApiUrl: string): WebClient {
  let made: WebClient | undefined;
  return new Proxy({} as WebClient, {
    get(_, name) {
      made ??= new WebClient(botToken, webClientOptions(slackApiUrl));
      const value: unknown = Reflect.get(made, name);
      return typeof value === 'function' ? value.bind(made) : value;
    },
  });
}

const nothing = (): void => undefined;

/** Keeps the client itself quiet: what goes wrong is thrown, and whoever catches it knows whether it is worth a word. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};
