import { App } from '@slack/bolt';
import type { FindInstallation } from '../gate/installation.ts';
import type { Log } from '../log.ts';
import { webClientOptions } from '../web-api/client.ts';
import { boltLog } from './bolt-log.ts';
import { createIdentity } from './identity.ts';
import { createJobReceiver, type JobReceiver } from './job-receiver.ts';

export interface BoltAppOptions {
  findInstallation: FindInstallation;
  botToken: string;
  slackApiUrl: string;
  log: Log;
}

/** The Bolt app behind a receiver that is fed jobs. A listener's error fails its job: the queue decides what then. */
export function createBoltApp({ findInstallation, botToken, slackApiUrl, log }: BoltAppOptions): {
  bolt: App;
  receiver: JobReceiver;
} {
  const receiver = createJobReceiver();
  const bolt = new App({
    receiver,
    authorize: createIdentity(findInstallation, botToken),
    clientOptions: webClientOptions(slackApiUrl),
    logger: boltLog(log),
  });
  bolt.error(async (error) => {
    throw 'original' in error && error.original instanceof Error ? error.original : error;
  });
  return { bolt, receiver };
}
