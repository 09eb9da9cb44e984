import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { backoffMs } from '../backoff.ts';
import type { Log } from '../log.ts';
import { slackCode, toSlackError } from './fault.ts';

export interface CheckTokenOptions {
  slack: WebClient;
  /** From 0 to below 1. */
  random: () => number;
  log: Log;
  /** Ends the check. */
  signal: AbortSignal;
}

/**
 * Asks Slack whether it knows the bot token, until Slack answers, and says so in the log if it does not. Meant to run beside
 * the app: while Slack is away there is nothing to wait for.
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
