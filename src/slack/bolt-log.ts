import type { Logger } from '@slack/bolt';
import { LogLevel } from '@slack/bolt';
import type { Log } from '../log.ts';

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
