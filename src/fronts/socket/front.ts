import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '../../backoff.ts';
import { within } from '../../deadline.ts';
import { AppError } from '../../errors.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import { slackCode, toSlackError } from '../../web-api/fault.ts';
import { answerWhenStored } from '../form-response.ts';
import { answerWithoutJob } from '../http/slack-front.ts';
import { timed } from '../metrics/timed.ts';
import { slackJob } from '../slack-job.ts';
import { openSocketConnection, type SocketConnection } from './connection.ts';
import type { Envelope } from './frame.ts';

export interface SocketFrontOptions {
  appToken: string;
  slackApiUrl: string;
  queue: Pick<JobQueue, 'send'>;
  /** Milliseconds. */
  now: () => number;
  /** A random number in [0, 1), for the jitter of the backoff. */
  random: () => number;
  log: Log;
  metrics?: Metrics;
  timeouts?: SocketTimeouts;
}

/** In milliseconds. */
interface SocketTimeouts {
  /** The time limit for opening a connection, until Slack's `hello`. */
  helloMs: number;
  /** How long a replaced connection is kept beside the new one. Slack usually closes it first. */
  lingerMs: number;
}

const defaultTimeouts: SocketTimeouts = { helloMs: 15_000, lingerMs: 10_000 };

export interface SocketFront {
  /** Whether a connection is open now. */
  readonly alive: boolean;
  /** The number of open connections. */
  readonly connections: number;
  stop(): Promise<void>;
}

/** A connection that ends sooner counts as short, in milliseconds, so that connections refused after `hello` cause a backoff. */
const shortLivedMs = 10_000;
/** The number of consecutive short connections before the app backs off. */
const maxShortLived = 3;
/** How long a stop waits for envelopes in progress, in milliseconds. */
const graceMs = 2000;

/** The reasons of a routine request for a new connection. */
const routine = new Set(['warning', 'refresh_requested']);

/** The error codes for a wrong token, or one without its scope. @see https://docs.slack.dev/reference/methods/apps.connections.open */
const wrongToken = new Set([
  'invalid_auth',
  'not_authed',
  'not_allowed_token_type',
  'missing_scope',
  'token_expired',
  'token_revoked',
  'account_inactive',
]);

/**
 * The front for Slack over Socket Mode, which needs no public address. An envelope is acknowledged once its job is stored;
 * Slack resends one that is not. When Slack requests a new connection (every few hours), it is opened before the old one
 * closes. After a loss the app reconnects with backoff, without a limit. Resolves after the first attempt, successful or not.
 * @throws AppError `configuration` when Slack refuses the token at the start
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export async function startSocketFront(options: SocketFrontOptions): Promise<SocketFront> {
  const { appToken, slackApiUrl, queue, now, random, log, metrics, timeouts = defaultTimeouts } = options;
  const ending = new AbortController();
  const { signal } = ending;
  const open = new Set<SocketConnection>();
  const inProgress = new Set<Promise<void>>();
  const firstAttempt = Promise.withResolvers<void>();
  let started = false;
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);

  async function handle({ payload, retry }: Envelope, acknowledge: (answer?: object) => Promise<void>): Promise<void> {
    try {
      if (answerWithoutJob(payload) === undefined) await queue.send([slackJob(payload, now(), retry)]);
    } catch (error) {
      log.error('Socket Mode envelope not stored', { error });
      return;
    }
    // If Slack resends it, its job is deduplicated.
    await acknowledge(answerWhenStored(payload)).catch((error: unknown) =>
      log.debug('Socket Mode envelope not acknowledged', { error }),
    );
  }

  const answer = timed(handle, 'socket', metrics);

  async function connect(): Promise<SocketConnection> {
    const connection = await openSocketConnection({
      appToken,
      slackApiUrl,
      ...(metrics && { metrics }),
      helloMs: timeouts.helloMs,
      signal,
      onEnvelope(envelope, acknowledge) {
        const handling = answer(envelope, acknowledge).finally(() => inProgress.delete(handling));
        inProgress.add(handling);
      },
      onUnknown: (shape) => log.warn('Socket Mode message has an unknown shape', { shape }),
    });
    open.add(connection);
    void connection.ended.then(() => open.delete(connection));
    log.info('connected to Slack by Socket Mode');
    return connection;
  }

  /** Retries until there is a connection; `undefined` when the app stops first. */
  async function connectWithRetries(): Promise<SocketConnection | undefined> {
    let lastReason = '';
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const connection = await connect();
        firstAttempt.resolve();
        return connection;
      } catch (error) {
        if (signal.aborted) break;
        const fault = toSlackError(error);
        const code = slackCode(fault) ?? fault.code;
        if (!started && wrongToken.has(code)) {
          firstAttempt.reject(new AppError('configuration', wrongTokenLine(code), { cause: fault }));
          break;
        }
        firstAttempt.resolve();
        started = true;
        const retryInMs = Math.max(backoffMs(failures, random), fault.retryAfterMs ?? 0);
        const facts = { code, reason: fault.message, retryInMs };
        // An outage is logged once, not on each attempt.
        if (fault.message === lastReason) log.debug('still no connection to Slack', facts);
        else log.error('cannot connect to Slack by Socket Mode', facts);
        lastReason = fault.message;
        await pause(retryInMs);
      }
    }
    return undefined;
  }

  async function keepConnected(): Promise<void> {
    let shortLived = 0;
    let current = await connectWithRetries();
    while (current !== undefined) {
      started = true;
      const openedAtMs = now();
      const reason = await current.leaving;
      if (signal.aborted) return;
      if (routine.has(reason)) log.info('Slack requested a new connection', { reason });
      else log.warn('connection to Slack lost', { reason });
      shortLived = now() - openedAtMs < shortLivedMs ? shortLived + 1 : 0;
      if (shortLived > maxShortLived) await pause(backoffMs(shortLived - maxShortLived, random));
      const next = await connectWithRetries();
      void retire(current);
      current = next;
    }
  }

  /** Closes a replaced connection after a while. Until then its envelopes are still handled. */
  async function retire(connection: SocketConnection): Promise<void> {
    await within(timeouts.lingerMs, connection.ended);
    connection.close();
  }

  const keeping = keepConnected();
  await firstAttempt.promise;
  return {
    get alive() {
      return !signal.aborted && open.size > 0;
    },
    get connections() {
      return open.size;
    },
    async stop() {
      ending.abort();
      const untilMs = performance.now() + graceMs;
      await within(graceMs, Promise.allSettled([...inProgress]));
      const all = [...open];
      for (const connection of all) connection.close();
      const closed = Promise.all([keeping, ...all.map(({ ended }) => ended)]);
      await within(Math.max(0, untilMs - performance.now()), closed);
    },
  };
}

const wrongTokenLine = (code: string): string =>
  `SLACK_APP_TOKEN: found a token that Slack refuses (${code}), expected this app's app-level token with connections:write`;
