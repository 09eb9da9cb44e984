import { type BoltAppOptions, createBoltApp } from './bolt-app.ts';
import type { JobReceiver } from './job-receiver.ts';
import { listen } from './listen.ts';
import type { Services } from './services.ts';

/** The Bolt app with all its listeners: what is loaded when somebody does something in Slack. */
export function openBolt(options: BoltAppOptions, services: Services): JobReceiver {
  const { bolt, receiver } = createBoltApp(options);
  listen(bolt, services);
  return receiver;
}
