import { App, type AuthorizeResult, type Logger, LogLevel, type Receiver, type ReceiverEvent } from '@slack/bolt';
import type { FindInstallation } from '../../gate/installation.ts';
import type { SlackJob } from '../../jobs/job.ts';
import type { Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import { webClientOptions } from '../../web-api/client.ts';
import { parsePayload } from '../payload.ts';
import type { Services } from '../services.ts';
import { listen } from './listen.ts';

export interface BoltAppOptions {
  findInstallation: FindInstallation;
  botToken: () => Promise<string>;
  slackApiUrl: string;
  log: Log;
  metrics?: Metrics;
}

/** The Bolt app behind a receiver that is fed jobs. A listener's error fails its job: the queue decides what then. */
export function createBoltApp({ findInstallation, botToken, slackApiUrl, log, metrics }: BoltAppOptions): {
  bolt: App;
  receiver: JobReceiver;
} {
  const receiver = createJobReceiver(log);
  const bolt = new App({
    receiver,
    authorize: createIdentity(findInstallation, botToken),
    clientOptions: webClientOptions(slackApiUrl, metrics),
    logger: boltLog(log),
  });
  bolt.error(async (error) => {
    throw 'original' in error && error.original instanceof Error ? error.original : error;
  });
  return { bolt, receiver };
}

/** A logger for Bolt that writes to the app's log. */
export function boltLog(log: Log): Logger {
  const write =
    (method: 'debug' | 'info' | 'warn' | 'error') =>
    (...parts: unknown[]): void => {
      const error = parts.find((part) => part instanceof Error);
      log[method](`bolt: ${parts.filter((part) => typeof part === 'string').join(' ')}`, { ...(error && { error }) });
    };
  return {
    debug: write('debug'),
    info: write('debug'),
    warn: write('warn'),
    error: write('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

/** The Bolt app with all its listeners. It is loaded when the first Slack job runs. */
export function openBolt(options: BoltAppOptions, services: Services): JobReceiver {
  const { bolt, receiver } = createBoltApp(options);
  listen(bolt, services);
  return receiver;
}

/** Bolt's `authorize`: the app's ids in its workspace. */
export function createIdentity(
  findInstallation: FindInstallation,
  botToken: () => Promise<string>,
): () => Promise<AuthorizeResult> {
  return async () => {
    const { teamId, botId, botUserId } = await findInstallation();
    return {
      botToken: await botToken(),
      ...(botId !== undefined && { botId }),
      ...(botUserId !== undefined && { botUserId }),
      ...(teamId !== '' && { teamId }),
    };
  };
}

/** Facts of the job, in the `context` of Bolt's listeners. */
export interface JobContext {
  /** 1 the first time. */
  attempt: number;
  /** When the front received Slack's request, in epoch milliseconds. */
  receivedAtMs: number;
  /** The group of the job. */
  group: string;
}

/** A Bolt receiver that is fed jobs. A front has already verified, stored and acknowledged Slack's request. */
export interface JobReceiver extends Receiver {
  /**
   * Passes one job to the app's listeners and waits for all of them. An unexpected payload is logged and dropped.
   * @throws what a listener threw
   */
  deliver(job: SlackJob, facts: Pick<JobContext, 'attempt' | 'group'>): Promise<void>;
}

export function createJobReceiver(log: Log): JobReceiver {
  let app: App | undefined;
  return {
    init(bolt) {
      app = bolt;
    },
    start: async () => undefined,
    stop: async () => undefined,
    async deliver(job, facts) {
      const read = parsePayload(job.body);
      if ('unreadable' in read)
        return log.warn('payload from Slack cannot be read, dropped', { reason: read.unreadable });
      const context: JobContext = { ...facts, receivedAtMs: job.receivedAtMs };
      const event: ReceiverEvent = {
        body: { ...read.payload },
        // The front has acknowledged the request.
        ack: async () => undefined,
        customProperties: { ...context },
        ...(job.retryNum !== undefined && { retryNum: job.retryNum }),
        ...(job.retryReason !== undefined && { retryReason: job.retryReason }),
      };
      await app?.processEvent(event);
    },
  };
}
