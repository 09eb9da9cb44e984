import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { announce } from './announce.ts';
import { signingSecret } from './signed-commands.ts';

/** Bolt's HTTPReceiver with a listener that only acknowledges; stores nothing. */
const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
const app = new App({
  receiver,
  logLevel: LogLevel.ERROR,
  authorize: async () => ({ botToken: 'xoxb-bench', botId: 'B0BENCH', botUserId: 'U0BENCH' }),
});
app.command('/incident', async ({ ack }) => ack());
const server = await app.start({ port: 0, host: '127.0.0.1' });
announce(server);
