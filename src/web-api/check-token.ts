import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { backoffMs } from '../backoff.ts';
import type { Log } from '../log.ts';
import { slackCode, toSlackError } from './fault.ts';

export interface CheckTokenOptions {
  slack: WebClient;
  /** A random number in [0, 1), for the jitter of the backoff. */
  random: () => number;
  log: Log;
  /** Stops the check. */
  signal: AbortSignal;
}

/**
 * Checks the bot token with `auth.test`, retrying with backoff until Slack answers, and logs an error if Slack refuses the
 * token. Runs in the background: the app starts without waiting for it. Never rejects.
 * @see https://docs.slack.dev/reference/methods/auth.test
 */
export async function checkBotToken({ slack, random, log, signal }: CheckTokenOptions): Promise<void> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      await slack.auth.test();
      return;
    } catch (error) {
      const fault = toSlackError(error);
      const code = slackCode(fault);
      if (code !== undefined && !fault.transient) return log.error('Slack refuses SLACK_BOT_TOKEN', { code });
      const pauseMs = Math.max(backoffMs(failures, random), fault.retryAfterMs ?? 0);
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
