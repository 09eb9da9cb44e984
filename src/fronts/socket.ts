import { SocketModeClient } from '@slack/socket-mode';
import type { JobQueue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import { answerWhenStored } from './saving-view.ts';
import type { SlackBody } from './slack-body.ts';
import { answerAtOnce } from './slack-front.ts';
import { slackJob } from './slack-job.ts';

export interface SocketFrontOptions {
  appToken: string;
  slackApiUrl: string;
  queue: Pick<JobQueue, 'send'>;
  now: () => number;
  log: Log;
}

export interface SocketFront {
  /** Whether the connection stands. */
  readonly alive: boolean;
  stop(): Promise<void>;
}

/** What the client hands over for each envelope. */
interface Envelope {
  ack: (response?: object) => Promise<void>;
  body: SlackBody;
  retry_num?: number;
  retry_reason?: string;
}

/**
 * The front for Slack over Socket Mode: no public address needed. An envelope is acknowledged when its job is stored;
 * one that could not be stored is sent again by Slack.
 * @see https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export async function startSocketFront(options: SocketFrontOptions): Promise<SocketFront> {
  const { appToken, slackApiUrl, queue, now, log } = options;
  const client = new SocketModeClient({
    appToken,
    clientOptions: { slackApiUrl },
    logger: quiet(log),
  });
  let alive = false;
  client.on('connected', () => {
    alive = true;
    log.info('connected to Slack by Socket Mode');
  });
  for (const lost of ['disconnected', 'reconnecting', 'disconnecting']) {
    client.on(lost, () => {
      alive = false;
    });
  }
  client.on('slack_event', ({ ack, body, retry_num: num, retry_reason: reason }: Envelope) => {
    take(ack, body, { ...(num && { num }), ...(reason && { reason }) }).catch((error: unknown) =>
      log.error('envelope not stored', { error }),
    );
  });

  async function take(ack: Envelope['ack'], body: SlackBody, retry: { num?: number; reason?: string }): Promise<void> {
    if (answerAtOnce(body) === undefined) await queue.send([slackJob(body, now(), retry)]);
    await ack(answerWhenStored(body));
  }

  await client.start();
  return {
    get alive() {
      return alive;
    },
    async stop() {
      alive = false;
      await client.disconnect();
    },
  };
}

function quiet(log: Log) {
  const text = (parts: unknown[]): string => parts.filter((part) => typeof part === 'string').join(' ');
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts: unknown[]) => log.warn(`socket: ${text(parts)}`),
    error: (...parts: unknown[]) => log.error(`socket: ${text(parts)}`),
    setLevel: () => undefined,
    getLevel: () => 'info' as never,
    setName: () => undefined,
  };
}
