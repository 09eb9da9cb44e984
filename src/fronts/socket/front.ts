import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '../../backoff.ts';
import { within } from '../../deadline.ts';
import { AppError } from '../../errors.ts';
import type { JobQueue } from '../../jobs/queue.ts';
import type { Log } from '../../log.ts';
import { slackCode, toSlackError } from '../../web-api/fault.ts';
import { answerAtOnce } from '../http/slack-front.ts';
import { answerWhenStored } from '../saving-view.ts';
import { slackJob } from '../slack-job.ts';
import { openSocketConnection, type SocketConnection } from './connection.ts';
import type { Envelope } from './frame.ts';

export interface SocketFrontOptions {
  appToken: string;
  slackApiUrl: string;
  queue: Pick<JobQueue, 'send'>;
  /** Milliseconds. */
  now: () => number;
  /** From 0 to below 1. */
  random: () => number;
  log: Log;
  patience?: SocketPatience;
}

/** In milliseconds. */
interface SocketPatience {
  /** How long opening a connection may take until Slack has said hello. */
  helloMs: number;
  /** How long a connection that Slack wants replaced is kept beside the new one. Slack mostly ends it first. */
  lingerMs: number;
}

const usualPatience: SocketPatience = { helloMs: 15_000, lingerMs: 10_000 };

export interface SocketFront {
  /** Whether a connection is open now. */
  readonly alive: boolean;
  stop(): Promise<void>;
}

/** A connection that did not last this long counts as a failure, so that one refused after its hello is not a busy loop. */
const settledMs = 10_000;
/** How often Slack may ask for another connection so soon before the app pauses. */
const hastyRecyclings = 3;
/** How long a stop waits for envelopes in hand, in milliseconds. */
const graceMs = 2000;

/** Reasons by which Slack asks for another connection as a matter of course. */
const routine = new Set(['warning', 'refresh_requested']);

/** Slack's words for a token that is wrong or lacks its scope. @see https://docs.slack.dev/reference/methods/apps.connections.open */
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
 * The front for Slack over Socket Mode: no public address needed. An envelope is acknowledged when its job is stored;
 * one that could not be stored is sent again by Slack. One connection is kept open: when Slack asks for another (every few
 * hours) the next is open before the old one ends, and after a loss the app connects again, however long that takes.
 * Resolves after the first try, whether or not Slack could be reached.
 * @throws AppError `configuration` when Slack refuses the token at the start
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export async function startSocketFront(options: SocketFrontOptions): Promise<SocketFront> {
  const { appToken, slackApiUrl, queue, now, random, log, patience = usualPatience } = options;
  const ending = new AbortController();
  const { signal } = ending;
  const open = new Set<SocketConnection>();
  const inHand = new Set<Promise<void>>();
  const firstTry = Promise.withResolvers<void>();
  let started = false;
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);

  async function take({ payload, retry }: Envelope, acknowledge: (answer?: object) => Promise<void>): Promise<void> {
    try {
      if (answerAtOnce(payload) === undefined) await queue.send([slackJob(payload, now(), retry)]);
    } catch (error) {
      log.error('envelope not stored', { error });
      return;
    }
    // Sent again by Slack, it is dropped as known.
    await acknowledge(answerWhenStored(payload)).catch((error: unknown) => log.debug('not acknowledged', { error }));
  }

  async function connect(): Promise<SocketConnection> {
    const connection = await openSocketConnection({
      appToken,
      slackApiUrl,
      helloMs: patience.helloMs,
      signal,
      onEnvelope(envelope, acknowledge) {
        const taking = take(envelope, acknowledge).finally(() => inHand.delete(taking));
        inHand.add(taking);
      },
      onUnknown: (shape) => log.warn('message of Slack not understood', { shape }),
    });
    open.add(connection);
    void connection.ended.then(() => open.delete(connection));
    log.info('connected to Slack by Socket Mode');
    return connection;
  }

  /** Tries until there is a connection; `undefined` when the app stops first. */
  async function connectUntilDone(): Promise<SocketConnection | undefined> {
    let lastReason = '';
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const connection = await connect();
        firstTry.resolve();
        return connection;
      } catch (error) {
        if (signal.aborted) break;
        const fault = toSlackError(error);
        const code = slackCode(fault) ?? fault.code;
        if (!started && wrongToken.has(code)) {
          firstTry.reject(new AppError('configuration', wrongTokenLine(code), { cause: fault }));
          break;
        }
        firstTry.resolve();
        started = true;
        const retryInMs = Math.max(backoffMs(failures, random), fault.retryAfterMs ?? 0);
        const facts = { code, reason: fault.message, retryInMs };
        // An outage is one line, not one a try.
        if (fault.message === lastReason) log.debug('still no connection to Slack', facts);
        else log.error('cannot connect to Slack by Socket Mode', facts);
        lastReason = fault.message;
        await pause(retryInMs);
      }
    }
    return undefined;
  }

  async function keepConnected(): Promise<void> {
    let hasty = 0;
    let current = await connectUntilDone();
    while (current !== undefined) {
      started = true;
      const openedAtMs = now();
      const reason = await current.leaving;
      if (signal.aborted) return;
      if (routine.has(reason)) log.info('Slack asked for a new connection', { reason });
      else log.warn('connection to Slack lost', { reason });
      hasty = now() - openedAtMs < settledMs ? hasty + 1 : 0;
      if (hasty > hastyRecyclings) await pause(backoffMs(hasty - hastyRecyclings, random));
      const next = await connectUntilDone();
      void retire(current);
      current = next;
    }
  }

  /** What Slack sent by it already is still taken and acknowledged. */
  async function retire(connection: SocketConnection): Promise<void> {
    await within(patience.lingerMs, connection.ended);
    connection.close();
  }

  const keeping = keepConnected();
  await firstTry.promise;
  return {
    get alive() {
      return !signal.aborted && open.size > 0;
    },
    async stop() {
      ending.abort();
      const untilMs = performance.now() + graceMs;
      await within(graceMs, Promise.allSettled([...inHand]));
      const all = [...open];
      for (const connection of all) connection.close();
      const closed = Promise.all([keeping, ...all.map(({ ended }) => ended)]);
      await within(Math.max(0, untilMs - performance.now()), closed);
    },
  };
}

const wrongTokenLine = (code: string): string =>
  `SLACK_APP_TOKEN: found a token that Slack refuses (${code}), expected this app’s app-level token with connections:write`;
