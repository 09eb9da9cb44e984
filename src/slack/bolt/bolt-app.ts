import { App, type AuthorizeResult, type Logger, LogLevel } from '@slack/bolt';
import type { FindInstallation } from '../../gate/installation.ts';
import type { Log } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import { webClientOptions } from '../../web-api/client.ts';
import type { Services } from '../services.ts';
import { createJobReceiver, type JobReceiver } from './job-receiver.ts';
import { listen } from './listen.ts';

export interface BoltAppOptions {
  findInstallation: FindInstallation;
  botToken: string;
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

/** Lets Bolt speak through the app's own log. */
export function boltLog(log: Log): Logger {
  const say =
    (method: 'debug' | 'info' | 'warn' | 'error') =>
    (...parts: unknown[]): void => {
      const error = parts.find((part) => part instanceof Error);
      log[method](`bolt: ${parts.filter((part) => typeof part === 'string').join(' ')}`, { ...(error && { error }) });
    };
  return {
    debug: say('debug'),
    info: say('debug'),
    warn: say('warn'),
    error: say('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}

/** The Bolt app with all its listeners: what is loaded when somebody does something in Slack. */
export function openBolt(options: BoltAppOptions, services: Services): JobReceiver {
  const { bolt, receiver } = createBoltApp(options);
  listen(bolt, services);
  return receiver;
}

/** Who the app is in its workspace, as Bolt wants to know it. */
export function createIdentity(findInstallation: FindInstallation, botToken: string): () => Promise<AuthorizeResult> {
  return async () => {
    const { teamId, botId, botUserId } = await findInstallation();
    return {
      botToken,
      ...(botId !== undefined && { botId }),
      ...(botUserId !== undefined && { botUserId }),
      ...(teamId !== '' && { teamId }),
    };
  };
}
